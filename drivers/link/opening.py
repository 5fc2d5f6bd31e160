"""From a port as spelled in the settings to its link. Loads pyserial, pyusb or evdev only when such a port is meant."""

from __future__ import annotations

from drivers.link.contract import Link
from drivers.settings import HID, SOCKET, USB, HidPortSettings, PortSettings


def link_for(settings: PortSettings | HidPortSettings) -> Link:
    """The closed link of `settings.port`, whose spelling the settings have already checked."""
    if isinstance(settings, HidPortSettings):
        return _keyboard(settings)
    socket = SOCKET.fullmatch(settings.port)
    if socket is not None:
        from drivers.link.tcp import TcpLine, TcpLink

        tcp = TcpLine(
            connect_deadline_seconds=settings.open_deadline_seconds,
            keepalive_idle_seconds=settings.keepalive_idle_seconds,
            unacknowledged_seconds=settings.unacknowledged_seconds,
        )
        return TcpLink(socket["host"].strip("[]"), int(socket["port"]), tcp)
    usb = USB.fullmatch(settings.port)
    if usb is not None:
        from drivers.link.usb import UsbLine, UsbLink

        return UsbLink(
            int(usb["vendor"], 16),
            int(usb["product"], 16),
            usb["serial"],
            UsbLine(open_deadline_seconds=settings.open_deadline_seconds),
        )
    from drivers.link.serial import SerialLine, SerialLink

    line = SerialLine(
        baud=settings.baud,
        parity=settings.parity,
        flow=settings.flow,
        chunk_bytes=settings.chunk_bytes,
        hang_up_on_close=settings.hang_up_on_close,
        open_deadline_seconds=settings.open_deadline_seconds,
    )
    return SerialLink(settings.port, line)


def _keyboard(settings: HidPortSettings) -> Link:
    from drivers.link.hid import HidId, HidLine, HidLink

    line = HidLine(
        open_deadline_seconds=settings.open_deadline_seconds,
        keys_up_deadline_seconds=settings.keys_up_deadline_seconds,
    )
    hid = HID.fullmatch(settings.port)
    where = settings.port if hid is None else HidId(int(hid["vendor"], 16), int(hid["product"], 16), hid["serial"])
    return HidLink(settings.port, where, line)

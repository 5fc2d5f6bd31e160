"""From a port as spelled in the settings to its link. Loads pyserial or pyusb only when such a port is meant."""

from __future__ import annotations

from drivers.link.contract import Link
from drivers.settings import SOCKET, USB, PortSettings


def link_for(settings: PortSettings) -> Link:
    """The closed link of `settings.port`, whose spelling the settings have already checked."""
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

"""Links over USB: libusb's calls at their edge. pyusb's own objects are beyond reach without a device."""

from __future__ import annotations

import errno
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest
import usb.core
import usb.util

from drivers.errors import LinkError
from drivers.link.usb import UsbLine, UsbLink
from tests.drivers.link_ends import Ends

Wait = Callable[..., Awaitable[None]]


class Endpoint:
    def __init__(self, address: int) -> None:
        self.bEndpointAddress = address
        self.bmAttributes = usb.util.ENDPOINT_TYPE_BULK
        self.written = bytearray()
        self.to_read: list[bytes] = []
        self.error: Exception | None = None

    def write(self, data: bytes, _timeout_ms: int) -> int:
        if self.error:
            raise self.error
        self.written += data
        return len(data)

    def read(self, _size: int, timeout_ms: int) -> bytes:
        if self.error:
            raise self.error
        if self.to_read:
            return self.to_read.pop(0)
        raise usb.core.USBTimeoutError("timeout", errno=errno.ETIMEDOUT)


@pytest.fixture
def on_the_bus(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A printer on the bus: its two endpoints."""
    out, into = Endpoint(0x01), Endpoint(0x82)

    class Interface(list[Endpoint]):
        bInterfaceClass = 7
        bInterfaceNumber = 0

    class Device(list[list[Interface]]):
        iSerialNumber = 3

        def is_kernel_driver_active(self, _: int) -> bool:
            return False

    device = Device([[Interface([out, into])]])
    monkeypatch.setattr(usb.core, "find", lambda **_: [device])
    monkeypatch.setattr(usb.util, "claim_interface", lambda *_: None)
    monkeypatch.setattr(usb.util, "dispose_resources", lambda *_: None)
    monkeypatch.setattr(usb.util, "get_string", lambda *_: "SN42")
    return SimpleNamespace(out=out, into=into)


async def test_bytes_go_both_ways_through_usb(on_the_bus: Any, wait_until: Wait) -> None:
    link, ends = UsbLink(0x0416, 0x5011, "SN42", UsbLine(read_turn_ms=5)), Ends()
    on_the_bus.into.to_read = [b"\x12", b"\x16"]
    await link.open(ends.received, ends.lost.append)
    await link.write(b"abc", 1.0)
    assert on_the_bus.out.written == b"abc"
    await wait_until(lambda: ends.data == b"\x12\x16")
    await link.close()
    assert ends.lost == []


async def test_a_usb_printer_that_leaves_is_told(on_the_bus: Any, wait_until: Wait) -> None:
    link, ends = UsbLink(0x0416, 0x5011, None, UsbLine(read_turn_ms=5)), Ends()
    await link.open(ends.received, ends.lost.append)
    on_the_bus.into.error = on_the_bus.out.error = usb.core.USBError("gone", errno=errno.ENODEV)
    await wait_until(lambda: bool(ends.lost))
    with pytest.raises(LinkError) as broken:
        await link.write(b"abc", 1.0)
    assert (broken.value.code, broken.value.bytes_sent) == ("link.absent", 3)  # nobody can say that nothing arrived
    await link.close()
    assert len(ends.lost) == 1


async def test_another_serial_number_is_another_printer(on_the_bus: Any) -> None:
    with pytest.raises(LinkError, match="usb://0416:5011:OTHER"):
        await UsbLink(0x0416, 0x5011, "OTHER", UsbLine()).open(lambda _: None, lambda _: None)


async def test_a_missing_libusb_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(**_: Any) -> Any:
        raise usb.core.NoBackendError("No backend available")

    monkeypatch.setattr(usb.core, "find", find)
    with pytest.raises(LinkError, match=r"libusb-1\.0") as refused:
        await UsbLink(0x0416, 0x5011, None, UsbLine()).open(lambda _: None, lambda _: None)
    assert refused.value.code == "config.invalid"

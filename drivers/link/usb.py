"""USB printers (class 7) by pyusb, the only file that imports it: `usb://VID:PID[:SERIAL]`.

libusb's calls block, so reading has a thread of its own and each write runs in a worker thread, all with deadlines.
"""

from __future__ import annotations

import asyncio
import errno
import threading
from dataclasses import dataclass
from typing import Any

import usb.core
import usb.util

from drivers.errors import LinkError
from drivers.link.blocking import in_own_thread, opened_within
from drivers.link.contract import Lost, OwnLine, Received
from drivers.link.faults import broke, opening_failed, stalled

PRINTER_CLASS = 7
READ_BYTES = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class UsbLine:
    """`read_turn_ms`: how long one read waits; also how long closing may take."""

    open_deadline_seconds: float = 5.0
    read_turn_ms: int = 500
    chunk_bytes: int = 4096


@dataclass(frozen=True, slots=True)
class _Opened:
    device: Any
    interface: int
    out: Any
    into: Any | None  # None: a printer that only listens


class UsbLink(OwnLine):
    """One printer, claimed from the kernel's own printer driver while it is open."""

    bits_per_second: int | None = None

    def __init__(self, vendor: int, product: int, serial: str | None, line: UsbLine, *, backend: Any = None) -> None:
        super().__init__()
        self.port = f"usb://{vendor:04x}:{product:04x}" + (f":{serial}" if serial else "")
        self._wanted = vendor, product, serial
        self._line = line
        self._backend = backend
        self._opened: _Opened | None = None
        self._closing = threading.Event()
        self._reader: threading.Thread | None = None
        self._writing: asyncio.Future[Any] | None = None

    async def open(self, received: Received, lost: Lost) -> None:
        self._opened = await opened_within(
            self._line.open_deadline_seconds,
            self.port,
            "the bus",
            self._open,
            _dispose,
        )
        self._closing.clear()
        if self._opened.into is not None:
            loop = asyncio.get_running_loop()
            arguments = (self._opened.into, loop, received, lost)
            self._reader = threading.Thread(target=self._read, args=arguments, name=self.port, daemon=True)
            self._reader.start()

    async def write(self, data: bytes, deadline_seconds: float) -> None:
        """A chunk that failed counts as sent: libusb does not say how much of it arrived."""
        if self._opened is None:
            raise opening_failed(self.port, None, "not open")
        loop = asyncio.get_running_loop()
        ends = loop.time() + deadline_seconds
        for start in range(0, len(data), self._line.chunk_bytes):
            chunk = data[start : start + self._line.chunk_bytes]
            left_ms = int((ends - loop.time()) * 1000)
            if left_ms <= 0:
                raise stalled(self.port, deadline_seconds, start, len(data))
            sent = start + len(chunk)
            self._writing = asyncio.ensure_future(asyncio.to_thread(self._opened.out.write, chunk, left_ms))
            try:
                await asyncio.shield(self._writing)
            except usb.core.USBTimeoutError as error:
                raise stalled(self.port, deadline_seconds, sent, len(data)) from error
            except usb.core.USBError as error:
                raise broke(self.port, str(error), bytes_sent=sent) from error

    async def close(self) -> None:
        self._closing.set()
        if self._writing is not None:
            await asyncio.wait([self._writing])
            self._writing = None
        if self._reader is not None:
            await asyncio.to_thread(self._reader.join)
            self._reader = None
        if self._opened is not None:
            opened, self._opened = self._opened, None
            await in_own_thread(f"close {self.port}", usb.util.dispose_resources, opened.device)

    async def appears(self) -> None:
        from drivers.link.appearing import appeared, is_usb  # only a terminal that misses a device loads it

        await appeared(None, is_usb(*self._wanted))

    async def reset(self) -> str | None:
        return await asyncio.to_thread(self._reset)

    def _reset(self) -> str | None:
        try:
            device = self._find()
            if device is None:
                return f"{self.port} is not on the bus"
            device.reset()
        except usb.core.USBError as error:
            return f"{self.port} cannot be reset ({error.strerror or error})"
        else:
            usb.util.dispose_resources(device)
            return None

    def _find(self) -> Any | None:
        vendor, product, serial = self._wanted
        for device in usb.core.find(find_all=True, idVendor=vendor, idProduct=product, backend=self._backend):
            if serial is None or usb.util.get_string(device, device.iSerialNumber) == serial:
                return device
        return None

    def _open(self) -> _Opened:
        try:
            if (device := self._find()) is not None:
                return self._claim(device)
        except usb.core.NoBackendError as error:
            message = f"{self.port} needs the system's libusb-1.0, which is not installed; a technician installs it"
            raise LinkError("config.invalid", message) from error
        except usb.core.USBError as error:
            raise opening_failed(self.port, error.errno, error.strerror or str(error)) from error
        raise opening_failed(self.port, errno.ENODEV, "no such device on the bus")

    def _claim(self, device: Any) -> _Opened:
        for configuration in device:
            for interface in configuration:
                if interface.bInterfaceClass != PRINTER_CLASS:
                    continue
                number = interface.bInterfaceNumber
                if device.is_kernel_driver_active(number):
                    device.detach_kernel_driver(number)
                usb.util.claim_interface(device, number)
                out = _bulk(interface, usb.util.ENDPOINT_OUT)
                if out is not None:
                    return _Opened(device, number, out, _bulk(interface, usb.util.ENDPOINT_IN))
        raise opening_failed(self.port, errno.ENODEV, "the device has no printer interface")

    def _read(self, into: Any, loop: asyncio.AbstractEventLoop, received: Received, lost: Lost) -> None:
        while not self._closing.is_set():
            try:
                data = bytes(into.read(READ_BYTES, self._line.read_turn_ms))
            except usb.core.USBTimeoutError:
                continue
            except usb.core.USBError as error:
                if not self._closing.is_set():
                    loop.call_soon_threadsafe(lost, broke(self.port, str(error)))
                return
            if data:
                loop.call_soon_threadsafe(received, data)


def _bulk(interface: Any, direction: int) -> Any | None:
    for endpoint in interface:
        if (
            usb.util.endpoint_direction(endpoint.bEndpointAddress) == direction
            and usb.util.endpoint_type(endpoint.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK
        ):
            return endpoint
    return None


def _dispose(opened: _Opened) -> None:
    usb.util.dispose_resources(opened.device)

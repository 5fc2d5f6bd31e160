"""Keyboards, key pads and keyboard scanners, by evdev, which no other file imports. Grabbed: the screen gets no key.

A port is a node (best a stable one: /dev/input/by-id/...) or hid://VID:PID[:SERIAL], looked up anew at each opening.
What arrives are the kernel's `struct input_event`s as they are; `protocol/hid_keys.py` reads them.
"""

from __future__ import annotations

import asyncio
import errno
from contextlib import suppress
from dataclasses import dataclass

import evdev
from evdev import ecodes

from drivers.errors import LinkError
from drivers.link.appearing import appeared, is_usb, leads_to
from drivers.link.blocking import opened_within
from drivers.link.contract import Lost, OwnLine, Received
from drivers.link.descriptor import Descriptor
from drivers.link.faults import opening_failed

KEYS_UP_LOOK_SECONDS = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class HidLine:
    """A key that is down while a keyboard is grabbed stays down for the desktop for ever: so it is waited for."""

    open_deadline_seconds: float = 5.0
    keys_up_deadline_seconds: float = 2.0


@dataclass(frozen=True, slots=True)
class HidId:
    vendor: int
    product: int
    serial: str | None = None


class HidLink(OwnLine):
    """One input device. `where`: its node, or what to look for among all of them."""

    bits_per_second: int | None = None

    def __init__(self, port: str, where: str | HidId, line: HidLine) -> None:
        super().__init__()
        self.port = port
        self._where = where
        self._line = line
        self._device: evdev.InputDevice[str] | None = None
        self._descriptor: Descriptor | None = None

    async def open(self, received: Received, lost: Lost) -> None:
        device = await opened_within(
            self._line.open_deadline_seconds, self.port, "the system", self._open, lambda device: device.close()
        )
        try:
            await self._grab(device)
        except BaseException:
            device.close()
            raise
        self._device = device
        self._descriptor = Descriptor(device.fd, self.port, received, lost)

    async def write(self, data: bytes, deadline_seconds: float) -> None:
        if self._descriptor is None:
            raise opening_failed(self.port, None, "not open")
        await self._descriptor.write(data, deadline_seconds)

    async def close(self) -> None:
        if self._descriptor is not None:
            self._descriptor.detach()
            self._descriptor = None
        if self._device is not None:
            device, self._device = self._device, None
            with suppress(OSError):  # unplugged: nothing to give back
                device.ungrab()
            device.close()

    async def appears(self) -> None:
        if isinstance(self._where, HidId):
            await appeared(None, is_usb(self._where.vendor, self._where.product, self._where.serial))
        else:
            await appeared(self._where, leads_to(self._where))

    def _open(self) -> evdev.InputDevice[str]:
        path = self._where if isinstance(self._where, str) else _find(self._where)
        if path is None:
            raise opening_failed(self.port, errno.ENODEV, "no such keyboard among the input devices")
        try:
            return evdev.InputDevice(path)
        except OSError as error:
            if error.errno in (errno.ENOTTY, errno.EINVAL):
                message = f"{self.port} is no input device; a technician corrects the port in the settings"
                raise LinkError("link.wrong_device", message) from error
            raise opening_failed(self.port, error.errno, error.strerror or str(error)) from error

    async def _grab(self, device: evdev.InputDevice[str]) -> None:
        loop = asyncio.get_running_loop()
        ends = loop.time() + self._line.keys_up_deadline_seconds
        try:
            while True:
                if not device.active_keys():
                    device.grab()
                    held = device.active_keys()
                    if not held:
                        return
                    device.ungrab()  # it went down between the two
                if loop.time() >= ends:
                    raise LinkError("link.busy", self._held_down(device))
                await asyncio.sleep(KEYS_UP_LOOK_SECONDS)
        except OSError as error:
            raise opening_failed(self.port, error.errno, error.strerror or str(error)) from error

    def _held_down(self, device: evdev.InputDevice[str]) -> str:
        keys = ", ".join(map(str, device.active_keys()))
        return (
            f"{self.port}: the keys {keys} have been down for {self._line.keys_up_deadline_seconds:.1f} s; "
            "a technician lets go of them or takes away what lies on them"
        )


def _find(wanted: HidId) -> str | None:
    """The first node of the wanted device that types digits or Enter; else its first."""
    found: list[tuple[bool, int, str]] = []
    for path in sorted(evdev.list_devices(), key=lambda path: (len(path), path)):
        try:
            device = evdev.InputDevice(path)
        except OSError:
            continue
        try:
            same = (device.info.vendor, device.info.product) == (wanted.vendor, wanted.product)
            if same and wanted.serial in (None, device.uniq):
                keys = device.capabilities().get(ecodes.EV_KEY, [])
                found.append((not {ecodes.KEY_1, ecodes.KEY_KP1, ecodes.KEY_ENTER} & set(keys), len(found), path))
        finally:
            device.close()
    return min(found)[2] if found else None

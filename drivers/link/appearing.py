"""Tells when a port that was away is there again: by udev's word, and by looking where there is no udev.

A device that waits for its next try is woken by this, so that a plug pushed back in does not cost the rest of the wait.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import ExitStack

import pyudev

ARRIVALS = frozenset(("add", "bind", "change"))
LOOK_SECONDS = 1.0  # containers and pseudo-terminals have no udev; one stat a second, and only while a device is away

Matches = Callable[[pyudev.Device], bool]


async def appeared(path: str | None, matches: Matches) -> None:
    """Return at the next arrival that `matches`, or when `path` exists that did not; None: only udev is asked."""
    arrived = asyncio.get_running_loop().create_future()

    def found() -> None:
        if not arrived.done():
            arrived.set_result(None)

    with ExitStack() as cleanup:
        _listen(cleanup, matches, found)
        existed = _exists(path)
        while True:
            done, _ = await asyncio.wait((arrived,), timeout=None if path is None else LOOK_SECONDS)
            exists = _exists(path)
            if done or (exists and not existed):
                return
            existed = exists


def _exists(path: str | None) -> bool:
    return path is None or os.path.exists(path)


def leads_to(path: str) -> Matches:
    """Whether an arrived device is what `path` names: its node or one of its stable names."""

    def matches(device: pyudev.Device) -> bool:
        return path == device.device_node or path in device.device_links

    return matches


def is_usb(vendor: int, product: int, serial: str | None) -> Matches:
    """Whether an arrived device is the USB device with these ids."""

    def matches(device: pyudev.Device) -> bool:
        try:
            ids = int(device.get("ID_VENDOR_ID", ""), 16), int(device.get("ID_MODEL_ID", ""), 16)
        except ValueError:
            return False
        return ids == (vendor, product) and serial in (None, device.get("ID_SERIAL_SHORT"))

    return matches


def _listen(cleanup: ExitStack, matches: Matches, found: Callable[[], None]) -> None:
    """Hear udev's events until `cleanup`. Where the kernel gives no such socket, only looking is left."""
    try:
        monitor = pyudev.Monitor.from_netlink(pyudev.Context())
        monitor.start()
    except (OSError, ImportError):  # ImportError: no libudev
        return
    loop = asyncio.get_running_loop()

    def readable() -> None:
        while (device := monitor.poll(0)) is not None:
            if device.action in ARRIVALS and matches(device):
                found()

    loop.add_reader(monitor.fileno(), readable)
    cleanup.callback(loop.remove_reader, monitor.fileno())

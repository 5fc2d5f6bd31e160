"""Resets the USB device behind a serial port, the last thing that helps a hung adapter without hands.

Like pulling the plug for an instant, but by the kernel: the port vanishes and comes back under its stable name.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

USBDEVFS_RESET = 0x5514  # _IO('U', 20), linux/usbdevice_fs.h
SYSTEM = Path("/sys")
NODES = Path("/dev/bus/usb")


def usb_device_of(port: str, system: Path = SYSTEM) -> Path | None:
    """The sysfs folder of the USB device that the character device `port` belongs to; None: it hangs on no USB."""
    try:
        number = os.stat(port).st_rdev
    except OSError:
        return None
    place = (system / "dev/char" / f"{os.major(number)}:{os.minor(number)}").resolve()
    for folder in (place, *place.parents):
        if (folder / "busnum").is_file() and (folder / "devnum").is_file():
            return folder
    return None


def reset(port: str, system: Path = SYSTEM, nodes: Path = NODES) -> str | None:
    """Reset the device behind `port`. Blocks up to seconds. None: done; else a sentence why it could not be."""
    device = usb_device_of(port, system)
    if device is None:
        return f"{port} hangs on no USB"
    bus, number = (int((device / name).read_text()) for name in ("busnum", "devnum"))
    node = nodes / f"{bus:03d}" / f"{number:03d}"
    try:
        descriptor = os.open(node, os.O_WRONLY | os.O_CLOEXEC)
    except OSError as error:
        return f"{node} cannot be opened ({error.strerror}); config/udev/70-hallkiosk.rules gives the right"
    try:
        fcntl.ioctl(descriptor, USBDEVFS_RESET, 0)
    except OSError as error:
        return f"{node} cannot be reset ({error.strerror})"
    finally:
        os.close(descriptor)
    return None

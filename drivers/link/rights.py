"""The udev rule that gives the engine the right to a port. Those for known devices: config/udev/70-hallkiosk.rules."""

from __future__ import annotations

import os
from pathlib import Path

from drivers.link.usb_reset import SYSTEM, usb_device_of

GROUP = "hallkiosk"


def rule_for(port: str, system: Path = SYSTEM) -> str:
    """One line for /etc/udev/rules.d that mends a missing right to `port`."""
    grant = f'GROUP="{GROUP}", MODE="0660"'
    device = usb_device_of(port, system)
    if device is not None:
        vendor, product = ((device / name).read_text().strip() for name in ("idVendor", "idProduct"))
        return f'ATTRS{{idVendor}}=="{vendor}", ATTRS{{idProduct}}=="{product}", {grant}'
    return f'KERNEL=="{os.path.basename(os.path.realpath(port))}", {grant}'

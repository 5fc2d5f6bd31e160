"""One small tree of device errors. Every error has a code of the taxonomy and says who can mend it.

Codes and hands: docs/devices/errors.md.
"""

from __future__ import annotations

from enum import StrEnum


class Mends(StrEnum):
    """Who can mend it."""

    NOBODY = "nobody"  # it passes by itself
    CITIZEN = "citizen"
    ATTENDANT = "attendant"
    TECHNICIAN = "technician"


_MENDS = {
    "link.absent": Mends.TECHNICIAN,
    "link.permission": Mends.TECHNICIAN,
    "link.busy": Mends.TECHNICIAN,
    "link.wrong_device": Mends.TECHNICIAN,
    "link.stalled": Mends.NOBODY,
    "proto.timeout": Mends.NOBODY,
    "proto.garbage": Mends.NOBODY,
    "proto.desync": Mends.NOBODY,
    "printer.paper_low": Mends.ATTENDANT,
    "printer.paper_out": Mends.ATTENDANT,
    "printer.cover_open": Mends.ATTENDANT,
    "printer.jam": Mends.ATTENDANT,
    "printer.cutter": Mends.ATTENDANT,
    "printer.head_hot": Mends.NOBODY,
    "printer.offline": Mends.ATTENDANT,
    "printer.unrecoverable": Mends.TECHNICIAN,
    "printer.not_taken": Mends.CITIZEN,
    "job.unknown": Mends.ATTENDANT,
    "scan.unreadable": Mends.CITIZEN,
    "scan.timeout": Mends.CITIZEN,
    "scan.inoperative": Mends.TECHNICIAN,
    "locker.did_not_open": Mends.CITIZEN,
    "locker.left_open": Mends.CITIZEN,
    "locker.forced": Mends.TECHNICIAN,
    "tamper.cabinet": Mends.TECHNICIAN,
    "config.invalid": Mends.TECHNICIAN,
    "driver.bug": Mends.TECHNICIAN,
}


def mends(code: str) -> Mends:
    """Whose hand an error of the taxonomy needs. Raises KeyError for a code that is none."""
    return _MENDS[code]


class DeviceError(Exception):
    """Something about a device failed. `code` is of the taxonomy; the message names device, port and value."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.mends = _MENDS[code]


class LinkError(DeviceError):
    """The way to the device: absent, busy, forbidden, stalled, lost.

    `bytes_sent`: how much of the write that failed had left this process; 0 means that nothing can have arrived.
    """

    def __init__(self, code: str, message: str, *, bytes_sent: int = 0) -> None:
        super().__init__(code, message)
        self.bytes_sent = bytes_sent


class ProtocolError(DeviceError):
    """The device speaks, but not what was asked."""


class PrinterError(DeviceError):
    """The printer says why it will not print."""


class ReaderError(DeviceError):
    """A card or a code could not be read: scan.unreadable, scan.timeout, scan.inoperative."""


class SettingsError(DeviceError):
    """A device's settings are wrong; the message names file, key and value."""

    def __init__(self, message: str) -> None:
        super().__init__("config.invalid", message)

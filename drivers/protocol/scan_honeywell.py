"""Honeywell scanners and those that take their trigger (Mindeo). Facts: docs/devices/serial-scanner.md (N86, Xenon).

The trigger has no answer. A menu command comes back in capitals, with 06 done, 05 or 15 not, before its last sign.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from drivers.protocol.scan import Answer
from drivers.protocol.scan_stream import UNFINISHED, Found, Unfinished

TRIGGER_ON = bytes.fromhex("16 54 0D")
TRIGGER_OFF = bytes.fromhex("16 55 0D")
BEEP = bytes.fromhex("16 07 0D")

_MENU = bytes.fromhex("16 4D 0D")
_DONE = b"\x06"


@dataclass(frozen=True, slots=True)
class Menu:
    """Tag, sub-tag and data, ASCII: "SCNLED1"; "cbrena?" asks the current value, "REVINF^" the factory's."""

    command: str
    kept: bool = False

    def to_bytes(self) -> bytes:
        return _MENU + self.command.encode("ascii") + (b"." if self.kept else b"!")

    @classmethod
    def from_bytes(cls, data: bytes) -> Menu:
        """Raises ValueError."""
        if not data.startswith(_MENU) or data[-1:] not in (b".", b"!") or len(data) <= len(_MENU) + 1:
            raise ValueError(f"{len(data)} bytes are no menu command of a Honeywell scanner")
        return cls(data[len(_MENU) : -1].decode("ascii"), data[-1:] == b".")


class MenuEnds:
    """The end of a menu's answer among texts, `scan_stream.Answers`; its beginning is cut off there as no text."""

    lead = re.compile(b"[\x05\x06\x15](?=[.!]|\\Z)")

    def at(self, data: bytes, start: int) -> Found | Unfinished | None:
        if start + 1 == len(data):
            return UNFINISHED
        return Found(2, Answer(data[start : start + 1] == _DONE))

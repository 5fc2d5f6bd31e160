"""Presenters of kiosk printers: what pushes the cut ticket out, takes it back, and knows whether it is still there.

On top of ESC/POS. Facts: docs/devices/kiosk-printers.md (Custom VKP80, KPM150/210/216, TPTCM112; Citizen PMU2300III),
all of one source each. Pure: bytes to meaning and back; cutting the stream is `escpos_replies.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

# --- Custom: GS e n ---

CUSTOM_RETRACT = b"\x1de\x02"
CUSTOM_EJECT = b"\x1de\x05"
CUSTOM_CUT = b"\x1bi"  # ESC i, total cut
ASK_EXIT = b"\x1de\x06"  # in the order of the print data, like GS r
ASK_FULL_STATUS = b"\x10\x04\x14"  # DLE EOT 20, at once
FULL_STATUS_HEADER = b"\x10\x0f"
FULL_STATUS_BYTES = 6
MOST_STEPS = 255

# --- Citizen: GS R n ---

CITIZEN_RETRACT = b"\x1dR0"


def custom_present(steps: int) -> bytes:
    """GS e 3 m: push the ticket out, `steps` 0 to 255 further than usual; how far a step is depends on the model."""
    if not 0 <= steps <= MOST_STEPS:
        raise ValueError(f"a presenter goes 0 to {MOST_STEPS} steps, not {steps}")
    return b"\x1de\x03" + bytes((steps,))


def citizen_retract_after(seconds: int) -> bytes:
    """GS R 1 n: take the ticket back by itself after `seconds`, 1 to 255, if nobody has."""
    if not 1 <= seconds <= 255:
        raise ValueError(f"a presenter waits 1 to 255 s, not {seconds}")
    return b"\x1dR1" + bytes((seconds,))


@dataclass(frozen=True, slots=True)
class ExitStatus:
    """The one byte that answers GS e 6. Any byte may be one: it is known only by its turn."""

    byte: int

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        if len(data) != 1:
            raise ValueError(f"no answer to GS e 6: {data.hex()}")
        return cls(data[0])

    def to_bytes(self) -> bytes:
        return bytes((self.byte,))

    @property
    def ticket_out(self) -> bool:
        return bool(self.byte & 0x08)

    @property
    def jammed(self) -> bool:
        return bool(self.byte & 0x80)


@dataclass(frozen=True, slots=True)
class FullStatus:
    """10 0F and four bytes, the answer to DLE EOT 20."""

    paper: int
    user: int
    recoverable: int
    unrecoverable: int

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        if len(data) != FULL_STATUS_BYTES or data[:2] != FULL_STATUS_HEADER:
            raise ValueError(f"no full status: {data.hex()}")
        return cls(*data[2:])

    def to_bytes(self) -> bytes:
        return FULL_STATUS_HEADER + bytes((self.paper, self.user, self.recoverable, self.unrecoverable))

    @property
    def no_paper(self) -> bool:
        return bool(self.paper & 0x01)

    @property
    def near_end(self) -> bool:
        return bool(self.paper & 0x04)

    @property
    def ticket_out(self) -> bool:
        return bool(self.paper & 0x20)

    @property
    def cover_open(self) -> bool:
        """The cover, or the head lifted."""
        return bool(self.user & 0x03)

    @property
    def head_hot(self) -> bool:
        return bool(self.recoverable & 0x01)

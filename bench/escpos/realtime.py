"""Commands that are executed the moment they arrive, before everything that waits in the buffer.

A printer's receive interrupt looks for them in the bare stream, so they also fire inside picture data. Their bytes
stay in the stream; the parser steps over them.
"""

from __future__ import annotations

from dataclasses import dataclass

FULL_STATUS = 0x14


@dataclass(frozen=True, slots=True)
class StatusAsked:
    """DLE EOT n (n = 7 and 8 carry a second byte; 20 is Custom's full status)."""

    n: int
    a: int = 0


@dataclass(frozen=True, slots=True)
class Recover:
    """DLE ENQ 1: recover and go on. DLE ENQ 2: clear the buffers and recover."""

    clear: bool


RealTime = StatusAsked | Recover


class Scanner:
    """Finds real-time commands in a stream that comes in any portions; holds at most three bytes."""

    def __init__(self, *, full_status: bool = False) -> None:
        self._tail = b""
        self._asked = (1, 2, 3, 4, 7, 8, *([FULL_STATUS] if full_status else []))

    def feed(self, data: bytes) -> list[RealTime]:
        found: list[RealTime] = []
        for byte in data:
            self._tail += bytes((byte,))
            if not self._begins():
                # What broke the sequence may itself begin one: 10 10 04 01 is asked for its status.
                self._tail = bytes((byte,)) if byte == 0x10 else b""
                continue
            command = self._whole()
            if command is not None:
                found.append(command)
                self._tail = b""
        return found

    def _begins(self) -> bool:
        tail = self._tail
        if len(tail) >= 1 and tail[0] != 0x10:
            return False
        if len(tail) >= 2 and tail[1] not in (0x04, 0x05):
            return False
        if len(tail) >= 3:
            return tail[2] in (self._asked if tail[1] == 0x04 else (1, 2))
        return True

    def _whole(self) -> RealTime | None:
        tail = self._tail
        if len(tail) < 3:
            return None
        if tail[1] == 0x05:
            return Recover(clear=tail[2] == 2)
        if tail[2] in (7, 8):
            return StatusAsked(tail[2], tail[3]) if len(tail) == 4 else None
        return StatusAsked(tail[2])

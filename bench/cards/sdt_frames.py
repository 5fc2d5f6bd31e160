"""The reader's end of SDT frames: commands out of the host's bytes, replies into bytes. Facts: docs/devices/sdt.md."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import xor

START = bytes.fromhex("AAAAAA9669")
MOST_BYTES = 64  # no command is longer


@dataclass(frozen=True, slots=True)
class Asked:
    """A frame from the host. `fault`: the status that says what is wrong with it, 0x10 checksum or 0x11 length."""

    command: bytes
    fault: int | None = None


def reply(status: int, data: bytes = b"", sw: bytes = b"\0\0") -> bytes:
    body = (len(data) + 4).to_bytes(2, "big") + sw + bytes((status,)) + data
    return START + body + bytes((reduce(xor, body),))


class Ear:
    """Bytes in any portions -> what was asked."""

    def __init__(self) -> None:
        self._held = b""

    def forget(self) -> None:
        self._held = b""

    def hear(self, data: bytes) -> list[Asked]:
        self._held += data
        found: list[Asked] = []
        while (at := self._held.find(START)) >= 0:
            self._held = self._held[at:]
            if len(self._held) < 7:
                return found
            length = int.from_bytes(self._held[5:7], "big")
            if not 2 <= length <= MOST_BYTES:
                found.append(Asked(b"", 0x11))
                self._held = self._held[5:]
                continue
            if len(self._held) < 7 + length:
                return found
            frame, self._held = self._held[: 7 + length], self._held[7 + length :]
            found.append(Asked(frame[7:-1], 0x10 if reduce(xor, frame[5:]) else None))
        self._held = self._held[-4:]
        return found

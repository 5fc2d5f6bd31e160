"""Keys as the Linux kernel tells them: `struct input_event`, one a key going down, held or up.

Codes: linux/input-event-codes.h. Between link/hid.py and the drivers of key pads and keyboard scanners.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum

EVENT = struct.Struct("@llHHi")  # of this machine: 24 bytes on 64 bits, 16 on 32

EV_SYN, EV_KEY, EV_MSC = 0x00, 0x01, 0x04
_SYN_DROPPED = 3

KEYPAD_DIGITS = dict(zip((71, 72, 73, 75, 76, 77, 79, 80, 81, 82), "7894561230", strict=True))
NAMES = {
    1: "esc",
    14: "backspace",
    15: "tab",
    28: "enter",
    57: "space",
    96: "enter",
    83: "dot",
    **{code: str((code - 1) % 10) for code in range(2, 12)},
    **KEYPAD_DIGITS,
}


class Motion(IntEnum):
    UP = 0
    DOWN = 1
    HELD = 2  # the kernel's own repetition


@dataclass(frozen=True, slots=True)
class Key:
    code: int
    motion: Motion

    @property
    def name(self) -> str:
        """ "0" to "9" (keypad and row alike), "enter", "esc", ..., else "key-CODE"."""
        return NAMES.get(self.code, f"key-{self.code}")

    def to_bytes(self) -> bytes:
        """Without a time: none is looked at."""
        return EVENT.pack(0, 0, EV_KEY, self.code, self.motion)


@dataclass(frozen=True, slots=True)
class Dropped:
    """The kernel's own buffer overran: keys are missing here."""

    def to_bytes(self) -> bytes:
        return EVENT.pack(0, 0, EV_SYN, _SYN_DROPPED, 0)


class Keys:
    """Bytes in any portions -> keys. What is no key is passed over."""

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> list[Key | Dropped]:
        data = self._held + data
        whole = len(data) - len(data) % EVENT.size
        self._held = data[whole:]
        keys: list[Key | Dropped] = []
        for _, _, kind, code, value in EVENT.iter_unpack(data[:whole]):
            if kind == EV_KEY and value in (Motion.UP, Motion.DOWN, Motion.HELD):
                keys.append(Key(code, Motion(value)))
            elif kind == EV_SYN and code == _SYN_DROPPED:
                keys.append(Dropped())
        return keys

    def forget(self) -> None:
        self._held = b""

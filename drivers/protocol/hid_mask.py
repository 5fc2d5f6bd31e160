"""Keeps what a keyboard scanner types out of recordings: every key that types a character becomes an X.

Line ends and shifts stay, so that a recording can be replayed. Between a tap of the link and `link/recording.py`.
"""

from __future__ import annotations

from drivers.protocol.hid_keys import EV_KEY, EV_MSC, EVENT
from drivers.protocol.hid_typing import CHARACTER_KEYS

KEY_X = 45


class KeyMask:
    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> bytes:
        data = self._held + data
        whole = len(data) - len(data) % EVENT.size
        self._held = data[whole:]
        return b"".join(EVENT.pack(*_masked(*event)) for event in EVENT.iter_unpack(data[:whole]))

    def rest(self) -> bytes:
        held, self._held = self._held, b""
        return bytes(len(held))


def _masked(seconds: int, micros: int, kind: int, code: int, value: int) -> tuple[int, int, int, int, int]:
    if kind == EV_KEY and code in CHARACTER_KEYS:
        code = KEY_X
    elif kind == EV_MSC:
        value = 0  # the key once more, by its place on the board
    return seconds, micros, kind, code, value

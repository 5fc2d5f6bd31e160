"""A keyboard that evdev finds, without a kernel's: real `struct input_event`s through a real descriptor. For tests.

What of the kernel is not played: that the grab keeps the keys from everybody else.
"""

from __future__ import annotations

import errno
import os
import socket
from dataclasses import dataclass, field
from types import SimpleNamespace

from drivers.protocol.hid_keys import EV_MSC, EV_SYN, EVENT, Key, Motion

LEFT_SHIFT = 42
_ROWS = (  # of a US keyboard: the first key's code, and what its keys type without and with shift
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", ""),
    (28, "\r", ""),
)
_CODES = {
    letter: (first + n, shifted)
    for first, *sides in _ROWS
    for shifted, letters in zip((False, True), sides, strict=True)
    for n, letter in enumerate(letters)
}
SYN = EVENT.pack(0, 0, EV_SYN, 0, 0)


def tapped(code: int) -> bytes:
    """A key down and up, with what else the kernel says of it."""
    down, up = (Key(code, motion).to_bytes() for motion in (Motion.DOWN, Motion.UP))
    scan = EVENT.pack(0, 0, EV_MSC, 4, 0x70000 + code)
    return scan + down + SYN + scan + up + SYN


def typed(text: str) -> bytes:
    events = b""
    for letter in text:
        code, shifted = _CODES[letter]
        shift = [Key(LEFT_SHIFT, motion).to_bytes() + SYN if shifted else b"" for motion in (Motion.DOWN, Motion.UP)]
        events += shift[0] + tapped(code) + shift[1]
    return events


@dataclass
class Keyboard:
    """The device itself. `held`: keys that are down. `grabbed_by_other`: another process has it."""

    path: str
    vendor: int = 0x05F9
    product: int = 0x2216
    serial: str = "SN-1"
    keys: tuple[int, ...] = (*range(2, 12), 28)
    held: list[int] = field(default_factory=list)
    present: bool = True
    grabbed_by_other: bool = False
    did: list[str] = field(default_factory=list)
    _wire: socket.socket | None = None

    def type(self, events: bytes) -> None:
        assert self._wire is not None
        self._wire.sendall(events)

    def unplug(self) -> None:
        self.present = False
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    @property
    def opened(self) -> bool:
        return self._wire is not None


class FakeInputDevice:
    """As much of evdev.InputDevice as drivers/link/hid.py calls."""

    keyboards: dict[str, Keyboard]  # by path, and by the stable names that lead there

    def __init__(self, path: str) -> None:
        board = self.keyboards.get(path)
        if board is None or not board.present:
            raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
        self._board = board
        self._ours, theirs = socket.socketpair()
        self._ours.setblocking(False)
        if board._wire is not None:
            board._wire.close()
        board._wire = theirs
        self.fd = self._ours.fileno()
        self.info = SimpleNamespace(vendor=board.vendor, product=board.product)
        self.uniq = board.serial

    def capabilities(self) -> dict[int, list[int]]:
        return {1: list(self._board.keys)}

    def active_keys(self) -> list[int]:
        return list(self._board.held)

    def grab(self) -> None:
        if self._board.grabbed_by_other:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        self._board.did.append("grab")

    def ungrab(self) -> None:
        self._board.did.append("ungrab")

    def close(self) -> None:
        self._ours.close()
        if self._board._wire is not None:
            self._board._wire.close()
            self._board._wire = None

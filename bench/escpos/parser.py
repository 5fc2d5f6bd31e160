"""Cuts the printer's receive buffer into commands. Pure: no clock, no port.

`Parser.feed` takes bytes as they arrive, in any portions, and gives the same items for the same bytes. It holds
back only the beginning of a command that is not complete; that is bounded by `LENGTH_LIMIT`.
"""

from __future__ import annotations

from collections.abc import Iterator

from bench.escpos.commands import (
    DLE,
    FIXED,
    LENGTH_LIMIT,
    PREFIXES,
    SUBPREFIXED,
    Character,
    Command,
    Control,
    Item,
    Unknown,
)

CHINESE_ON, CHINESE_OFF, RESET = b"\x1c&", b"\x1c.", b"\x1b@"


PRESENTING = {(b"\x1de", "custom"): 3, (b"\x1dR", "citizen"): 0x31}  # the n that another byte follows


class Incomplete(Exception):
    """The command's end has not arrived."""


class Parser:
    """`chinese`: whether the printer powers up in two-byte mode, as Chinese models do. `presenter`: whose commands for
    one it knows besides, as `ticket_exit.py` names them."""

    def __init__(self, *, chinese: bool = True, presenter: str = "none") -> None:
        self._chinese_at_start = self._chinese = chinese
        self._presenter = presenter
        self._held = bytearray()

    @property
    def held(self) -> int:
        """Bytes of a command that has begun."""
        return len(self._held)

    def feed(self, data: bytes) -> list[Item]:
        self._held += data
        return list(self._items())

    def _items(self) -> Iterator[Item]:
        buffer, at = bytes(self._held), 0
        try:
            while at < len(buffer):
                item = take(buffer, at, chinese=self._chinese, presenter=self._presenter)
                at += len(item.raw)
                self._switch(item)
                yield item
        except Incomplete:
            pass
        finally:
            del self._held[:at]

    def _switch(self, item: Item) -> None:
        if isinstance(item, Command):
            if item.code == CHINESE_ON:
                self._chinese = True
            elif item.code == CHINESE_OFF:
                self._chinese = False
            elif item.code == RESET:
                self._chinese = self._chinese_at_start


def take(buffer: bytes, at: int, *, chinese: bool, presenter: str = "none") -> Item:
    """The item that starts at `at`. Raises Incomplete. The sum of all items' `raw` is the buffer."""
    first = buffer[at]
    if first in PREFIXES:
        return _command(buffer, at, presenter)
    if first < 0x20:
        return Control(first)
    if chinese and 0x81 <= first <= 0xFE:
        second = _need(buffer, at + 1, 1)[0]
        # 0x30..0x39 begins a four-byte character: these printers know none, and print one box for each half.
        if second >= 0x30 and second not in (0x7F, 0xFF):
            return Character(buffer[at : at + 2])
    return Character(buffer[at : at + 1])


def _command(buffer: bytes, at: int, presenter: str) -> Item:
    code = _need(buffer, at, 2)
    if code[0] == DLE:
        return _realtime(buffer, at, code)
    if code in SUBPREFIXED:
        code = _need(buffer, at, 3)
    size = FIXED[code] if code in FIXED else _variable(buffer, at, code)
    if (code, presenter) in PRESENTING:
        size = 2 if _need(buffer, at + 2, 1)[0] == PRESENTING[code, presenter] else 1
    if size is None or size > LENGTH_LIMIT:
        return Unknown(code)
    return Command(code, _need(buffer, at + len(code), size))


def _realtime(buffer: bytes, at: int, code: bytes) -> Item:
    letter = code[1]
    if letter == 0x04:
        kind = _need(buffer, at + 2, 1)[0]
        return Command(code, _need(buffer, at + 2, 2 if kind in (7, 8) else 1))
    if letter == 0x05:
        return Command(code, _need(buffer, at + 2, 1))
    if letter == 0x14:
        kind = _need(buffer, at + 2, 1)[0]
        return Command(code, _need(buffer, at + 2, {1: 3, 2: 3, 8: 8}.get(kind, 1)))
    return Unknown(buffer[at : at + 1])


def _variable(buffer: bytes, at: int, code: bytes) -> int | None:
    """Bytes after the code of a command whose length stands in its own arguments; None: unknown command."""
    start = at + len(code)
    if code[1:2] == b"(":
        return 2 + int.from_bytes(_need(buffer, start, 2), "little")
    if code == b"\x1d8" and _need(buffer, start, 1) == b"L":
        return 5 + int.from_bytes(_need(buffer, start + 1, 4), "little")
    if code == b"\x1dv" and _need(buffer, start, 1) == b"0":
        wide, high = _two_words(_need(buffer, start + 2, 4))
        return 6 + wide * high
    if code == b"\x1dV":
        return 2 if _need(buffer, start, 1)[0] in (65, 66, 97, 98, 103, 104) else 1
    if code == b"\x1dk":
        kind = _need(buffer, start, 1)[0]
        return 2 + _need(buffer, start + 1, 1)[0] if kind >= 65 else _until_nul(buffer, start)
    if code == b"\x1bD":
        return _until_nul(buffer, start)
    if code == b"\x1d*":
        wide, high = _need(buffer, start, 2)
        return 2 + wide * high * 8
    if code[:2] == b"\x1b*":
        columns = int.from_bytes(_need(buffer, start, 2), "little")
        return 2 + columns * (3 if code[2] in (32, 33) else 1)
    if code[:2] == b"\x1bc":
        return 1 if code[2] in b"345" else None
    return None


def _until_nul(buffer: bytes, start: int) -> int:
    end = buffer.find(b"\0", start, start + 256)
    if end < 0 and len(buffer) - start < 256:
        raise Incomplete
    return (end if end >= 0 else start + 255) - start + 1


def _two_words(data: bytes) -> tuple[int, int]:
    return int.from_bytes(data[:2], "little"), int.from_bytes(data[2:], "little")


def _need(buffer: bytes, start: int, size: int) -> bytes:
    if start + size > len(buffer):
        raise Incomplete
    return buffer[start : start + size]

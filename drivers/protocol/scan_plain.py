"""Texts on a bare line: where one ends. Scanners without commands, and the text part of those with them.

Facts: docs/devices/serial-scanner.md. No length, no checksum: a line end is the only sign that a text is whole.
"""

from __future__ import annotations

import re
from enum import StrEnum

from drivers.protocol.scan import MAX_TEXT_BYTES, Code, Fragment, Heard, Pending


class LineEnd(StrEnum):
    """What ends a text. `AUTO`: CR, LF or CR LF with silence after it (so that a text may have several lines); and
    silence alone, until the scanner has shown that it does send line ends."""

    AUTO = "auto"
    CR = "cr"
    LF = "lf"
    CRLF = "crlf"
    SILENCE = "silence"


_SEPARATORS = {LineEnd.CR: b"\r", LineEnd.LF: b"\n", LineEnd.CRLF: b"\r\n"}
_LINES = re.compile(b"[\r\n]+")
_TEACHING = 2  # texts with a line end in a row after which one without counts as cut off, once


class Lines:
    """A `Reader`. `needs_line_end`: with AUTO, silence alone never ends a text."""

    def __init__(self, ends: LineEnd = LineEnd.AUTO, *, needs_line_end: bool = False) -> None:
        self._ends = ends
        self._needs_line_end = needs_line_end
        self._text = bytearray()
        self._dropped = 0  # bytes of a text that is longer than any code
        self._ended_in_a_row = 0

    @property
    def pending(self) -> Pending:
        if not self._text and not self._dropped:
            return Pending.NOTHING
        return Pending.LINE_END if self._ends is LineEnd.AUTO and self._text[-1:] in b"\r\n" else Pending.TEXT

    def feed(self, data: bytes) -> list[Heard]:
        separator = _SEPARATORS.get(self._ends)
        heard: list[Heard] = []
        searched = max(len(self._text) - 1, 0)
        self._text += data
        if separator is not None:
            while (at := self._text.find(separator, searched)) >= 0:
                heard += self._end(bytes(self._text[:at]))
                del self._text[: at + len(separator)]
                searched = 0
        if len(self._text) > MAX_TEXT_BYTES:
            self._dropped += len(self._text)
            self._text.clear()
        return heard

    def silence(self) -> list[Heard]:
        text = self._take()
        if self._ends is LineEnd.SILENCE:
            return self._end(text)
        if self._ends is LineEnd.AUTO:
            return self._end(_one_of(text)) if self._counts(text) else self._cut_off(text)
        return self._cut_off(text)

    def interrupted(self) -> list[Heard]:
        """Something else follows on the stream: only a line end can have made the text whole."""
        whole = self.pending is Pending.LINE_END
        text = self._take()
        return self._end(_one_of(text)) if whole else self._cut_off(text)

    def forget(self) -> None:
        self._text.clear()
        self._dropped = 0

    def _take(self) -> bytes:
        text = bytes(self._text)
        self._text.clear()
        return text

    def _counts(self, text: bytes) -> bool:
        """Whether silence makes this text whole."""
        if text[-1:] in (b"\r", b"\n"):
            self._ended_in_a_row += 1
            return True
        missed = self._ended_in_a_row >= _TEACHING
        self._ended_in_a_row = 0
        return not missed and not self._needs_line_end

    def _end(self, text: bytes) -> list[Heard]:
        """A whole text; an empty one is the second half of a line end."""
        if self._dropped:
            return self._cut_off(text)
        return [Code(text)] if text else []

    def _cut_off(self, text: bytes) -> list[Heard]:
        length, self._dropped = len(text) + self._dropped, 0
        return [Fragment(length)] if length else []


def _one_of(text: bytes) -> bytes:
    """A text without the line ends around it; one that came several times at once, once."""
    lines = [line for line in _LINES.split(text) if line]
    return lines[0] if len(set(lines)) == 1 else text.strip(b"\r\n")

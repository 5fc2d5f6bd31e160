"""Answers and texts on one stream of bytes: scanners whose answers have no more of a frame than their own form.

Between `scan_newland.py`, `scan_honeywell.py`, `scan_gm65.py`, `scan_de2120.py` (where does an answer stand?) and
`scan_plain.py` (where does a text end?).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from drivers.protocol.scan import Answer, Heard, Pending
from drivers.protocol.scan_plain import Lines


@dataclass(frozen=True, slots=True)
class Found:
    length: int
    answer: Answer


class Unfinished(Enum):
    """The bytes so far may become an answer."""

    UNFINISHED = auto()


UNFINISHED = Unfinished.UNFINISHED


class Answers(Protocol):
    """How one protocol's answers look."""

    lead: re.Pattern[bytes]
    """One byte that an answer can begin with; what it looks ahead at may be missing yet."""

    def at(self, data: bytes, start: int) -> Found | Unfinished | None:
        """The answer that begins at `start`; None: none does."""


class Stream:
    """A `Reader`. An answer cuts off the text before it, unless that had its line end."""

    def __init__(self, answers: Answers, lines: Lines) -> None:
        self._answers = answers
        self._lines = lines
        self._held = b""  # may become an answer

    @property
    def pending(self) -> Pending:
        return Pending.TEXT if self._held else self._lines.pending

    def feed(self, data: bytes) -> list[Heard]:
        data = self._held + data
        self._held = b""
        heard: list[Heard] = []
        text_from = look_from = 0
        while lead := self._answers.lead.search(data, look_from):
            found = self._answers.at(data, lead.start())
            if found is UNFINISHED:
                self._held = data[lead.start() :]
                data = data[: lead.start()]
                break
            look_from = lead.start() + 1
            if found is not None:
                heard += self._lines.feed(data[text_from : lead.start()])
                heard += self._lines.interrupted()
                heard.append(found.answer)
                text_from = look_from = lead.start() + found.length
        return heard + self._lines.feed(data[text_from:])

    def silence(self) -> list[Heard]:
        held, self._held = self._held, b""
        return self._lines.feed(held) + self._lines.silence()

    def forget(self) -> None:
        self._held = b""
        self._lines.forget()

"""Asks an unknown device the harmless questions until one is answered. Between `device identify` and the port.

First it is listened to, as pads and scanners speak by themselves; then it is asked, speed by speed; at last the
technician may press a key or show it a code while it is listened to once more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from drivers.errors import LinkError
from drivers.link.contract import Link
from drivers.protocol import escpos, ff68
from drivers.technician.questions import Question, sam_number

LISTEN_BAUD = 9600
LISTEN_SECONDS = 0.3
WRITE_SECONDS = 1.0
# A printer that answers nothing keeps what it is asked for its next line, and prints when that is full: this drops it.
# Twice, since it may take the first byte for half a character. To the other devices it is noise between two frames.
DROP_LINE = escpos.INITIALIZE * 2
DRAIN_SECONDS = 0.05  # closing a port drops what has not left yet
TEXT_BYTES_MOST = 8192
QUIET_SECONDS = 0.15  # silence that ends what a device says by itself

LinkAt = Callable[[int], Link]  # the port at this speed, closed


@dataclass(frozen=True, slots=True)
class Finding:
    """What hangs there. `how`: which question was answered. `note`: more that the answer says, for people."""

    driver: str
    settings: dict[str, Any]
    baud: int
    how: str
    note: str | None = None


class Interview:
    """One port. `tell` gets a sentence for each step; `asked` are the questions so far."""

    def __init__(self, link_at: LinkAt, tell: Callable[[str], None], *, has_speed: bool) -> None:
        self.asked: list[str] = []
        self._link_at = link_at
        self._tell = tell
        self._has_speed = has_speed
        self._heard = bytearray()
        self._more = asyncio.Event()
        self._broken: LinkError | None = None

    async def ask_all(self, questions: Iterable[Question]) -> Finding | None:
        """Raises LinkError when the port cannot be opened, or breaks."""
        remaining = list(questions) if self._has_speed else _each_once(questions)
        for baud, group in groupby(remaining, key=lambda question: question.baud if self._has_speed else 0):
            link = await self._open(baud or LISTEN_BAUD)
            try:
                finding = await self._ask_group(link, list(group))
            finally:
                await link.close()
            if finding is not None:
                return finding
        return None

    async def listen(self, seconds: float) -> Finding | None:
        """What the device says by itself. Raises LinkError."""
        link = await self._open(LISTEN_BAUD)
        try:
            loop = asyncio.get_running_loop()
            ends = loop.time() + seconds
            while loop.time() < ends:
                await self._wait(min(ends - loop.time(), QUIET_SECONDS))
                finding = _unasked(bytes(self._heard))
                if finding is not None:
                    return finding
        finally:
            await link.close()
        return None

    async def _open(self, baud: int) -> Link:
        link = self._link_at(baud)
        self._heard.clear()
        self._broken = None
        await link.open(self._receive, self._lose)
        return link

    async def _ask_group(self, link: Link, group: list[Question]) -> Finding | None:
        asked: list[tuple[Question, int]] = []
        for question in group:
            self.asked.append(f"{question.name} at {question.baud} baud" if self._has_speed else question.name)
            self._tell(self.asked[-1])
            asked.append((question, len(self._heard)))
            await link.write(question.ask, WRITE_SECONDS)
            finding = await self._answer(asked, question.wait_ms / 1000)
            if finding is not None and (not question.twice or await self._agrees(link, question)):
                return finding
            if question.driver != "escpos":
                await link.write(DROP_LINE, WRITE_SECONDS)
        await asyncio.sleep(DRAIN_SECONDS)
        return None

    async def _agrees(self, link: Link, question: Question) -> bool:
        asked = [(question, len(self._heard))]
        await link.write(question.ask, WRITE_SECONDS)
        return await self._answer(asked, question.wait_ms / 1000) is not None

    async def _answer(self, asked: list[tuple[Question, int]], seconds: float) -> Finding | None:
        """To the last question, or a late one to one before it whose answer checks."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + seconds
        while True:
            for question, start in reversed(asked):
                is_last = question is asked[-1][0]
                finding = _finding(question, bytes(self._heard[start:])) if is_last or not question.twice else None
                if finding is not None:
                    return finding
            if loop.time() >= ends:
                return None
            await self._wait(ends - loop.time())

    async def _wait(self, seconds: float) -> None:
        self._more.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._more.wait()
        except TimeoutError:
            pass
        if self._broken is not None:
            raise self._broken

    def _receive(self, data: bytes) -> None:
        self._heard += data[: TEXT_BYTES_MOST - len(self._heard)]
        self._more.set()

    def _lose(self, error: LinkError) -> None:
        self._broken = error
        self._more.set()


def _finding(question: Question, heard: bytes) -> Finding | None:
    """What comes back of our own bytes is no answer: a half-duplex adapter does that."""
    heard = heard.removeprefix(question.ask)
    learned = question.recognise(heard) if heard else None
    if learned is None:
        return None
    number = sam_number(heard) if question.driver == "sdt" else None
    return Finding(question.driver, dict(learned), question.baud, question.name, number and f"SAM {number}")


def _unasked(heard: bytes) -> Finding | None:
    frames = ff68.Frames().feed(heard)
    if frames:
        return Finding("ff68", {"counter": frames[0].address}, LISTEN_BAUD, "it sent an FF 68 frame by itself")
    text = heard.rstrip(b"\r\n")
    if len(text) >= 3 and len(heard) > len(text) and min(text) >= 0x20:
        note = f"{len(text)} bytes of text with a line end"
        return Finding("serial-scanner", {"model": "plain"}, LISTEN_BAUD, "it sent a line by itself", note)
    return None


def _each_once(questions: Iterable[Question]) -> list[Question]:
    """Over a network the speed is another machine's business."""
    return list({question.ask: question for question in questions}.values())

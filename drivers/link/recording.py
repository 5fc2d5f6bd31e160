"""A link with an ear on it: everything that passes is told, with nothing changed. Between a driver and its link.

`device record` writes what the ear hears to a file, `device watch` and the engine show it; `replaying.py` is the way
back. What is personal is overwritten between the tap and whoever keeps or shows it: `MaskedEar`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from drivers.errors import LinkError
from drivers.link.contract import Link, Lost, Received


class Way(StrEnum):
    IN = "in"
    OUT = "out"
    OPEN = "open"
    REFUSED = "refused"  # it could not be opened
    STUCK = "stuck"  # the write told last failed; `sent` of its bytes had left
    LOST = "lost"  # it broke by itself
    CLOSE = "close"


CARRY = frozenset((Way.IN, Way.OUT))


@dataclass(frozen=True, slots=True)
class Passed:
    """One thing that happened on a link. `error` and `message` stand with REFUSED, STUCK and LOST."""

    way: Way
    data: bytes = b""
    error: str | None = None
    message: str | None = None
    sent: int = 0

    def failure(self) -> LinkError:
        """The error as the link raised it."""
        code = self.error or "link.absent"
        return LinkError(code, (self.message or "").removeprefix(f"{code}: "), bytes_sent=self.sent)


Ear = Callable[[Passed], None]


class Mask(Protocol):
    """Keeps personal data from whoever keeps or shows a stream: for one direction of one connection."""

    def feed(self, data: bytes) -> bytes:
        """As many bytes (a few may come with the next ones), the personal ones overwritten, checksums put right."""


MaskFor = Callable[[Way], Mask | None]  # a new one for a direction of a connection; None: nothing in it is personal


class MaskedEar:
    """Tells `ear` the same, masked."""

    def __init__(self, mask: MaskFor, ear: Ear) -> None:
        self._mask = mask
        self._ear = ear
        self._masks: dict[Way, Mask | None] = {}

    def __call__(self, passed: Passed) -> None:
        if passed.way in (Way.OPEN, Way.REFUSED):
            self._masks = {}
        if passed.way not in CARRY:
            self._ear(passed)
            return
        if passed.way not in self._masks:
            self._masks[passed.way] = self._mask(passed.way)
        mask = self._masks[passed.way]
        masked = passed if mask is None else Passed(passed.way, mask.feed(passed.data))
        if masked.data:
            self._ear(masked)


class TappedLink:
    """`link`, with `ear` told what passes. The ear must not raise."""

    def __init__(self, link: Link, ear: Ear) -> None:
        self.port = link.port
        self.bits_per_second = link.bits_per_second
        self._link = link
        self._ear = ear
        self._received: Received | None = None
        self._lost: Lost | None = None

    async def open(self, received: Received, lost: Lost) -> None:
        self._received, self._lost = received, lost
        try:
            await self._link.open(self._receive, self._lose)
        except LinkError as error:
            self._ear(Passed(Way.REFUSED, error=error.code, message=str(error)))
            raise
        self._ear(Passed(Way.OPEN))

    async def write(self, data: bytes, deadline_seconds: float) -> None:
        self._ear(Passed(Way.OUT, data))  # before: its answer may be heard before the write returns
        try:
            await self._link.write(data, deadline_seconds)
        except LinkError as error:
            self._ear(Passed(Way.STUCK, error=error.code, message=str(error), sent=error.bytes_sent))
            raise

    async def close(self) -> None:
        if self._received is not None:
            self._ear(Passed(Way.CLOSE))
        self._received = self._lost = None
        await self._link.close()

    def turn(self) -> AbstractAsyncContextManager[None]:
        return self._link.turn()

    async def appears(self) -> None:
        await self._link.appears()

    async def reset(self) -> str | None:
        return await self._link.reset()

    def _receive(self, data: bytes) -> None:
        self._ear(Passed(Way.IN, data))
        if self._received is not None:
            self._received(data)

    def _lose(self, error: LinkError) -> None:
        self._ear(Passed(Way.LOST, error=error.code, message=str(error)))
        if self._lost is not None:
            self._lost(error)

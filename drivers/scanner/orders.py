"""Commands on their way to a scanner: one after the other, with the silence that it needs in between, and which of them
are still owed an answer."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from drivers.clock import Clock
from drivers.errors import LinkError
from drivers.link.contract import Link
from drivers.protocol.scan import Answer
from drivers.scanner.pace import Pace

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Order:
    """A command's bytes. `to`: what its answer names, in the protocols where answers name something."""

    data: bytes
    answered: bool = True
    to: str | None = None

    def is_answered_by(self, answer: Answer) -> bool:
        return self.answered and (self.to is None or answer.to is None or self.to == answer.to)


class Orders:
    def __init__(self, link: Link, clock: Clock, pace: Pace) -> None:
        self._link = link
        self._clock = clock
        self._pace = pace
        self._owed: list[tuple[Order, float]] = []  # and the time until which its answer may come
        self._free_at = 0.0
        self._giving: set[asyncio.Task[None]] = set()

    def end(self) -> None:
        """The connection is over."""
        for task in self._giving:
            task.cancel()

    async def send(self, order: Order) -> None:
        """Raises LinkError."""
        async with self._link.turn():
            await asyncio.sleep(max(self._free_at - self._clock.now(), 0.0))
            if order.answered:
                self._owed.append((order, self._clock.now() + self._pace.late_answer))
            await self._link.write(order.data, self._pace.write)
            self._free_at = self._clock.now() + self._pace.gap

    def give(self, data: bytes) -> None:
        """What the scanner waits for, at once; no answer comes to it."""
        task = asyncio.create_task(self._give(data), name=f"scanner at {self._link.port}")
        self._giving.add(task)
        task.add_done_callback(self._giving.discard)

    def answered(self, answer: Answer) -> bool:
        """The oldest command that it can be the answer to is owed none any more. False: it is the answer to none."""
        for entry in self._owed:
            if entry[0].is_answered_by(answer):
                self._owed.remove(entry)
                return True
        return False

    def owed(self, order: Order) -> int:
        """How many answers may still come that could be taken for the one to `order`."""
        now = self._clock.now()
        self._owed = [entry for entry in self._owed if entry[1] > now]
        return sum(order.is_answered_by(Answer(accepted=True, to=each.to)) for each, _ in self._owed)

    async def _give(self, data: bytes) -> None:
        try:
            await self._link.write(data, self._pace.write)
        except LinkError as error:
            log.debug("%s", error)  # whoever reads is told by the link itself

"""What every pad at a port has in common: presses become facts, one rating may be waited for. Between frames and roles.

A pad is never asked whether it is there: no such question is known. An open port identifies it.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from random import Random
from typing import Annotated

from pydantic import Field

from drivers.clock import Clock
from drivers.device import Device, Works
from drivers.errors import DeviceError, ProtocolError
from drivers.facts import KeyPressed, Operational, Rated
from drivers.link.contract import Link
from drivers.pads.outbox import Outbox
from drivers.pads.repeats import OwnEchoes
from drivers.roles import Outcome, RatingPad, RatingResult
from drivers.settings import PortSettings

Milliseconds = Annotated[int, Field(strict=True, ge=0, le=60_000)]


class PadSettings(PortSettings):
    """The settings that every pad at a port has."""

    rating_repeat_ms: Milliseconds = 2000
    """The same rating again within this time is one rating whose acknowledgement was lost."""

    key_repeat_ms: Milliseconds = 400
    """The same key again within this time is one press whose acknowledgement was lost."""

    echo_ms: Milliseconds = 150
    """How long after sending our own frame may come back, from a line that echoes."""

    garbage_limit_bytes: Annotated[int, Field(strict=True, ge=1, le=65536)] = 256
    """Meaningless bytes between two polls from which on the port is opened anew."""


class SerialPad(Device, RatingPad):
    """`_invitation`: the bytes that invite a citizen to rate; empty: the pad rates by itself."""

    def __init__(self, name: str, link: Link, settings: PadSettings, *, clock: Clock, random: Random) -> None:
        super().__init__(name, link, settings, clock, random)
        self._echoes = OwnEchoes(settings.echo_ms / 1000)
        self._outbox = Outbox(link, settings.write_deadline_seconds, self._note_sent, self.end_connection)
        self._garbage_limit_bytes = settings.garbage_limit_bytes
        self._garbage_seen = 0
        self._one_question = asyncio.Lock()
        self._rating: asyncio.Future[RatingResult] | None = None

    # --- the role ---

    async def ask(self, deadline_seconds: float) -> RatingResult:
        ends = asyncio.get_running_loop().time() + deadline_seconds
        try:
            async with asyncio.timeout(deadline_seconds):
                await self._one_question.acquire()
        except TimeoutError:
            return RatingResult(Outcome.FAILED, error="scan.timeout")
        try:
            return await self._ask(ends)
        except DeviceError as error:
            return RatingResult(Outcome.FAILED, error=error.code)
        finally:
            self._one_question.release()

    async def _ask(self, ends: float) -> RatingResult:
        """Not cancelled at the end: a rating that came in the last instant has been acknowledged and counts."""
        if not self.online:
            raise self.error or DeviceError("link.absent", f"{self.name} at {self.link.port} cannot be reached")
        loop = asyncio.get_running_loop()
        rating: asyncio.Future[RatingResult] = loop.create_future()
        self._rating = rating
        try:
            if invitation := self.invitation():
                await self._outbox.send(invitation, ends - loop.time())
            await asyncio.wait((rating,), timeout=max(ends - loop.time(), 0.0))
        finally:
            self._rating = None
        if not rating.done():
            return RatingResult(Outcome.FAILED, error="scan.timeout")
        result = rating.result()
        await self._outbox.drained()
        return result

    # --- for the driver ---

    def pressed(self, *keys: str) -> None:
        for key in keys:
            self.tell(KeyPressed(self.name, key))

    def rated(self, value: int, level: int | None) -> None:
        """`level` None: a value that the settings do not know."""
        if self._rating is not None and not self._rating.done():
            known = level is not None
            outcome, error = (Outcome.DONE, None) if known else (Outcome.FAILED, "scan.unreadable")
            self._rating.set_result(RatingResult(outcome, value, level, error))
        elif level is not None:
            self.tell(Rated(self.name, value, level))

    def _note_sent(self, frame: bytes) -> None:
        self._echoes.sent(frame, self.clock.now())

    # --- the life ---

    async def identify(self) -> None:
        self.forget()
        self._garbage_seen = self.garbage_bytes()

    async def poll(self) -> bool:
        garbage, self._garbage_seen = self.garbage_bytes() - self._garbage_seen, self.garbage_bytes()
        if garbage > self._garbage_limit_bytes:
            raise ProtocolError(
                "proto.garbage",
                f"{self.name} at {self.link.port} sent {garbage} bytes that no such pad sends: another device, or"
                " another baud rate; a technician checks",
            )
        return True

    async def soft_reset(self) -> None:
        self.forget()

    def line_broke(self, error: DeviceError) -> None:
        self.forget()
        self._outbox.clear()
        if self._rating is not None and not self._rating.done():
            self._rating.set_exception(error)
            self._rating.exception()  # looked at here, since perhaps nobody waits any more

    def works(self) -> Works:
        return Works(Operational.READY)

    # --- what a driver fills in ---

    @abstractmethod
    def invitation(self) -> bytes: ...

    @abstractmethod
    def forget(self) -> None:
        """Drop an unfinished frame."""

    @abstractmethod
    def garbage_bytes(self) -> int:
        """Meaningless bytes since the device was made."""

"""Onbon BX controllers as the role `CallDisplay`. Facts: docs/devices/onbon-bx.md.

Nobody knows a question that every controller answers, so an open port is all that identifies one. Once it has answered
anything it is pinged; one that does not know the ping is left in peace.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from random import Random
from typing import ClassVar

from drivers.clock import Clock
from drivers.device import Device, Works
from drivers.displays.bx_dialogue import BxDialogue
from drivers.displays.onbon_settings import OnbonBxSettings
from drivers.errors import DeviceError, ProtocolError
from drivers.facts import Operational
from drivers.link.contract import Link
from drivers.protocol.onbon_area import ShowText
from drivers.protocol.onbon_bx import HOST, Code, Frame, Refusal, ping
from drivers.roles import CallDisplay, Done, Outcome

SETTLE_SHARE = 0.5  # of a deadline at most goes by with waiting for an earlier order's answer


@dataclass(frozen=True, slots=True)
class Shown:
    """`refusals`: the numbers of the NAKs that came; `sent`: how often the text went out."""

    outcome: Outcome
    error: str | None = None
    refusals: tuple[int, ...] = ()
    sent: int = 0


class OnbonBx(Device, CallDisplay):
    """One controller with one area for texts."""

    driver: ClassVar[str] = "onbon-bx"

    def __init__(self, name: str, link: Link, settings: OnbonBxSettings, *, clock: Clock, random: Random) -> None:
        super().__init__(name, link, settings, clock, random)
        self.settings = settings
        self._dialogue = BxDialogue(
            link,
            clock,
            escape=settings.escape,
            screen=settings.screen,
            write_seconds=settings.write_deadline_seconds,
            late_answer_seconds=settings.late_answer_seconds,
        )
        self._one_text = asyncio.Lock()
        self._answers = False  # on this connection it has answered something
        self._pings: bool | None = None  # whether it knows the ping; None: not found out yet
        self._trouble: str | None = None  # how the last text ended

    # --- the role ---

    async def show(self, text: str, deadline_seconds: float) -> Done:
        try:
            data = self.settings.encoded(text)
        except ValueError:
            return Done(Outcome.FAILED, "config.invalid")
        shown = await self.put(data, deadline_seconds)
        return Done(shown.outcome, shown.error)

    async def put(self, text: bytes, deadline_seconds: float) -> Shown:
        """Show bytes of GB2312. Never raises for the device's faults."""
        ends = self.clock.now() + deadline_seconds
        try:
            async with asyncio.timeout(deadline_seconds):
                await self._one_text.acquire()
        except TimeoutError:
            return Shown(Outcome.FAILED, "proto.timeout")
        try:
            shown = await self._put(text, ends)
        finally:
            self._one_text.release()
        if self.online:
            self._trouble = shown.error
            self.changed()
        return shown

    async def _put(self, text: bytes, ends: float) -> Shown:
        if not self.online:
            return Shown(Outcome.FAILED, self.error.code if self.error else "link.absent")
        await self._dialogue.settle((ends - self.clock.now()) * SETTLE_SHARE)
        frame = Frame(
            self.settings.screen, HOST, ShowText(self.settings.text_area(), text, self.settings.respond).to_bytes()
        )
        before = self._dialogue.sent
        refusals: list[int] = []
        try:
            if self.settings.respond:
                error = await self._until_taken(frame, ends, refusals)
            else:
                await self._dialogue.send(frame, ends - self.clock.now())
                error = None
        except DeviceError as broken:
            error = broken.code
        sent = self._dialogue.sent - before
        if error is None and self.settings.respond:
            outcome = Outcome.DONE
        else:  # unless every one was refused, one of them may have been heard
            outcome = Outcome.FAILED if len(refusals) == sent else Outcome.UNKNOWN
        return Shown(outcome, error, tuple(refusals), sent)

    async def _until_taken(self, frame: Frame, ends: float, refusals: list[int]) -> str | None:
        """None once the controller has said ACK; else why it was given up. Raises LinkError."""
        for _ in range(self.settings.tries):
            left_seconds = ends - self.clock.now()
            if left_seconds <= 0:
                break
            answer = await self._dialogue.order(frame, min(left_seconds, self._patience_seconds(frame)))
            if answer is None:
                continue
            self._answers = True
            self.answered()
            if answer.code is Code.ACK:
                return None
            if answer.code is Code.NAK:
                refusals.append(answer.refusal)
                if answer.refusal not in (Refusal.BUSY.value, Refusal.CHECKSUM.value):
                    break
        return _meaning(refusals[-1]) if refusals else "proto.timeout"

    def _patience_seconds(self, frame: Frame) -> float:
        wire_bits = 10 * len(frame.to_bytes(self.settings.escape))
        wire_seconds = wire_bits / self.link.bits_per_second if self.link.bits_per_second else 0.0
        return wire_seconds + self.settings.answer_deadline_ms / 1000

    # --- the life ---

    def received(self, data: bytes) -> None:
        self._dialogue.received(data)

    def line_broke(self, error: DeviceError) -> None:
        self._dialogue.fail(error)

    async def identify(self) -> None:
        self._dialogue.begin()
        self._answers = False
        self._pings = self._trouble = None

    async def poll(self) -> bool:
        if not self._answers or self._pings is False or self._one_text.locked():
            return True
        async with self._one_text:
            frame = ping(self.settings.screen)
            answered = await self._dialogue.order(frame, self._patience_seconds(frame)) is not None
        if self._pings is None:
            self._pings = answered
            return True
        return answered

    async def soft_reset(self) -> None:
        """It has no reset that would leave the display as it is."""

    def works(self) -> Works:
        if self._trouble is not None:
            error = ProtocolError(self._trouble, f"{self.name} at {self.link.port} did not take the last text")
            return Works(Operational.ATTENTION, {}, error)
        return Works(Operational.READY if self._answers else Operational.UNKNOWN)


def _meaning(refusal: int) -> str:
    """A NAK's reason as a code of the taxonomy. What is neither noise nor passes is a wrong area, type or model."""
    match refusal:
        case Refusal.CHECKSUM.value:
            return "proto.garbage"
        case Refusal.BUSY.value:
            return "proto.timeout"
    return "config.invalid"

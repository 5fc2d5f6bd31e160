"""A counter's caller with rating keys (FF 68): keys and ratings in, numbers and beeps out. docs/devices/ff68.md.

Every frame of this counter is acknowledged at once, also one that is counted as a repeat: its pad waits for it.
"""

from __future__ import annotations

import logging
from random import Random, SystemRandom

from drivers.actions import Action, Driver, Line, Report, Request, WrongUse
from drivers.clock import Clock, SystemClock
from drivers.errors import DeviceError
from drivers.link.contract import Link
from drivers.pads.ff68_settings import Ff68Settings
from drivers.pads.listening import ASK, LISTEN
from drivers.pads.pad import SerialPad
from drivers.pads.repeats import Repeats
from drivers.protocol import ff68
from drivers.protocol.ff68 import Frame, Frames, Function
from drivers.protocol.ff68_keys import keys_of
from drivers.roles import CounterPad, Done, Outcome

log = logging.getLogger(__name__)


class Ff68Pad(SerialPad, CounterPad):
    """One counter's box; several may hang on one line."""

    driver = "ff68"

    def __init__(self, name: str, link: Link, settings: Ff68Settings, *, clock: Clock, random: Random) -> None:
        super().__init__(name, link, settings, clock=clock, random=random)
        self._settings = settings
        self._frames = Frames()
        self._repeated_keys = Repeats(settings.key_repeat_ms / 1000)
        self._repeated_ratings = Repeats(settings.rating_repeat_ms / 1000)

    # --- the role ---

    async def show_ticket(self, number: str, deadline_seconds: float) -> Done:
        digits = [int(character) for character in number if character in "0123456789"][-3:]
        if not digits:
            return Done(Outcome.FAILED, "config.invalid")  # it shows digits only
        ticket = [0] * (3 - len(digits)) + digits
        return await self._send(ff68.show(self._settings.counter, ticket=ticket), deadline_seconds)

    async def show_waiting(self, count: int, deadline_seconds: float) -> Done:
        return await self._send(ff68.show(self._settings.counter, waiting=max(count, 0)), deadline_seconds)

    async def beep(self, deadline_seconds: float) -> Done:
        return await self._send(ff68.beep(self._settings.counter), deadline_seconds)

    async def show_five_stars(self, deadline_seconds: float) -> Done:
        return await self._send(ff68.five_stars(self._settings.counter), deadline_seconds)

    # --- the life ---

    def received(self, data: bytes) -> None:
        for frame in self._frames.feed(data):
            if frame.address == self._settings.counter and not self._echoes.is_echo(frame.to_bytes(), self.clock.now()):
                self._take(frame)

    def invitation(self) -> bytes:
        return ff68.start_rating(self._settings.counter).to_bytes()

    def forget(self) -> None:
        self._frames.forget()

    def garbage_bytes(self) -> int:
        return self._frames.garbage_bytes

    # --- hearing ---

    def _take(self, frame: Frame) -> None:
        if frame.function == Function.RATING:
            self._take_rating(frame)
        elif self._settings.key_function in (None, frame.function) and keys_of(frame.data):
            self._outbox.put(ff68.acknowledgement(frame).to_bytes())
            if not self._repeated_keys.is_repeat(frame, self.clock.now()):
                self.pressed(*keys_of(frame.data))

    def _take_rating(self, frame: Frame) -> None:
        if len(frame.data) != 1:
            return
        self._outbox.put(ff68.acknowledgement(frame).to_bytes())
        if self._repeated_ratings.is_repeat(frame, self.clock.now()):
            return
        value = frame.data[0]
        level = self._settings.levels.get(value)
        if level is None:
            log.warning("%s: rating %d is not in its setting `levels`; a technician adds it", self.name, value)
        self.rated(value, level)

    async def _send(self, frame: Frame, deadline_seconds: float) -> Done:
        try:
            if not self.online:
                return Done(Outcome.FAILED, self.error.code if self.error else "link.absent")
            await self._outbox.send(frame.to_bytes(), deadline_seconds)
            await self._outbox.drained()
        except DeviceError as error:
            return Done(Outcome.FAILED, error.code)
        return Done(Outcome.DONE)


# --- for the technician ---


async def ticket(pad: Ff68Pad, request: Request) -> Report:
    return _sent(await pad.show_ticket(request.argument or "", request.deadline_seconds))


async def waiting(pad: Ff68Pad, request: Request) -> Report:
    return _sent(await pad.show_waiting(int(request.argument or "0"), request.deadline_seconds))


async def beep(pad: Ff68Pad, request: Request) -> Report:
    return _sent(await pad.beep(request.deadline_seconds))


async def stars(pad: Ff68Pad, request: Request) -> Report:
    return _sent(await pad.show_five_stars(request.deadline_seconds))


def _sent(done: Done) -> Report:
    return Report(done.outcome, done.error, {"confirmed": False})  # the box answers none of these


def _refuse_no_digits(request: Request) -> None:
    if not any(character in "0123456789" for character in request.argument or ""):
        raise WrongUse(f"a ticket's number has digits, and {request.argument!r} has none")


def _refuse_no_count(request: Request) -> None:
    if not (request.argument or "").isdecimal() or not (request.argument or "").isascii():
        raise WrongUse(f"COUNT is a number, not {request.argument!r}")


def make(name: str, settings: Ff68Settings, table: str, line: Line) -> Ff68Pad:
    return Ff68Pad(name, line(settings), settings, clock=SystemClock(), random=SystemRandom())


DRIVER = Driver(
    settings=Ff68Settings,
    make=make,
    actions=(
        ASK,
        LISTEN,
        Action("ticket", "show the last three digits of a ticket", ticket, "NUMBER", _refuse_no_digits),
        Action("waiting", "show how many wait", waiting, "COUNT", _refuse_no_count),
        Action("beep", "beep once", beep),
        Action("stars", "show five stars on the rating keys", stars),
    ),
    shares_line=True,
)

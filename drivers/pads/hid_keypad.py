"""USB key pads and button boxes that are keyboards to the system, as the role `RatingPad`: the driver "hid-keypad".

Facts: docs/devices/hid-keypad.md. Grabbed, so that no key reaches the screen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from random import Random, SystemRandom
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from drivers.actions import Driver, Line
from drivers.clock import Clock, SystemClock
from drivers.device import Device, Works
from drivers.errors import DeviceError
from drivers.facts import KeyPressed, Operational, Rated
from drivers.link.contract import Link
from drivers.pads.listening import ASK, LISTEN
from drivers.protocol.hid_keys import Dropped, Key, Keys, Motion
from drivers.roles import Outcome, RatingPad, RatingResult
from drivers.settings import HidPortSettings

Level = Annotated[int, Field(strict=True, ge=1, le=5)]


class HidKeypadSettings(HidPortSettings):
    """[devices.NAME] with driver = "hid-keypad"."""

    driver: Literal["hid-keypad"]
    """The name of this driver."""

    ratings: Mapping[str, Level] = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5}
    """Which keys are ratings, and of which level, 1 (worst) to 5 (best)."""

    keys: Mapping[str, str] = {}
    """What other keys are called when they are told: {"enter": "ok"}; a key that is not named keeps its own name."""

    bounce_ms: Annotated[int, Field(strict=True, ge=0, le=5000)] = 50
    """How soon after a key the same one again is the same press."""


class HidKeypad(Device, RatingPad):
    """One pad. A rating that is asked for answers the question; others, and all other keys, are told as facts."""

    driver: ClassVar[str] = "hid-keypad"

    def __init__(self, name: str, link: Link, settings: HidKeypadSettings, *, clock: Clock, random: Random) -> None:
        super().__init__(name, link, settings, clock, random)
        self._settings = settings
        self._keys = Keys()
        self._pressed_at: dict[int, float] = {}
        self._one_question = asyncio.Lock()
        self._asked: asyncio.Future[Rated] | None = None

    # --- the role ---

    async def ask(self, deadline_seconds: float) -> RatingResult:
        if not self.online:
            return RatingResult(Outcome.FAILED, error=self.error.code if self.error else "link.absent")
        try:
            async with asyncio.timeout(deadline_seconds), self._one_question:
                rated = await self._rating()
                return RatingResult(Outcome.DONE, rated.value, rated.level)
        except TimeoutError:
            return RatingResult(Outcome.FAILED, error="scan.timeout")
        except DeviceError as error:
            return RatingResult(Outcome.FAILED, error=error.code)

    async def _rating(self) -> Rated:
        """The next one. Raises DeviceError."""
        self._asked = asyncio.get_running_loop().create_future()
        try:
            return await self._asked
        finally:
            self._asked = None

    # --- the life ---

    def received(self, data: bytes) -> None:
        for key in self._keys.feed(data):
            if isinstance(key, Dropped):
                self._pressed_at.clear()
            elif key.motion is Motion.DOWN and not self._bounces(key.code):
                self._press(key)

    async def identify(self) -> None:
        """It is grabbed, and there is nothing to ask a keyboard."""
        self._keys.forget()
        self._pressed_at.clear()

    async def poll(self) -> bool:
        return True

    async def soft_reset(self) -> None:
        self._keys.forget()

    def line_broke(self, error: DeviceError) -> None:
        if self._asked is not None and not self._asked.done():
            self._asked.set_exception(error)
            self._asked.exception()  # looked at here, since perhaps nobody waits any more

    def works(self) -> Works:
        return Works(Operational.READY)

    # --- keys ---

    def _bounces(self, code: int) -> bool:
        now = self.clock.now()
        last, self._pressed_at[code] = self._pressed_at.get(code), now
        return last is not None and now - last < self._settings.bounce_ms / 1000

    def _press(self, key: Key) -> None:
        level = self._settings.ratings.get(key.name)
        if level is None:
            self.tell(KeyPressed(self.name, self._settings.keys.get(key.name, key.name)))
            return
        rated = Rated(self.name, key.code, level)
        if self._asked is not None and not self._asked.done():
            self._asked.set_result(rated)
        else:
            self.tell(rated)


def make(name: str, settings: HidKeypadSettings, table: str, line: Line) -> HidKeypad:
    return HidKeypad(name, line(settings), settings, clock=SystemClock(), random=SystemRandom())


DRIVER = Driver(settings=HidKeypadSettings, make=make, actions=(ASK, LISTEN))

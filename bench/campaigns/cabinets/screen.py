"""The terminal's screen as people see it: they wait for what they know how to answer, and touch.

On the same glass that a face is shown; what is touched goes the way of the face's answers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from kiosk.ground import Duty
from kiosk.local import Answered, Message, Show
from kiosk.lockers.views import DoorView
from kiosk.views import Answer, View

TOUCH_PAUSE_SECONDS = 0.6  # a finger's; a touch sooner after another counts as the same one


class Screen:
    def __init__(self) -> None:
        self.show: Show | None = None
        self._duty: Duty | None = None
        self._changed = asyncio.Event()

    def light(self, duty: Duty, show: Show | None) -> None:
        """A new life shows on it; `show`: what it has shown so far."""
        self._duty, self.show = duty, show
        self._changed.set()

    def go_dark(self) -> None:
        self._duty = self.show = None
        self._changed.set()

    @property
    def dark(self) -> bool:
        return self._duty is None

    @property
    def view(self) -> View | None:
        return self.show.view if self.show else None

    async def moves_on(self, view: DoorView, deadline_seconds: float) -> View | None:
        """Until something else than this door, or the same otherwise, is shown; its countdown does not count."""

        def otherwise(now: View) -> bool:
            same = isinstance(now, DoorView) and (now.cell, now.errand, now.door) == (view.cell, view.errand, view.door)
            return not same

        return await self.until(otherwise, deadline_seconds)

    def heard(self, message: Message) -> None:
        if isinstance(message, Show):
            self.show = message
            self._changed.set()

    async def until(self, wanted: Callable[[View], bool], deadline_seconds: float) -> View | None:
        """The first view that is wanted; None: it did not come in time, or the screen went dark."""
        try:
            async with asyncio.timeout(deadline_seconds):
                while not self.dark:
                    view = self.view
                    if view is not None and wanted(view):
                        return view
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            pass
        return None

    async def touch(self, answer: Answer) -> None:
        """After the pause that a finger needs. Nothing happens on a dark screen."""
        await asyncio.sleep(TOUCH_PAUSE_SECONDS)
        self.say(answer)

    def say(self, answer: Answer) -> None:
        if self._duty is not None and self.show is not None:
            self._duty.answered(Answered(view=self.show.number, answer=answer))

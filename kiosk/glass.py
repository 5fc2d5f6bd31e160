"""What the screen shows now, kept by the engine: a face that comes new gets all of it at once.

Between the visit and the local socket. Views are numbered; an answer counts while it means the place that is shown,
so a touch at the moment in which only a figure changes is not lost.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.local import Clock, Countdown, Message, Setup, Show
from kiosk.views import Language, View

QUIET = Countdown(left=None, total=0, warning=False, number_kept=False)


class Glass:
    def __init__(self, setup: Setup) -> None:
        self.send: Callable[[Message], None] = lambda message: None  # to the face, when there is one
        self.setup = setup
        self.show: Show | None = None
        self._clock: Clock | None = None
        self._countdown = QUIET
        self._answers_from = 0

    def present(self, view: View, language: Language, same_place: bool) -> None:
        """Show this. `same_place`: answers to the view before it still mean what they meant."""
        if self.show is not None and (self.show.view, self.show.language) == (view, language):
            if not same_place:
                self._answers_from = self.show.number
            return
        number = self.show.number + 1 if self.show else 1
        self.show = Show(number=number, language=language, view=view)
        if not same_place:
            self._answers_from = number
        self.send(self.show)

    def takes_answer_to(self, number: int) -> bool:
        return self.show is not None and self._answers_from <= number <= self.show.number

    def count_down(self, countdown: Countdown) -> None:
        if countdown != self._countdown:
            self._countdown = countdown
            self.send(countdown)

    def tell_time(self, clock: Clock) -> None:
        if clock != self._clock:
            self._clock = clock
            self.send(clock)

    def rename(self, setup: Setup) -> None:
        """The centre has told other names."""
        if setup != self.setup:
            self.setup = setup
            self.send(setup)

    def all(self) -> list[Message]:
        """Everything a new face must know, in order."""
        known: list[Message | None] = [self.setup, self._clock, self.show, self._countdown]
        return [message for message in known if message is not None]

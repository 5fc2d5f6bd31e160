"""The cascade: a grey picture -> what its steps see, as many as the time allows.

A single picture gets every step that fits; a video's steps are spread over successive frames, since the next frame is
another chance anyway. Time is processor time of the calling thread, so that a busy machine does not read less.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from drivers.camera.codes import Format
from drivers.camera.costs import Costs
from drivers.camera.decoders import Picture, Sighting
from drivers.camera.picture import sized
from drivers.camera.steps import STEPS, Step
from drivers.camera.votes import speaks_for_itself

Seen = tuple[str, list[Sighting]]  # in which view; two sightings of one view count once

AGAIN = 1.5  # times the size: other pixels than the first look's, for codes that one look is not enough for


class Cascade:
    """Keeps what its steps cost. One for a thread; a picture's pixels are read and never kept."""

    def __init__(
        self, steps: Sequence[Step] = STEPS, costs: Costs | None = None, clock: Callable[[], float] = time.thread_time
    ) -> None:
        self._steps = tuple(steps)
        self._costs = costs or Costs()
        self._clock = clock
        self._next = 1  # of the steps that a video is at

    def picture(self, picture: Picture, wanted: frozenset[Format], budget_ms: float) -> Iterator[Seen]:
        """Step by step, the first one in any case, until the budget is used or nobody asks for more.

        Where a step saw what one look is not enough for, it looks once more at once, at another size.
        """
        left_ms = budget_ms
        for index, step in enumerate(self._steps):
            if not step.reads & wanted:
                continue
            if index and self._expected_ms(step, picture, wanted) > left_ms:
                self._costs.forgive(_what(step, wanted))
                continue
            began = self._clock()
            treated, sightings = self._look(step, picture, wanted, left_ms)
            yield step.view, sightings
            doubtful = frozenset(seen.code.format for seen in sightings if not speaks_for_itself(seen))
            if doubtful:
                yield f"{step.view}, again", step.read(sized(treated, AGAIN), doubtful, left_ms)
            left_ms -= (self._clock() - began) * 1000

    def frame(self, picture: Picture, wanted: frozenset[Format], budget_ms: float) -> Iterator[Seen]:
        """The quick step, then from where the frame before stopped. What no frame has time for is passed over."""
        ends = self._clock() + budget_ms / 1000
        _, sightings = self._look(self._steps[0], picture, wanted, budget_ms)
        yield self._steps[0].view, sightings
        most_ms = left_ms = (ends - self._clock()) * 1000
        for _ in range(len(self._steps) - 1):
            step = self._steps[self._next]
            expected_ms = self._expected_ms(step, picture, wanted)
            possible = bool(step.reads & wanted) and expected_ms <= most_ms
            if possible and expected_ms > left_ms:
                return  # it begins the next frame
            self._next = self._next % (len(self._steps) - 1) + 1
            if possible:
                _, sightings = self._look(step, picture, wanted, left_ms)
                left_ms = (ends - self._clock()) * 1000
                yield step.view, sightings
            else:
                self._costs.forgive(_what(step, wanted))

    def _expected_ms(self, step: Step, picture: Picture, wanted: frozenset[Format]) -> float:
        return self._costs.expected_ms(_what(step, wanted), picture.size, step.prior_ms_per_megapixel)

    def _look(
        self, step: Step, picture: Picture, wanted: frozenset[Format], left_ms: float
    ) -> tuple[Picture, list[Sighting]]:
        began = self._clock()
        treated = step.treat(picture)
        sightings = step.read(treated, step.reads & wanted, left_ms)
        self._costs.learn(_what(step, wanted), picture.size, (self._clock() - began) * 1000)
        return treated, sightings


def _what(step: Step, wanted: frozenset[Format]) -> tuple[str, frozenset[Format]]:
    """What a cost belongs to."""
    return step.name, step.reads & wanted

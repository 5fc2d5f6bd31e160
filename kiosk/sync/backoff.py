"""How long to pause after a failure: twice as long each time up to a limit, with jitter, for ever."""

from __future__ import annotations

from random import Random

DOUBLINGS_LIMIT = 30


class Backoff:
    def __init__(self, first_seconds: float, limit_seconds: float, random: Random) -> None:
        self._first = first_seconds
        self._limit = limit_seconds
        self._random = random
        self._failures = 0

    def next_seconds(self) -> float:
        """The pause after one more failure: between half of its length and all of it."""
        whole = min(self._limit, self._first * 2.0 ** min(self._failures, DOUBLINGS_LIMIT))
        self._failures += 1
        return whole * self._random.uniform(0.5, 1.0)

    def longest_seconds(self) -> float:
        """For what does not pass by itself."""
        return self._limit

    def reset(self) -> None:
        self._failures = 0

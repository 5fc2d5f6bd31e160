"""Let only so many in at a time; the others are told to come back, because a queue without an end helps nobody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from central.refusals import TooBusy


class Gate:
    def __init__(self, places: int, what: str, retry_after_seconds: int) -> None:
        self._free = places
        self._places = places
        self._what = what
        self._retry_after_seconds = retry_after_seconds

    @contextmanager
    def pass_through(self) -> Iterator[None]:
        """Raises TooBusy when all places are taken."""
        if self._free <= 0:
            sentence = f"{self._places} {self._what} already; come back in {self._retry_after_seconds} s"
            raise TooBusy(sentence, self._retry_after_seconds)
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1

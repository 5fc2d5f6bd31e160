"""The centre as a cabinet's terminal and the judge see it: what it answers, what it was told, hours in which nobody
hears of it. Two of them stand behind it: a model (told_centre.py) and the real one's code (real_centre.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from kiosk.sync.centre import Reply


class HallCentre(Protocol):
    """It outlives the terminal's lives."""

    away: bool
    deaf: bool  # it hears, and its answers are lost

    @property
    def wall(self) -> Callable[[], float]:
        """The hall's clock, seconds since 1970."""

    def tell(self, kind: str, key: str, body: Mapping[str, Any], expires_at: str | None = None) -> int:
        """One row more for this cabinet's terminal; returns its number."""

    def has_news(self, after: int) -> bool:
        """Whether a terminal that has heard everything up to `after` should hear something."""

    def feed(self, after: int) -> bytes:
        """The body of the answer to GET /feed."""

    def take(self, journal: str, body: bytes) -> Reply:
        """The answer to a batch of that journal."""

    @property
    def events(self) -> Sequence[Mapping[str, Any]]:
        """All that it was told, in order."""

    @property
    def broken_chains(self) -> Sequence[str]:
        """What of it does not follow the event before it, or was not understood: a sentence each."""

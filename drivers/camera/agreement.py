"""Which of the codes that a camera's frames show may be told: certain ones at once, others when a second frame agrees.

Pure; the votes of `votes.py` over the frames of one read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from drivers.camera.codes import Code
from drivers.camera.decoders import Sighting
from drivers.camera.votes import Votes


class Agreement:
    """The frames of one read. `within_seconds`: how far apart two agreeing frames may be."""

    def __init__(self, within_seconds: float) -> None:
        self.seen = False  # anything at all, believed or not
        self._within_seconds = within_seconds
        self._frames: deque[tuple[float, Sequence[Sighting]]] = deque()

    def take(self, sightings: Sequence[Sighting], now: float) -> Code | None:
        """The code to tell after this frame, if there is one. `now`: seconds, of the frame."""
        while self._frames and now - self._frames[0][0] > self._within_seconds:
            self._frames.popleft()
        if sightings:
            self.seen = True
            self._frames.append((now, sightings))
        votes = Votes()
        for frame, (_, seen) in enumerate(self._frames):
            votes.add(frame, seen)
        return next(iter(votes.believed), None)

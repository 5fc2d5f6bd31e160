"""Which of the codes that frames gave may be told: certain ones at once, others when a second frame agrees. Pure."""

from __future__ import annotations

from drivers.camera.cascade import Look
from drivers.camera.codes import LINES, Code


class Agreement:
    """The frames of one read. `within_seconds`: how far apart two agreeing frames may be."""

    def __init__(self, within_seconds: float) -> None:
        self._within_seconds = within_seconds
        self._seen: dict[Code, float] = {}  # when last, of those that one frame is not enough for

    def take(self, look: Look, now: float) -> Code | None:
        """The code to tell after this frame, if there is one. `now`: seconds, of the frame."""
        told: Code | None = None
        for code in (*look.sure, *look.likely):
            certain = code in look.sure and code.format not in LINES
            seen_at = self._seen.get(code)
            if told is None and (certain or (seen_at is not None and now - seen_at <= self._within_seconds)):
                told = code
            self._seen[code] = now
        return told

"""What each step of the cascade costs on this machine: learned while it works, per pixel."""

from __future__ import annotations

from collections.abc import Hashable

SETTLING = 0.2  # how much of a measurement goes into the estimate
FORGIVING = 0.98  # of an estimate remains each time that a step was passed over for it: one bad moment is no verdict


class Costs:
    """Milliseconds of processor time, by step and by what it looks for. Forgets nothing: there is little to keep."""

    def __init__(self) -> None:
        self._per_megapixel: dict[Hashable, float] = {}

    def expected_ms(self, step: Hashable, pixels: int, prior_ms_per_megapixel: float) -> float:
        return self._per_megapixel.get(step, prior_ms_per_megapixel) * pixels / 1e6

    def forgive(self, step: Hashable) -> None:
        if step in self._per_megapixel:
            self._per_megapixel[step] *= FORGIVING

    def learn(self, step: Hashable, pixels: int, spent_ms: float) -> None:
        measured = spent_ms * 1e6 / max(pixels, 1)
        known = self._per_megapixel.get(step, measured)
        self._per_megapixel[step] = known + SETTLING * (measured - known)

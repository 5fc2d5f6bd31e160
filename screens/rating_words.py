"""The five levels of a rating in words. Pure. 5 is the best."""

from __future__ import annotations

from screens.texts import Texts


def level_name(tr: Texts, level: int) -> str:
    """On one line."""
    return {5: tr("Very good"), 4: tr("Good"), 3: tr("Fair"), 2: tr("Poor"), 1: tr("Very poor")}[level]


def level_on_tile(tr: Texts, level: int) -> str:
    """Broken where it reads well on a narrow tile."""
    return {
        5: tr.of("tile", "Very good"),
        4: tr.of("tile", "Good"),
        3: tr.of("tile", "Fair"),
        2: tr.of("tile", "Poor"),
        1: tr.of("tile", "Very poor"),
    }[level]

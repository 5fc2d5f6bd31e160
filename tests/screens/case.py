"""One photograph of the album, and the small things that every list of cases needs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.local import Countdown
from kiosk.views import View


@dataclass(frozen=True)
class Case:
    """One photograph in each language and both ways round; `few`: only upright in Chinese and lying in English, where
    it differs from another case in little. `safe`: the safe screen instead of the view. `pressed`: the class and place
    of what is held.
    """

    name: str
    view: View
    countdown: Countdown | None = None
    safe: bool = False
    pressed: tuple[str, int] | None = None
    few: bool = False


def left(left: int, total: int = 60, warning: bool = False, kept: bool = False) -> Countdown:
    return Countdown(left=left, total=total, warning=warning, number_kept=kept)


def variants(*cases: Case) -> list[Case]:
    """The same cases, each in two photographs instead of four."""
    return [replace(case, few=True) for case in cases]

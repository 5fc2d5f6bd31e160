"""What stands around a visit when it takes a step: the cabinet, its readers, what the centre told. Frozen.

Made anew by kiosk/lockers/surroundings.py from the cabinet's state and the feed; a step and a picture read it only.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.lockers.flow.state import Reader
from kiosk.lockers.views import CabinetDrawing, FreeCells
from kiosk.settings.lockers import Lockers
from kiosk.wire import Department

USUAL_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Inside:
    """One parcel that lies in a cell, as staff sees it."""

    parcel: str
    cell: int
    title: str
    title_en: str
    receiver: str
    overdue_days: int = 0
    cancelled: bool = False
    supplement: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    settings: Lockers
    drawing: CabinetDrawing
    digits: int = USUAL_DIGITS  # of a pickup code
    tail: int = 0
    phone: str = ""
    free: tuple[FreeCells, ...] = ()
    inside: tuple[Inside, ...] = ()  # overdue and cancelled first
    disabled: int = 0
    open_doors: tuple[int, ...] = ()
    departments: tuple[Department, ...] = ()
    readers: frozenset[Reader] = field(default_factory=frozenset)
    printer: bool = False  # fitted, with paper
    pause_seconds: int | None = None  # until a code may be typed again
    stopped: bool = False  # no codes any more today
    seconds_left: int | None = None  # that the scene may still stand
    night: bool = False
    centre_away: bool = False
    out_since: str = ""

    @property
    def leaving(self) -> bool:
        """Whether citizens may leave papers here."""
        return self.settings.supplements and bool(self.departments)

    @property
    def sizes(self) -> tuple[str, ...]:
        """With a free cell, from small to large."""
        return tuple(each.size for each in self.free if each.count > 0)

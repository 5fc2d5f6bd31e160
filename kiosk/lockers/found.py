"""What came of something typed, scanned or laid on: parcels, somebody of the staff, or why not. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.lockers.cells import Lying
from kiosk.lockers.events import Way
from kiosk.lockers.views import Entry


@dataclass(frozen=True, slots=True)
class Found:
    """These lie here for whoever stands here; at least one."""

    parcels: tuple[Lying, ...]
    way: Way


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who may work here; `staff.at_cabinet` is in the journal. `way`: "once" or "badge"."""

    account: str
    name: str
    way: str


@dataclass(frozen=True, slots=True)
class NotFound:
    """`tries_left`: wrong codes until the next pause, None where no code was typed; `pause_seconds`: until a code may
    be typed again, None: at once."""

    why: Entry
    tries_left: int | None = None
    pause_seconds: int | None = None

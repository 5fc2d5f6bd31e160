"""What a step or a screen must know besides the visit and the hall: the time, the paper, the readers that are there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from kiosk.views import Paper


class Reader(Enum):
    """What a citizen holds something to."""

    CARD = auto()
    CODE = auto()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`now`: the hall's wall time. `out_since`: "09:32", when the outage began. `readers`: those that are fitted."""

    now: datetime
    paper: Paper
    out_since: str = ""
    readers: frozenset[Reader] = frozenset()

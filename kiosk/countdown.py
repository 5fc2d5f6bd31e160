"""How long a screen may stand without a touch. Pure: the visit's state in, seconds and messages out."""

from __future__ import annotations

import math

from kiosk.flows.state import Place, State
from kiosk.glass import QUIET
from kiosk.local import Countdown
from kiosk.settings.tables import Visit as VisitSettings

HIDDEN = (Place.WELCOME, Place.OUT_OF_SERVICE)  # only the language falls back, nobody is asked


def allowed_seconds(state: State, settings: VisitSettings) -> int | None:
    """None: this screen stays. A number that is being fetched is bounded by other deadlines."""
    if state.busy:
        return None
    match state.place:
        case Place.WELCOME | Place.OUT_OF_SERVICE:
            return None if state.language is State(visit="").language else settings.idle_s
        case Place.TICKET:
            return settings.ticket_screen_s
        case Place.TROUBLE:
            return settings.out_of_paper_screen_s
        case _:
            return settings.idle_s


def message(state: State, left_seconds: float, total: int, settings: VisitSettings) -> Countdown:
    """What the face is told. A finished ticket goes away without a question."""
    if state.place in HIDDEN:
        return QUIET
    left = max(0, math.ceil(left_seconds))
    return Countdown(
        left=left,
        total=total,
        warning=left <= settings.warning_last_s < total,
        number_kept=state.ticket is not None,
    )

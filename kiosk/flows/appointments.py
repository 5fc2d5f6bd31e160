"""The appointments of this person today: one is chosen and confirmed, or it is said why none can be now. Pure."""

from __future__ import annotations

from dataclasses import replace

from kiosk.appointments import by_id, opens, refusal
from kiosk.flows.around import Surroundings
from kiosk.flows.confirming import taking
from kiosk.flows.happenings import Happening
from kiosk.flows.leaving import Step
from kiosk.flows.state import Chosen, Place, State
from kiosk.hall import Hall
from kiosk.hours import moment
from kiosk.views import ChoseAppointment, Reading, Refused, WentBack
from kiosk.wanted import Declined
from kiosk.wire import Booked

# Of several that cannot be checked in the one that there is most to say about.
_TOLD_FIRST = (Refused.APPOINTMENT_EARLY, Refused.APPOINTMENT_LATE, Refused.APPOINTMENT_USED)


def arrived(state: State, found: tuple[Booked, ...], hall: Hall, around: Surroundings) -> Step:
    """The code or the card stands for these, at least one. A list without one that can be chosen is not shown: then
    the screen says why, with its ways on."""
    reasons = [refusal(one, hall.rules, around.now) for one in found]
    if None in reasons:
        return replace(state, place=Place.APPOINTMENTS, found=tuple(one.id for one in found)), ()
    ranked = sorted(range(len(found)), key=lambda at: _rank(reasons[at]))
    return _chosen(state, found[ranked[0]], hall, around)


def kept_open(state: State, hall: Hall, around: Surroundings) -> State:
    """While the list was looked at, the last one that could be chosen may have become too late: then it is said why."""
    if state.place is not Place.APPOINTMENTS:
        return state
    left = [one for code in state.found if (one := by_id(hall.appointments, code, around.now)) is not None]
    reasons = [refusal(one, hall.rules, around.now) for one in left]
    if None in reasons:
        return state
    at = min(range(len(left)), key=lambda one: _rank(reasons[one]), default=None)
    if at is None:
        return replace(state, place=Place.REFUSED, declined=Declined(Refused.APPOINTMENT_UNKNOWN), found=())
    found = hall.chosen(left[at].service)
    return replace(
        state,
        place=Place.REFUSED,
        chosen=Chosen(*found) if found else None,
        appointment=left[at] if found else None,
        declined=Declined(reasons[at] or Refused.APPOINTMENT_UNKNOWN),
        found=(),
    )


def _rank(why: Refused | None) -> int:
    return _TOLD_FIRST.index(why) if why in _TOLD_FIRST else len(_TOLD_FIRST)


def appointments(state: State, happening: Happening, hall: Hall, around: Surroundings) -> Step:
    match happening:
        case ChoseAppointment(code=code) if code in state.found:
            booked = by_id(hall.appointments, code, around.now)
            return _chosen(state, booked, hall, around) if booked is not None else _gone(state)
        case WentBack():
            return replace(state, place=Place.CHECK_IN, reading=Reading.WAITING, lost=frozenset(), found=()), ()
    return state, ()


def _chosen(state: State, booked: Booked, hall: Hall, around: Surroundings) -> Step:
    found = hall.chosen(booked.service)
    if found is None:
        return replace(state, place=Place.REFUSED, declined=Declined(Refused.SERVICE_GONE)), ()
    chosen = Chosen(*found)
    why = refusal(booked, hall.rules, around.now)
    if why is None:
        return replace(state, place=Place.CONFIRM, chosen=chosen, appointment=booked), ()
    return _against_it(replace(state, chosen=chosen, appointment=booked), booked, why, hall, around)


def _against_it(state: State, booked: Booked, why: Refused, hall: Hall, around: Surroundings) -> Step:
    """By this terminal's clock it cannot be now. While the centre answers, its word counts: it is asked, and it also
    knows the ticket of whoever has checked in already."""
    starts = moment(booked.starts, around.now)
    opens_at = opens(starts, hall.rules).isoformat() if why is Refused.APPOINTMENT_EARLY and starts is not None else ""
    asking = replace(state, place=Place.REFUSED, busy=True, declined=Declined(why, opens_at=opens_at))
    if asking.chosen is None:
        return state, ()
    return asking, (taking(asking, asking.chosen, prints=True, otherwise=why),)


def _gone(state: State) -> Step:
    """Cancelled, or the day has ended, while it stood on the screen."""
    return replace(state, place=Place.REFUSED, declined=Declined(Refused.APPOINTMENT_UNKNOWN)), ()

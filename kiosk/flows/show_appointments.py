"""The screens of appointments: which there are today, and why there is no number. Pure."""

from __future__ import annotations

from kiosk.appointments import by_id, opens, refusal
from kiosk.flows.around import Surroundings
from kiosk.flows.refused import may_reprint, may_walk_in
from kiosk.flows.state import State
from kiosk.flows.words import name_of
from kiosk.hall import Hall
from kiosk.hours import moment, span_words, when
from kiosk.views import AppointmentRow, AppointmentsView, Language, Refused, RefusedView
from kiosk.wanted import Declined
from kiosk.wire import Booked


def appointments_view(state: State, hall: Hall, around: Surroundings) -> AppointmentsView:
    booked = [by_id(hall.appointments, code, around.now) for code in state.found]
    return AppointmentsView(rows=tuple(_row(one, state.language, hall, around) for one in booked if one is not None))


def _row(booked: Booked, language: Language, hall: Hall, around: Surroundings) -> AppointmentRow:
    """A service that the catalogue does not have any more is shown by its code: that is all that is known of it."""
    now = around.now
    found = hall.chosen(booked.service)
    why = refusal(booked, hall.rules, now) if found else Refused.SERVICE_GONE
    starts = moment(booked.starts, now)
    early = why is Refused.APPOINTMENT_EARLY and starts is not None
    return AppointmentRow(
        code=booked.id,
        service=name_of(found[1], language) if found else booked.service,
        time=span_words(booked.starts, booked.ends, now),
        refused=why,
        opens=when(opens(starts, hall.rules), now, language) if early and starts else "",
    )


def refused_view(state: State, declined: Declined, around: Surroundings) -> RefusedView:
    opens_at = moment(declined.opens_at, around.now)
    return RefusedView(
        refused=declined.refused,
        service=name_of(state.chosen.service, state.language) if state.chosen else "",
        number=declined.held.number if declined.held else "",
        opens=when(opens_at, around.now, state.language) if opens_at else "",
        ahead=declined.ahead,
        may_reprint=may_reprint(state),
        may_walk_in=may_walk_in(state),
        staff=state.staff,
        busy=state.busy,
    )

"""How one goes from a counter: finished, put aside, sent on, or never come."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from central.calling.here import Here
from central.person_tickets import Ticket
from central.states import Deed, TicketState
from central.tables import services

# Of one who waits again. `called_ms` stays: it tells the phone that this number was called once.
AFRESH: dict[str, Any] = {"counter": None, "begun_ms": None, "held_ms": None, "ended_ms": None}


def finish(here: Here) -> Ticket | None:
    """Who was there has finished, or waits to go on at the counter that sent them. The ticket as it was."""
    ticket = here.present()
    if ticket is None:
        return None
    if ticket.return_to and ticket.day == here.day:
        service = ticket.return_service or ticket.service
        back = {"service": service, "department": department_of(here, service, ticket.department)}
        here.write(ticket, state=TicketState.WAITING, for_counter=ticket.return_to, **back, **AFRESH)
    else:
        here.write(ticket, state=TicketState.DONE, ended_ms=_ended_ms(here, ticket))
    here.note(Deed.FINISH, ticket)
    return ticket


def hold(here: Here) -> bool:
    """Puts who is there aside: the counter is free, the person's place is kept."""
    ticket = here.present()
    if ticket is None or ticket.day != here.day:
        return False
    here.write(ticket, state=TicketState.HELD, held_ms=here.now_ms)
    here.note(Deed.HOLD, ticket)
    return True


def miss(here: Here) -> bool:
    """Who was called did not come."""
    ticket = here.present()
    if ticket is None:
        return False
    here.write(ticket, state=TicketState.NO_SHOW, ended_ms=here.now_ms, begun_ms=None)
    here.note(Deed.NO_SHOW, ticket)
    return True


def recall(here: Here) -> bool:
    """Calls again; not one who has come already."""
    ticket = here.present()
    if ticket is None or ticket.state == TicketState.SERVING:
        return False
    here.write(ticket, state=TicketState.RECALLED)
    here.note(Deed.RECALL, ticket)
    return True


def begin(here: Here) -> bool:
    """The person has come: from here on the service time counts."""
    ticket = here.present()
    if ticket is None or ticket.state == TicketState.SERVING:
        return False
    here.write(ticket, state=TicketState.SERVING, begun_ms=here.now_ms)
    here.note(Deed.BEGIN, ticket)
    return True


def department_of(here: Here, service: str, otherwise: str) -> str:
    """`otherwise`: for a service that has left the catalogue."""
    found = here.db.execute(select(services.c.department).where(services.c.code == service)).scalar()
    return otherwise if found is None else str(found)


def _ended_ms(here: Here, ticket: Ticket) -> int | None:
    """None for one who was forgotten overnight: nobody knows when they went. A clock that jumped back makes no service
    shorter than nothing.
    """
    if ticket.day != here.day:
        return None
    return max(here.now_ms, ticket.begun_ms or ticket.called_ms or here.now_ms)

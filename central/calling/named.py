"""Which ticket is meant by what a person typed, or a window terminal sent: a key, a number, or a number's digits."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, case, or_, select

from central.person_tickets import Ticket, elsewhere, tickets_of_person
from central.queue import belongs_to, order_at
from central.states import AT_COUNTER, IN_LINE, Deed, TicketState
from central.tables import tickets

_STATES = {
    Deed.CALL: IN_LINE,
    Deed.BACK: (TicketState.NO_SHOW,),
    Deed.TAKE_UP: (TicketState.HELD,),
}
_NOT_DIGITS = re.compile(r"\D")


@dataclass(frozen=True, slots=True)
class Named:
    """What is known of a number. `deed`: how a counter gets it, None where it cannot. `elsewhere`: the counter at which
    its holder stands now. `ours`: whether the counter may call it. `state`: None for a number that nobody has today.
    """

    ticket: int | None = None
    number: str = ""
    state: TicketState | None = None
    deed: Deed | None = None
    ours: bool = False
    elsewhere: str = ""


def ticket_named(db: Connection, named: str, counter: str, day: str, deed: Deed) -> int | None:
    """The id of today's ticket that `named` means, first one that `deed` can be done with. None: no ticket has it.

    "a012" is A012. "12" is the number whose digits are 12 (A012, or B012) and that this counter would call first.
    """
    row = _find(db, named.strip(), counter, day, _STATES.get(deed, ()))
    return None if row is None else int(row.id)


def number_named(db: Connection, typed: str, counter: str, day: str) -> Named:
    """The same for a clerk who typed a number and does not say what for."""
    row = _find(db, typed.strip(), counter, day, [state for states in _STATES.values() for state in states])
    if row is None:
        return Named()
    state = TicketState(row.state)
    deed = next((deed for deed, states in _STATES.items() if state in states), None)
    at = row if state in AT_COUNTER else elsewhere(db, tickets_of_person(db, row), counter)
    ours = row.counter == counter or _is(db, row.id, belongs_to(counter, day))
    free = at is None and ours
    return Named(row.id, row.number, state, deed if free else None, ours, "" if at is None else at.counter)


def _find(
    db: Connection, named: str, counter: str, day: str, states: list[TicketState] | tuple[TicketState, ...]
) -> Ticket | None:
    fits = case((tickets.c.state.in_(states), 0), else_=1)
    ours = case((belongs_to(counter, day), 0), else_=1)
    query = select(tickets).where(tickets.c.day == day).order_by(fits, ours, *order_at(counter))
    found = db.execute(query.where(or_(tickets.c.key == named, tickets.c.number == named.upper()))).first()
    if found is None and named.isascii() and named.isdecimal():
        ends = tickets.c.number.like(f"%{int(named)}") & tickets.c.state.in_(states)
        found = next((row for row in db.execute(query.where(ends)) if _digits(row.number) == int(named)), None)
    return found


def _digits(number: str) -> int:
    """12 of "A012"; 3 of "A1-003", because nobody says a terminal's mark."""
    return int(_NOT_DIGITS.sub("", number.rpartition("-")[2]) or -1)


def _is(db: Connection, ticket: int, which: ColumnElement[bool]) -> bool:
    return db.execute(select(tickets.c.id).where(tickets.c.id == ticket, which)).first() is not None

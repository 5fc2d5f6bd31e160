"""Which ticket is meant by what a person typed, or a window terminal sent: a key, a number, or a number's digits."""

from __future__ import annotations

import re

from sqlalchemy import Connection, case, or_, select

from central.queue import order_at
from central.states import Deed, TicketState
from central.tables import tickets

_OF_DEEDS = {
    Deed.CALL: (TicketState.WAITING, TicketState.RESERVED),
    Deed.BACK: (TicketState.NO_SHOW,),
    Deed.TAKE_UP: (TicketState.HELD,),
}
_DIGITS = re.compile(r"\D")


def ticket_named(db: Connection, named: str, counter: str, day: str, deed: Deed) -> int | None:
    """The id of today's ticket that `named` means, first one that `deed` can be done with. None: no ticket has it.

    "a012" is A012. "12" is the number whose digits are 12 (A012, or B012) that this counter would call first, and the
    counter must be able to do the deed with it: somebody else's is not guessed.
    """
    named = named.strip()
    states = _OF_DEEDS.get(deed, ())
    fits = case((tickets.c.state.in_(states), 0), else_=1)
    query = select(tickets.c.id, tickets.c.number).where(tickets.c.day == day).order_by(fits, *order_at(counter))
    exact = or_(tickets.c.key == named, tickets.c.number == named.upper())
    found = db.execute(query.where(exact)).first()
    if found is None and named.isascii() and named.isdecimal():
        ends = tickets.c.number.like(f"%{named}") & tickets.c.state.in_(states)
        found = next((row for row in db.execute(query.where(ends)) if _digits(row.number) == int(named)), None)
    return None if found is None else int(found.id)


def _digits(number: str) -> int:
    """12 of "A012"; 3 of "A1-003", because nobody says a terminal's mark."""
    return int(_DIGITS.sub("", number.rpartition("-")[2]) or -1)

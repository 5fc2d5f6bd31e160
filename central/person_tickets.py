"""Whose ticket it is: tickets of one visit at a terminal, or of one ID card, are one person's.

A person may hold several numbers, and stands at one counter at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Text, bindparam, select

from central.queue import THERE
from central.tables import tickets

Ticket = Row[Any]  # of `tickets`

_OF_DAY = select(tickets).where(tickets.c.day == bindparam("day"))
_THERE_NOW = _OF_DAY.where(THERE, tickets.c.counter != bindparam("counter"))
_OF_VISITS = _OF_DAY.where(tickets.c.visit.in_(bindparam("visits", expanding=True, type_=Text())))
_OF_PERSONS = _OF_DAY.where(tickets.c.person.in_(bindparam("persons", expanding=True, type_=Text())))


def tickets_of_person(db: Connection, ticket: Ticket) -> list[Ticket]:
    """All tickets of the day that the holder of this one has, this one first.

    One number of a visit may have been taken with the ID card and the next one without: the tickets of a card and
    those of a visit that share a ticket are one person's.
    """
    found = {ticket.id: ticket}
    newest = [ticket]
    while newest:
        newest = [row for row in _beside(db, newest) if row.id not in found]
        found |= {row.id: row for row in newest}
    return list(found.values())


def elsewhere(db: Connection, held: Sequence[Ticket], counter: str) -> Ticket | None:
    """The ticket with which the holder of `held` is at another counter now. One of another day, which a clerk forgot to
    finish, keeps nobody from being called.
    """
    visits, persons = _known_by(held)
    if not visits and not persons:
        return None
    for row in db.execute(_THERE_NOW, {"day": held[0].day, "counter": counter}):
        if (row.terminal, row.visit) in visits or row.person in persons:
            return row
    return None


def _known_by(held: Sequence[Ticket]) -> tuple[set[tuple[str, str]], set[str]]:
    """The visits, each with its terminal, and the cards of these tickets."""
    return {(row.terminal, row.visit) for row in held if row.visit}, {row.person for row in held if row.person}


def _beside(db: Connection, known: list[Ticket]) -> list[Ticket]:
    """Those that share a visit or a card with one of `known`."""
    day = known[0].day
    visits, persons = _known_by(known)
    found: list[Ticket] = []
    if visits:
        rows = db.execute(_OF_VISITS, {"day": day, "visits": [visit for _, visit in visits]})
        found += [row for row in rows if (row.terminal, row.visit) in visits]
    if persons:
        found += db.execute(_OF_PERSONS, {"day": day, "persons": [*persons]})
    return found

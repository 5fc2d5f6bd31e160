"""Whose ticket it is: tickets of one visit at a terminal, or of one ID card, are one person's.

A person may hold several numbers, and stands at one counter at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, literal_column, select

from central.queue import THERE
from central.quick import Quick
from central.tables import tickets

Ticket = Any  # a row of `tickets`

_OF_DAY = select(tickets).where(tickets.c.day == bindparam("day"))
_THERE_NOW = Quick.of(_OF_DAY.where(THERE, tickets.c.counter != bindparam("counter")), "day", "counter")
_OF_VISIT = Quick.of(_OF_DAY.where(tickets.c.visit == bindparam("visit")), "day", "visit")
_KNOWN = tickets.c.person != literal_column("''")  # what the index of persons holds
_OF_PERSON = Quick.of(_OF_DAY.where(tickets.c.person == bindparam("person"), _KNOWN), "day", "person")


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
    for row in _THERE_NOW.rows(db, {"day": held[0].day, "counter": counter}):
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
    for terminal, visit in visits:
        found += [row for row in _OF_VISIT.rows(db, {"day": day, "visit": visit}) if row.terminal == terminal]
    for person in persons:
        found += _OF_PERSON.rows(db, {"day": day, "person": person})
    return found

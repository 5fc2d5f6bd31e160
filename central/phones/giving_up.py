"""Give a number up from the phone. The queue is one shorter with the same commit."""

from __future__ import annotations

from sqlalchemy import Connection, update

from central.queue import today
from central.states import IN_LINE, TicketState
from central.tables import tickets


def give_up(db: Connection, token: str, now_ms: int) -> bool:
    """Whether it was given up now. Only one of today that waits; a second press finds none and changes nothing."""
    mine = (tickets.c.token == token) & (tickets.c.day == today(db, now_ms)) & tickets.c.state.in_(IN_LINE)
    given_up = {"state": TicketState.GIVEN_UP, "ended_ms": now_ms}
    return db.execute(update(tickets).where(mine).values(given_up)).rowcount > 0

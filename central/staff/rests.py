"""Breaks: from the pause at the counter to its end, recorded as they happen."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from central.staff.tables import rests


def begin_rest(db: Connection, sitting: int, now_ms: int) -> None:
    """Nothing for one who rests already."""
    resting = (rests.c.sitting == sitting) & rests.c.ended_ms.is_(None)
    if db.execute(select(rests.c.id).where(resting)).first() is None:
        db.execute(rests.insert().values(sitting=sitting, began_ms=now_ms))


def end_rest(db: Connection, sitting: int, now_ms: int) -> None:
    """Nothing for one who does not rest."""
    resting = (rests.c.sitting == sitting) & rests.c.ended_ms.is_(None)
    db.execute(update(rests).where(resting).values(ended_ms=now_ms))

"""Read the audit for the administrators' page: newest first, of one person or day if asked, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from central.staff.audit import What
from central.staff.tables import staff, staff_audit

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class Question:
    """`account`: whose doings, and what was done to it; `from_ms` to `until_ms`: of a day; `before`: ids below this."""

    account: int | None = None
    from_ms: int | None = None
    until_ms: int | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """`name`: whose account, empty for a name that nobody has; `by`: who did it, where that is another one."""

    id: int
    at_ms: int
    what: What
    name: str
    by: str
    address: str


def read_audit(db: Connection, asked: Question) -> tuple[list[Line], int | None]:
    """A page's lines, and what `before` is for the next page; None on the last."""
    author = staff.alias("author")
    query = (
        select(staff_audit, staff.c.name, author.c.name.label("by_name"))
        .outerjoin(staff, staff.c.id == staff_audit.c.staff)
        .outerjoin(author, author.c.id == staff_audit.c.by_staff)
        .order_by(staff_audit.c.id.desc())
        .limit(PAGE_ROWS + 1)
    )
    if asked.account is not None:
        query = query.where(or_(staff_audit.c.staff == asked.account, staff_audit.c.by_staff == asked.account))
    if asked.from_ms is not None:
        query = query.where(staff_audit.c.at_ms >= asked.from_ms)
    if asked.until_ms is not None:
        query = query.where(staff_audit.c.at_ms < asked.until_ms)
    if asked.before is not None:
        query = query.where(staff_audit.c.id < asked.before)
    rows = db.execute(query).all()
    lines = [
        Line(row.id, row.at_ms, What(row.what), row.name or "", row.by_name or "", row.address)
        for row in rows[:PAGE_ROWS]
    ]
    return lines, lines[-1].id if len(rows) > PAGE_ROWS else None

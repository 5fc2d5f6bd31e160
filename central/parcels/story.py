"""One parcel with all that happened to it: steps, openings of its door, messages, what its receiver complained of, and
what did not fit. For the staff's page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, select

from central.parcels.roll import ParcelLine, line, lines_query
from central.parcels.states import MessageKind, MessageState, Step
from central.parcels.tables import door_intents, messages, parcel_conflicts, parcel_disputes, parcel_steps, parcels
from central.refusals import NotHere


@dataclass(frozen=True, slots=True)
class StepLine:
    at_ms: int
    step: Step
    by: str
    detail: str


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """A door that was opened for this parcel. `outcome`: empty until it is told."""

    at_ms: int
    cell: int
    for_what: str
    way: str
    by: str
    second: str
    pulse: int
    outcome: str


@dataclass(frozen=True, slots=True)
class MessageLine:
    id: str
    kind: MessageKind
    state: MessageState
    tries: int
    changed_ms: int
    error: str

    @property
    def may_be_sent_again(self) -> bool:
        return self.state in (MessageState.FAILED, MessageState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class DisputeLine:
    """`history`: the door's last movements as the cabinet told them (cell, state, cause, at)."""

    id: int
    at_ms: int
    problem: str
    history: tuple[dict[str, Any], ...]
    seen_by: str
    seen_ms: int | None


@dataclass(frozen=True, slots=True)
class ConflictLine:
    id: int
    at_ms: int
    event: str
    why: str
    seen_by: str
    seen_ms: int | None


@dataclass(frozen=True, slots=True)
class ParcelCard:
    """`has_code`: one was made, and it has not been wiped. `by_card`: an ID card opens for it."""

    parcel: ParcelLine
    issue: int
    low: bool
    has_code: bool
    by_card: bool
    department: str
    receipt: str
    registered_by: str
    deposited_by: str
    out_by: str
    way: str
    forgotten_ms: int | None
    steps: tuple[StepLine, ...]
    openings: tuple[OpeningLine, ...]
    messages: tuple[MessageLine, ...]
    disputes: tuple[DisputeLine, ...]
    conflicts: tuple[ConflictLine, ...]


def read_parcel(db: Connection, parcel: str, now_ms: int) -> ParcelCard:
    """Raises NotHere."""
    row = db.execute(lines_query().where(parcels.c.id == parcel)).first()
    if row is None:
        raise NotHere(f"there is no parcel {parcel[:40]!r}; look for its case number on the list")
    sent = _messages(db, parcel)
    return ParcelCard(
        parcel=line(row, now_ms, any(message.may_be_sent_again for message in sent)),
        issue=row.issue,
        low=row.low,
        has_code=row.code is not None,
        by_card=bool(row.person),
        department=row.department,
        receipt=row.receipt,
        registered_by=row.registered_by,
        deposited_by=row.deposited_by,
        out_by=row.out_by,
        way=row.way,
        forgotten_ms=row.forgotten_ms,
        steps=_steps(db, parcel),
        openings=_openings(db, parcel),
        messages=sent,
        disputes=_disputes(db, parcel),
        conflicts=_conflicts(db, parcel),
    )


def _steps(db: Connection, parcel: str) -> tuple[StepLine, ...]:
    c = parcel_steps.c
    rows = db.execute(select(parcel_steps).where(c.parcel == parcel).order_by(c.at_ms, c.id))
    return tuple(StepLine(row.at_ms, Step(row.step), row.by, row.detail) for row in rows)


def _openings(db: Connection, parcel: str) -> tuple[OpeningLine, ...]:
    c = door_intents.c
    rows = db.execute(select(door_intents).where(c.parcel == parcel).order_by(c.at_ms, c.intent))
    return tuple(
        OpeningLine(row.at_ms, row.cell, row.for_what, row.way, row.by, row.second, row.pulse, row.outcome)
        for row in rows
    )


def _messages(db: Connection, parcel: str) -> tuple[MessageLine, ...]:
    """The newest first."""
    c = messages.c
    rows = db.execute(select(messages).where(c.parcel == parcel).order_by(c.made_ms.desc(), c.id))
    return tuple(
        MessageLine(row.id, MessageKind(row.kind), MessageState(row.state), row.tries, row.changed_ms, row.error)
        for row in rows
    )


def _disputes(db: Connection, parcel: str) -> tuple[DisputeLine, ...]:
    c = parcel_disputes.c
    rows = db.execute(select(parcel_disputes).where(c.parcel == parcel).order_by(c.id.desc()))
    return tuple(
        DisputeLine(row.id, row.at_ms, row.problem, tuple(orjson.loads(row.history)), row.seen_by, row.seen_ms)
        for row in rows
    )


def _conflicts(db: Connection, parcel: str) -> tuple[ConflictLine, ...]:
    c = parcel_conflicts.c
    rows = db.execute(select(parcel_conflicts).where(c.parcel == parcel).order_by(c.id.desc()))
    return tuple(ConflictLine(row.id, row.at_ms, row.event, row.why, row.seen_by, row.seen_ms) for row in rows)

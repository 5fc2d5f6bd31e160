"""What a list of parcels shows, with its filters and their counts. One parcel with all that happened:
central/parcels/story.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select, true

from central.parcels.states import MessageState, ParcelState
from central.parcels.tables import cabinets, messages, parcels
from kiosk.lockers.wire import ParcelFor, Standing

PAGE_ROWS = 50
_TAIL_DIGITS = 4  # of a phone, as people say it at a desk


class Filter(StrEnum):
    ALL = "all"
    REGISTERED = "registered"  # not in a cabinet yet
    INSIDE = "inside"
    OVERDUE = "overdue"  # in a cabinet for too long; its code still opens
    OUT = "out"  # collected, or taken out by staff
    CANCELLED = "cancelled"
    SUPPLEMENT = "supplement"
    POST = "post"


@dataclass(frozen=True, slots=True)
class Question:
    """`text`: a part of the case number, label or mask, or the last four digits of the phone. `page`: from 0."""

    text: str = ""
    only: Filter = Filter.ALL
    cabinet: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class ParcelLine:
    """`unsent`: a message to its receiver failed, or nobody knows. `cabinet`: its name; empty for the courier's."""

    id: str
    label: str
    case_number: str
    title: str
    title_en: str
    receiver: str
    phone_shown: str
    kind: ParcelFor
    size: str
    terminal: str
    cabinet: str
    cabinet_en: str
    cell: int | None
    state: ParcelState
    standing: Standing
    registered_ms: int
    deposited_ms: int | None
    out_ms: int | None
    expires_ms: int
    waybill: str
    post_state: str
    overdue: bool
    unsent: bool


@dataclass(frozen=True, slots=True)
class Roll:
    """One page. `counts`: of all parcels, whatever was searched for; `found`: how many the question finds."""

    lines: tuple[ParcelLine, ...]
    found: int
    counts: dict[Filter, int]

    @property
    def pages(self) -> int:
        return -(-self.found // PAGE_ROWS)


def read_parcels(db: Connection, asked: Question, now_ms: int) -> Roll:
    """The newest first."""
    wanted = and_(_only(asked.only, now_ms), _about(asked.text.strip()), _at(asked.cabinet))
    order = (parcels.c.registered_ms.desc(), parcels.c.id)
    # Ids first, with their count beside: whole rows, with what is sealed in them, are not carried through the sorting.
    page = select(parcels.c.id, func.count().over().label("found")).where(wanted).order_by(*order)
    shown = db.execute(page.offset(asked.page * PAGE_ROWS).limit(PAGE_ROWS)).all()
    found = shown[0].found if shown else _found(db, wanted)
    rows = db.execute(lines_query().where(parcels.c.id.in_([row.id for row in shown])).order_by(*order)).all()
    unsent = _unsent(db, [row.id for row in rows])
    return Roll(tuple(line(row, now_ms, row.id in unsent) for row in rows), found, _counts(db, now_ms))


def _found(db: Connection, wanted: ColumnElement[bool]) -> int:
    """For a page beyond the last one."""
    return int(db.execute(select(func.count()).select_from(parcels).where(wanted)).scalar_one())


def lines_query() -> Any:
    """Rows of `parcels` with the name of the cabinet."""
    return select(parcels, cabinets.c.name.label("at"), cabinets.c.name_en.label("at_en")).outerjoin(
        cabinets, cabinets.c.terminal == parcels.c.cabinet
    )


def line(row: Row[Any], now_ms: int, unsent: bool) -> ParcelLine:
    inside_open = row.state == ParcelState.INSIDE and row.standing == Standing.OPEN
    return ParcelLine(
        id=row.id,
        label=row.label,
        case_number=row.case_number,
        title=row.title,
        title_en=row.title_en or row.title,
        receiver=row.receiver,
        phone_shown=row.phone_shown,
        kind=ParcelFor(row.kind),
        size=row.size,
        terminal=row.cabinet,
        cabinet=row.at or row.cabinet,
        cabinet_en=row.at_en or row.at or row.cabinet,
        cell=row.cell,
        state=ParcelState(row.state),
        standing=Standing(row.standing),
        registered_ms=row.registered_ms,
        deposited_ms=row.deposited_ms,
        out_ms=row.out_ms,
        expires_ms=row.expires_ms,
        waybill=row.waybill,
        post_state=row.post_state,
        overdue=inside_open and row.expires_ms < now_ms,
        unsent=unsent,
    )


def _only(only: Filter, now_ms: int) -> ColumnElement[bool]:
    c = parcels.c
    match only:
        case Filter.REGISTERED:
            return and_(c.state == ParcelState.REGISTERED, c.standing == Standing.OPEN)
        case Filter.INSIDE:
            return c.state == ParcelState.INSIDE
        case Filter.OVERDUE:
            return and_(c.state == ParcelState.INSIDE, c.standing == Standing.OPEN, c.expires_ms < now_ms)
        case Filter.OUT:
            return c.state.in_((ParcelState.COLLECTED, ParcelState.RECOVERED))
        case Filter.CANCELLED:
            return or_(c.standing == Standing.CANCELLED, c.state == ParcelState.CANCELLED)
        case Filter.SUPPLEMENT:
            return c.kind == ParcelFor.SUPPLEMENT
        case Filter.POST:
            return c.kind == ParcelFor.POST
        case Filter.ALL:
            return true()


def _about(text: str) -> ColumnElement[bool]:
    if not text:
        return true()
    c = parcels.c
    wanted = [column.icontains(text, autoescape=True) for column in (c.case_number, c.label, c.receiver, c.waybill)]
    if len(text) == _TAIL_DIGITS and text.isascii() and text.isdigit():
        wanted.append(c.phone_shown.endswith(text, autoescape=True))
    return or_(*wanted)


def _at(cabinet: str) -> ColumnElement[bool]:
    return parcels.c.cabinet == cabinet if cabinet else true()


def _unsent(db: Connection, ids: Iterable[str]) -> set[str]:
    wanted = (MessageState.FAILED, MessageState.UNKNOWN)
    query = select(messages.c.parcel).where(messages.c.parcel.in_(list(ids)), messages.c.state.in_(wanted))
    return set(db.execute(query).scalars())


def _counts(db: Connection, now_ms: int) -> dict[Filter, int]:
    """One look at the table, folded by the same rules as the filters are."""
    c = parcels.c
    late = (c.expires_ms < now_ms).label("late")
    found: Counter[Filter] = Counter()
    for row in db.execute(
        select(c.state, c.standing, c.kind, late, func.count().label("n")).group_by(c.state, c.standing, c.kind, late)
    ):
        is_inside, is_open = row.state == ParcelState.INSIDE, row.standing == Standing.OPEN
        is_cancelled = row.standing == Standing.CANCELLED or row.state == ParcelState.CANCELLED
        for only, belongs in (
            (Filter.ALL, True),
            (Filter.REGISTERED, row.state == ParcelState.REGISTERED and is_open),
            (Filter.INSIDE, is_inside),
            (Filter.OVERDUE, is_inside and is_open and row.late),
            (Filter.OUT, row.state in (ParcelState.COLLECTED, ParcelState.RECOVERED)),
            (Filter.CANCELLED, is_cancelled),
            (Filter.SUPPLEMENT, row.kind == ParcelFor.SUPPLEMENT),
            (Filter.POST, row.kind == ParcelFor.POST),
        ):
            found[only] += row.n if belongs else 0
    return {only: found[only] for only in Filter}

"""What a cabinet's terminal hears of its parcels: a row of the feed each, put there by whoever changed the parcel, in
the same transaction. There may be ten thousand of them, so nobody compares them all.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, delete, select, update

from central.bulk import as_list, with_list
from central.clock import in_hall
from central.feed import Word, put
from central.hall import read_hall
from central.parcels.tables import cabinets, parcels
from central.tables import feed
from kiosk.lockers.wire import PARCEL, CellSize, ParcelBody, ParcelFor, Standing

_OF = (
    "SELECT id, kind, cabinet, standing, label, title, title_en, receiver, person, size, low, code_hash, issue, "
    "expires_ms FROM parcels WHERE cabinet <> '' AND id IN {list} ORDER BY registered_ms, id"
)


def tell_parcels(db: Connection, ids: Iterable[str], now_ms: int) -> None:
    """Last in its transaction: from here on other writers of the feed wait."""
    listed = as_list(ids)
    if listed == "[]":
        return
    zone = read_hall(db).time_zone
    rows = db.execute(with_list(db, _OF), {"list": listed})
    put(db, [word_of(row, zone) for row in rows], now_ms)


def word_of(row: Any, zone: str) -> Word:
    """`row`: of the table of parcels; of one that is for a cabinet."""
    return Word(row.cabinet, PARCEL, row.id, _body(row, zone).model_dump(mode="json", by_alias=True))


def end_row(db: Connection, cabinet: str, parcel: str, now_ms: int) -> None:
    """For a cabinet that has nothing to do with it any more: the parcel turned up in another one."""
    put(
        db,
        [Word(cabinet, PARCEL, parcel, _over(parcel, ParcelFor.PICKUP).model_dump(mode="json", by_alias=True))],
        now_ms,
    )


def _over(parcel: str, kind: str) -> ParcelBody:
    return ParcelBody.model_validate({"id": parcel, "for": kind, "standing": Standing.ENDED})


def _body(row: Any, zone: str) -> ParcelBody:
    """Of one that is over nothing but that; of a cancelled one what staff needs to take it out."""
    standing = Standing(row.standing)
    if standing is Standing.ENDED:
        return _over(row.id, row.kind)
    told = {
        "id": row.id,
        "for": ParcelFor(row.kind),
        "standing": standing,
        "label": row.label,
        "title": row.title,
        "title_en": row.title_en,
        "receiver": row.receiver,
        "size": CellSize(row.size),
        "low": bool(row.low),
        "issue": row.issue,
        "expires_at": in_hall(row.expires_ms, zone).isoformat(timespec="seconds"),
    }
    if standing is Standing.OPEN:
        told |= {"person": row.person, "code": row.code_hash}
    return ParcelBody.model_validate(told)


def note_heard(db: Connection, terminal: str, after: int) -> None:
    """How far a cabinet's terminal keeps the feed, by what it asked for last; nothing for any other terminal."""
    older = (cabinets.c.terminal == terminal) & (cabinets.c.heard_n != after)
    db.execute(update(cabinets).where(older).values(heard_n=after))


def sweep_rows(db: Connection, before_ms: int) -> int:
    """Rows about parcels that are over, told before `before_ms` and asked beyond by the cabinet's terminal since."""
    heard = select(cabinets.c.heard_n).where(cabinets.c.terminal == feed.c.audience).scalar_subquery()
    over = select(parcels.c.id).where(parcels.c.id == feed.c.key, parcels.c.standing == Standing.ENDED)
    gone = delete(feed).where(feed.c.kind == PARCEL, feed.c.at_ms < before_ms, feed.c.n <= heard, over.exists())
    return db.execute(gone).rowcount

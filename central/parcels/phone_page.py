"""What a parcel's page on the phone shows, found by its unguessable token; the QR is signed anew at each look."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from central.parcels.drafting import token_hash
from central.parcels.keys import Keys
from central.parcels.settings import ParcelSettings
from central.parcels.states import ParcelState, PostState
from central.parcels.tables import cabinets, parcels
from kiosk.lockers.pass_code import PickupPass
from kiosk.lockers.wire import Standing

HOUR_MS = 3_600_000
TOKEN_LONGEST = 64  # characters


@dataclass(frozen=True, slots=True)
class Pickup:
    """`qr`: what opens the cell, until `qr_until_ms`; empty while there is nothing to open. `code`: only where the
    hall's settings say so, or while there is one; `phone_tail`: the phone's last four digits are typed after it.
    """

    state: ParcelState
    standing: Standing
    title: str
    title_en: str
    receiver: str
    cabinet: str
    cabinet_en: str
    place: str
    place_en: str
    phone: str  # who answers at night
    cell: int | None
    expires_ms: int
    overdue: bool
    out_ms: int | None
    waybill: str
    post_state: PostState | None
    code: str = field(repr=False)
    phone_tail: bool
    qr: str = field(repr=False)
    qr_until_ms: int | None


def read_pickup(db: Connection, keys: Keys, token: str, now_ms: int, settings: ParcelSettings) -> Pickup | None:
    """None for a token that no parcel has, or not any more: some weeks after it is out nobody knows whose it was."""
    if len(token) > TOKEN_LONGEST:
        return None
    query = (
        select(
            parcels, cabinets.c.name, cabinets.c.name_en, cabinets.c.place, cabinets.c.place_en, cabinets.c.phone_tail
        )
        .add_columns(cabinets.c.phone.label("night_phone"))
        .outerjoin(cabinets, cabinets.c.terminal == parcels.c.cabinet)
        .where(parcels.c.token_sha256 == token_hash(token))
    )
    row = db.execute(query).first()
    if row is None:
        return None
    lies = row.state == ParcelState.INSIDE
    opens = lies and row.standing == Standing.OPEN
    until_ms = now_ms + settings.qr_hours * HOUR_MS
    words = PickupPass(parcel=row.id, cabinet=row.cabinet or "-", issue=row.issue, until=until_ms // 1000)
    shows_code = opens and settings.code_on_phone_page and row.code is not None
    return Pickup(
        state=ParcelState(row.state),
        standing=Standing(row.standing),
        title=row.title,
        title_en=row.title_en or row.title,
        receiver=row.receiver,
        cabinet=row.name or "",
        cabinet_en=row.name_en or row.name or "",
        place=row.place or "",
        place_en=row.place_en or row.place or "",
        phone=row.night_phone or "",
        cell=row.cell if lies else None,
        expires_ms=row.expires_ms,
        overdue=opens and row.expires_ms < now_ms,
        out_ms=row.out_ms,
        waybill=row.waybill,
        post_state=PostState(row.post_state) if row.post_state else None,
        code=keys.unseal(row.code, f"code of {row.id}") if shows_code else "",
        phone_tail=bool(row.phone_tail),
        qr=keys.write_pass(words) if opens else "",
        qr_until_ms=until_ms if opens else None,
    )

"""Register parcels: all of a list or none. For the import, POST /api/v1/parcels, the staff's page and the command line.

A reference that is known already is the same parcel and is left as it is, so that a list may be sent again.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select, text

from central.bulk import as_list, with_list
from central.clock import DAY_MS
from central.hall import read_hall
from central.hall_key import hall_key
from central.parcels.by import By
from central.parcels.keys import Keys
from central.parcels.labels import new_label
from central.parcels.parcel_rows import tell_parcels
from central.parcels.receiver import masked_phone, shown_receiver
from central.parcels.settings import ParcelSettings
from central.parcels.states import ParcelState, PostState, Step
from central.parcels.steps import note_steps
from central.parcels.tables import cabinets, parcels
from central.parcels.wish import ParcelWish
from kiosk.lockers.wire import ParcelFor, Standing
from kiosk.person import person_hash

DAYS_AHEAD = 366  # a later expiry is a mistyped year

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('parcels', 0))")
_KNOWN = "SELECT reference, id, label FROM parcels WHERE reference IN {list}"
_LABELS = "SELECT label, reference FROM parcels WHERE label IN {list}"


class Outcome(StrEnum):
    ADDED = "added"
    KNOWN = "known"  # registered before; nothing of it was changed


@dataclass(frozen=True, slots=True)
class Fault:
    """`place`: which wish, from 0. `key`: the field, by its name in a wish."""

    place: int
    key: str
    why: str


class Faulty(ValueError):
    """Nothing was taken. All faults that were found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} of the parcels are wrong")
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Registered:
    reference: str
    id: str
    label: str
    outcome: Outcome


def register(
    db: Connection, keys: Keys, wishes: Sequence[ParcelWish], by: By, settings: ParcelSettings, *, check: bool = False
) -> list[Registered]:
    """In the wishes' order. Codes follow by themselves within seconds (central/parcels/codes.py). `check`: nothing is
    written. Raises Faulty.
    """
    if db.dialect.name == "postgresql":
        db.execute(_LOCK)  # two lists that name the same parcel see each other; SQLite has one writer anyway
    zone, person_key = read_hall(db).time_zone, hall_key(db)
    listed = as_list({wish.known_as for wish in wishes})
    known = {row.reference: row for row in db.execute(with_list(db, _KNOWN), {"list": listed})}
    if faults := sorted(_faults(db, wishes, zone, by.now_ms, settings), key=lambda fault: fault.place):
        raise Faulty(faults)
    told, fresh = [], []
    for wish in wishes:
        if wish.known_as in known:
            row = known[wish.known_as]
            told.append(Registered(wish.known_as, row.id, row.label, Outcome.KNOWN))
        else:
            fresh.append(_row(wish, keys, person_key, zone, by, settings))
            told.append(Registered(wish.known_as, fresh[-1]["id"], fresh[-1]["label"], Outcome.ADDED))
    if fresh and not check:
        db.execute(parcels.insert(), fresh)
        ids = [row["id"] for row in fresh]
        note_steps(db, ids, Step.REGISTERED, by)
        tell_parcels(db, ids, by.now_ms)
    return told


def token_hash(token: str) -> str:
    """What the database has of a phone page's token, to find it by."""
    return hashlib.sha256(f"parcel page:{token}".encode()).hexdigest()


def _row(
    wish: ParcelWish, keys: Keys, person_key: bytes, zone: str, by: By, settings: ParcelSettings
) -> dict[str, Any]:
    """What is kept of it."""
    parcel, token = secrets.token_hex(16), secrets.token_urlsafe(16)
    is_post = wish.kind is ParcelFor.POST
    return {
        "id": parcel,
        "reference": wish.known_as,
        "kind": wish.kind,
        "cabinet": wish.cabinet,
        "case_number": wish.case_number,
        "title": wish.title,
        "title_en": wish.title_en,
        "receiver": shown_receiver(wish.name),
        "person": person_hash(person_key, wish.id_number) if wish.id_number else "",
        "phone": keys.seal(wish.phone, f"phone of {parcel}") if wish.phone else None,
        "phone_shown": masked_phone(wish.phone),
        "size": wish.size,
        "low": wish.low,
        "label": wish.label or new_label(),
        "token": keys.seal(token, f"token of {parcel}"),
        "token_sha256": token_hash(token),
        "standing": Standing.OPEN,
        "state": ParcelState.POSTED if is_post else ParcelState.REGISTERED,
        "post_state": PostState.REGISTERED if is_post else "",
        "registered_ms": by.now_ms,
        "registered_by": by.name,
        "expires_ms": wish.expires_ms(zone) or by.now_ms + settings.kept_days * DAY_MS,
    }


def _faults(
    db: Connection, wishes: Sequence[ParcelWish], zone: str, now_ms: int, settings: ParcelSettings
) -> Iterator[Fault]:
    if len(wishes) > settings.parcels_at_once:
        yield Fault(settings.parcels_at_once, "reference", f"at most {settings.parcels_at_once} parcels at a time")
        return
    tails = {row.terminal: row.phone_tail for row in db.execute(select(cabinets.c.terminal, cabinets.c.phone_tail))}
    listed = as_list({wish.label for wish in wishes if wish.label})
    labels = {row.label: row.reference for row in db.execute(with_list(db, _LABELS), {"list": listed})}
    seen: set[str] = set()
    for place, wish in enumerate(wishes):
        if wish.known_as in seen:
            key = "reference" if wish.reference else "case_number"
            yield Fault(place, key, "this one stands there more than once; give each document a reference of its own")
        seen.add(wish.known_as)
        if wish.label and labels.setdefault(wish.label, wish.known_as) != wish.known_as:
            yield Fault(place, "label", "another parcel has this label")
        yield from _of_cabinet(place, wish, tails)
        expires_ms = wish.expires_ms(zone)
        if expires_ms is not None and not now_ms < expires_ms <= now_ms + DAYS_AHEAD * DAY_MS:
            yield Fault(place, "expires", f"this day is over, or more than {DAYS_AHEAD} days ahead")


def _of_cabinet(place: int, wish: ParcelWish, tails: dict[str, bool]) -> Iterator[Fault]:
    if wish.kind is ParcelFor.POST:
        if wish.cabinet:
            yield Fault(place, "cabinet", "a parcel for the courier has no cabinet")
    elif wish.cabinet not in tails:
        yield Fault(place, "cabinet", f"no cabinet has the code {wish.cabinet!r}; `main.py cabinet add` makes one")
    elif tails[wish.cabinet] and not wish.phone:
        yield Fault(
            place, "phone", "codes of this cabinet end with the phone's last four digits, and there is no phone"
        )

"""Register parcels: all of a list or none. For the import, POST /api/v1/parcels, the staff's page and the command line.

A reference that is known already is the same parcel and is left as it is, so that a list may be sent again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select, text

from central.bulk import as_list, with_list
from central.clock import DAY_MS
from central.database import Database
from central.feed import put
from central.parcels.by import By
from central.parcels.drafting import Draft, Drafted, draft, read_ground
from central.parcels.keys import Keys, Vault
from central.parcels.labels import new_label
from central.parcels.settings import ParcelSettings
from central.parcels.states import Step
from central.parcels.steps import note_steps
from central.parcels.tables import cabinets, parcels
from central.parcels.wish import ParcelWish
from central.wishes import Fault, Faulty
from kiosk.lockers.wire import ParcelFor

DAYS_AHEAD = 366  # a later expiry is a mistyped year

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('parcels', 0))")
_KNOWN = "SELECT reference, id, label FROM parcels WHERE reference IN {list}"
_LABELS = "SELECT label, reference FROM parcels WHERE label IN {list}"


class Outcome(StrEnum):
    ADDED = "added"
    KNOWN = "known"  # registered before; nothing of it was changed


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
    written. Raises Faulty. For few parcels, or where nobody waits; else `register_apart`.
    """
    return enter(db, draft(read_ground(db, keys), wishes, by, settings), by, settings, check=check)


async def register_apart(
    database: Database, vault: Vault, wishes: Sequence[ParcelWish], by: By, settings: ParcelSettings
) -> list[Registered]:
    """As `register`; other writers wait only while finished rows are written."""
    drafted = await draft_apart(database, vault, wishes, by, settings)
    return await database.write(lambda db: enter(db, drafted, by, settings))


async def draft_apart(
    database: Database, vault: Vault, wishes: Sequence[ParcelWish], by: By, settings: ParcelSettings
) -> Drafted:
    ground = await database.write(lambda db: read_ground(db, vault.keys(db)))
    return await asyncio.to_thread(draft, ground, wishes, by, settings)


def enter(
    db: Connection, drafted: Drafted, by: By, settings: ParcelSettings, *, check: bool = False
) -> list[Registered]:
    """What was drafted is registered, all of it or nothing. Raises Faulty."""
    if db.dialect.name == "postgresql":
        db.execute(_LOCK)  # two lists that name the same parcel see each other; SQLite has one writer anyway
    wishes, ground = drafted.wishes, read_ground(db, drafted.ground.keys)
    if ground != drafted.ground:  # the hall's key for persons was renewed meanwhile
        drafted = draft(ground, wishes, by, settings)
    listed = as_list({wish.known_as for wish in wishes})
    known = {row.reference: row for row in db.execute(with_list(db, _KNOWN), {"list": listed})}
    if faults := sorted(_faults(db, wishes, ground.zone, by.now_ms, settings), key=lambda fault: fault.place):
        raise Faulty("parcels", faults)
    fresh = [each for each in drafted.drafts if each.row["reference"] not in known]
    fresh = _with_free_labels(db, fresh)
    added = {each.row["reference"]: each.row for each in fresh}
    if fresh and not check:
        db.execute(parcels.insert(), list(added.values()))
        note_steps(db, [row["id"] for row in added.values()], Step.REGISTERED, by)
        put(db, [each.word for each in fresh if each.word is not None], by.now_ms)
    return [_registered(wish.known_as, known, added) for wish in wishes]


def _with_free_labels(db: Connection, fresh: Sequence[Draft]) -> list[Draft]:
    """Of ten digits some are taken now and then: one list in fifty meets another among ten thousand parcels."""
    listed = as_list(each.row["label"] for each in fresh)
    used = {row.label for row in db.execute(with_list(db, _LABELS), {"list": listed})}
    used |= {each.row["label"] for each in fresh if not each.made_label}
    free = []
    for each in fresh:
        while each.made_label and each.row["label"] in used:
            each = each.labelled(new_label())
        used.add(each.row["label"])
        free.append(each)
    return free


def _registered(reference: str, known: dict[str, Any], added: dict[str, dict[str, Any]]) -> Registered:
    if reference in known:
        return Registered(reference, known[reference].id, known[reference].label, Outcome.KNOWN)
    return Registered(reference, added[reference]["id"], added[reference]["label"], Outcome.ADDED)


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

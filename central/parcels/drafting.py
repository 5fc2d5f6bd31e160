"""What is kept of parcels that are to be registered, made ready before the transaction that writes it: masks, hashes
and seals of two thousand take a second, in which nobody else could write. Between central/parcels/wish.py and
registering.py.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection

from central.clock import DAY_MS
from central.feed import Word
from central.hall import read_hall
from central.hall_key import hall_key
from central.parcels.by import By
from central.parcels.keys import Keys
from central.parcels.labels import new_label
from central.parcels.parcel_rows import word_of
from central.parcels.receiver import masked_phone, shown_receiver
from central.parcels.settings import ParcelSettings
from central.parcels.states import ParcelState, PostState
from central.parcels.wish import ParcelWish
from kiosk.lockers.wire import ParcelFor, Standing
from kiosk.person import person_hash


@dataclass(frozen=True, slots=True)
class Ground:
    """Of the hall: what drafts are made with."""

    keys: Keys
    person_key: bytes
    zone: str


@dataclass(frozen=True, slots=True)
class Draft:
    """`row`: of the table of parcels. `word`: what its cabinet's terminal hears; None for the courier's. `made_label`:
    ours, not given by who registers.
    """

    row: dict[str, Any]
    word: Word | None
    made_label: bool

    def labelled(self, label: str) -> Draft:
        word = None if self.word is None else replace(self.word, body=self.word.body | {"label": label})
        return Draft(self.row | {"label": label}, word, self.made_label)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A list as it was given, with a draft of each wish; of a list that is too long only as many as may be taken."""

    ground: Ground
    wishes: Sequence[ParcelWish]
    drafts: tuple[Draft, ...]


def read_ground(db: Connection, keys: Keys) -> Ground:
    return Ground(keys, hall_key(db), read_hall(db).time_zone)


def draft(ground: Ground, wishes: Sequence[ParcelWish], by: By, settings: ParcelSettings) -> Drafted:
    """Slow for long lists: on a thread of its own where others wait."""
    taken = wishes[: settings.parcels_at_once]
    return Drafted(ground, wishes, tuple(_draft(wish, ground, by, settings) for wish in taken))


def token_hash(token: str) -> str:
    """What the database has of a phone page's token, to find it by."""
    return hashlib.sha256(f"parcel page:{token}".encode()).hexdigest()


def _draft(wish: ParcelWish, ground: Ground, by: By, settings: ParcelSettings) -> Draft:
    row = _row(wish, ground, by, settings)
    return Draft(row, word_of(SimpleNamespace(**row), ground.zone) if wish.cabinet else None, not wish.label)


def _row(wish: ParcelWish, ground: Ground, by: By, settings: ParcelSettings) -> dict[str, Any]:
    parcel, token, keys = secrets.token_hex(16), secrets.token_urlsafe(16), ground.keys
    is_post = wish.kind is ParcelFor.POST
    return {
        "id": parcel,
        "reference": wish.known_as,
        "kind": wish.kind.value,
        "cabinet": wish.cabinet,
        "case_number": wish.case_number,
        "title": wish.title,
        "title_en": wish.title_en,
        "receiver": shown_receiver(wish.name),
        "person": person_hash(ground.person_key, wish.id_number) if wish.id_number else "",
        "phone": keys.seal(wish.phone, f"phone of {parcel}") if wish.phone else None,
        "phone_shown": masked_phone(wish.phone),
        "size": wish.size.value,
        "low": wish.low,
        "label": wish.label or new_label(),
        "code_hash": "",
        "issue": 1,
        "token": keys.seal(token, f"token of {parcel}"),
        "token_sha256": token_hash(token),
        "standing": Standing.OPEN.value,
        "state": (ParcelState.POSTED if is_post else ParcelState.REGISTERED).value,
        "post_state": PostState.REGISTERED.value if is_post else "",
        "registered_ms": by.now_ms,
        "registered_by": by.name,
        "expires_ms": wish.expires_ms(ground.zone) or by.now_ms + settings.kept_days * DAY_MS,
    }

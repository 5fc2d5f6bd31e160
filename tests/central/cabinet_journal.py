"""A cabinet's terminal as the centre hears it, and parcels that are registered for it. For the tests of what cabinets
tell.
"""

from __future__ import annotations

import itertools
import secrets
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from central.admin import add_terminal
from central.clock import iso
from central.database import Database
from central.feed import read
from central.intake import Intake
from central.parcels.by import By
from central.parcels.cabinets import CabinetWish, add_cabinet
from central.parcels.keys import Vault
from central.parcels.registering import register
from central.parcels.settings import ParcelSettings
from central.parcels.wish import ParcelWish
from kiosk.wire import FIRST_HASH, canonical, event_hash

NOW_MS = 1_773_800_000_000
SETTINGS = ParcelSettings(wrong_codes_a_day=3)
BY = By(NOW_MS, "anna")
CELLS = 4
names = itertools.count(1)


class Cabinet:
    """A terminal as the centre hears it: what happened there goes up when its line is there."""

    def __init__(self, database: Database, token: str, name: str) -> None:
        self.database, self.token, self.terminal = database, token, name
        self.journal = secrets.token_hex(16)
        self.events: list[dict[str, Any]] = []
        self.heard = 0
        self.prev = FIRST_HASH
        self.clock_ms = NOW_MS - 8 * 3_600_000

    def note(self, kind: str, **body: Any) -> None:
        event = {"seq": len(self.events) + 1, "kind": kind, "at": iso(self.clock_ms), "boot": "b"}
        event |= {"monotonic_ms": 1, "body": body, "prev": self.prev}
        self.prev = event_hash(canonical(event))
        self.events.append(event)

    def tell(self) -> None:
        """Everything since the last time, and a little of what the centre has already."""
        first = max(0, self.heard - 2)
        body = canonical({"terminal": self.terminal, "first": first + 1, "events": self.events[first:]})
        if self.events[first:]:
            self.database.write_now(Intake(self.token, self.journal, body, 1000, NOW_MS, 0))
        self.heard = len(self.events)

    def told(self) -> dict[str, dict[str, Any]]:
        rows = self.database.read_now(lambda db: read(db, self.terminal, 0)).rows
        return {row.key: row.body for row in rows if row.kind == "parcel"}

    def one(self, query: Any) -> Any:
        return self.database.read_now(lambda db: db.execute(query).first())

    def count(self, table: Any) -> int:
        return int(self.one(select(func.count()).select_from(table))[0])


def new_cabinet(database: Database, url: str, folder: Path, name: str) -> Cabinet:
    token = add_terminal(url, name, "柜", "", f"{next(names):X}"[:4])
    database.write_now(Vault(folder / "hall.keys").keys)
    database.write_now(lambda db: add_cabinet(db, name, CabinetWish(name="1 号柜"), BY))
    cabinet = Cabinet(database, token, name)
    cells = [
        {"number": n, "size": "m", "column": 0, "floor_mm": 300 * n, "height_mm": 300, "low": False}
        for n in range(1, CELLS + 1)
    ]
    cabinet.note("cabinet.fitted", cells=cells, screen_column=1, screen_floor_mm=0, screen_height_mm=900)
    cabinet.tell()
    return cabinet


def registered(cabinet: Cabinet, folder: Path, number: int, **more: Any) -> str:
    fields = {
        "case_number": f"{cabinet.terminal}-{number}",
        "title": "营业执照",
        "name": "王小明",
        "cabinet": cabinet.terminal,
    }
    wish = ParcelWish.model_validate({**fields, "phone": "13800005678", **more})
    keys = Vault(folder / "hall.keys")
    return str(cabinet.database.write_now(lambda db: register(db, keys.keys(db), [wish], BY, SETTINGS)[0].id))

"""What an operator does with cabinets and parcels from the command line. Works beside running servers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from central.admin import AdminError, operate
from central.clock import Clock, iso, wall_clock
from central.database import Database, DatabaseBusy
from central.parcels import badges, cabinets, changing, moving, once_codes
from central.parcels.by import COMMAND_LINE, By
from central.parcels.cabinets import CabinetWish
from central.parcels.drafting import draft, read_ground
from central.parcels.files import ParcelFile, read_file
from central.parcels.keys import keys_path, open_keys
from central.parcels.registering import Registered, register
from central.parcels.roll import Filter, ParcelLine, Question, read_parcels
from central.parcels.settings import ParcelSettings
from central.parcels.tables import parcels
from central.parcels.wish import ParcelWish
from central.refusals import Refused
from central.settings import Settings
from central.staff import accounts

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ParcelOffice:
    """`keys`: the file with the hall's keys; empty: where it usually is. Each method raises AdminError, NotTaken,
    Faulty or AccountRefused; then nothing was changed.
    """

    database: str
    keys: str = ""

    @property
    def settings(self) -> ParcelSettings:
        return ParcelSettings(keys=self.keys)

    @property
    def keys_path(self) -> Path:
        return keys_path(Settings(database=self.database, parcels=self.settings))

    def add_cabinet(self, terminal: str, wish: CabinetWish) -> None:
        def work(db: Connection) -> None:
            open_keys(db, self.keys_path)  # a cabinet is of no use without them, so they are made now
            cabinets.add_cabinet(db, terminal, wish, _by())

        self._do(work)

    def change_cabinet(self, terminal: str, wish: CabinetWish) -> None:
        self._do(lambda db: cabinets.change_cabinet(db, terminal, wish, _by()))

    def reissue_all(self, terminal: str) -> int:
        return self._do(lambda db: cabinets.reissue_all(db, terminal, _by()))

    def allow(self, terminal: str, account: str) -> None:
        self._do(lambda db: cabinets.allow(db, terminal, accounts.by_name(db, account).id, _by()))

    def disallow(self, terminal: str, account: str) -> None:
        self._do(lambda db: cabinets.disallow(db, terminal, accounts.by_name(db, account).id, _by()))

    def badge(self, account: str) -> str:
        """What its QR says."""

        def work(db: Connection) -> str:
            whose = accounts.by_name(db, account).id
            return badges.give_badge(db, open_keys(db, self.keys_path), whose, _by(), self.settings)

        return self._do(work)

    def once_code(self, terminal: str, account: str) -> str:
        whose = self._do(lambda db: accounts.by_name(db, account).id)
        database = Database(Settings(database=self.database))
        try:
            return asyncio.run(once_codes.give_once_code(database, terminal, whose, _by(), self.settings))
        except (Refused, DatabaseBusy) as error:
            raise AdminError(str(error)) from error
        finally:
            database.close()

    def register(self, wish: ParcelWish) -> Registered:
        keys_at = self.keys_path
        return self._do(lambda db: register(db, open_keys(db, keys_at), [wish], _by(), self.settings)[0])

    def load(self, path: Path, *, check: bool = False, clock: Clock = wall_clock) -> list[Registered]:
        file: ParcelFile = read_file(path)
        keys_at, by = self.keys_path, By(clock(), COMMAND_LINE)

        def work(db: Connection) -> list[Registered]:
            drafted = draft(read_ground(db, open_keys(db, keys_at)), file.wishes, by, self.settings)
            return file.take(db, drafted, by, self.settings, check=check)

        return self._do(work)

    def list(self, text: str, only: Filter, cabinet: str, page: int) -> list[dict[str, Any]]:
        now_ms = wall_clock()
        roll = self._do(lambda db: read_parcels(db, Question(text, only, cabinet, page), now_ms))
        return [_told(line) for line in roll.lines]

    def reissue(self, parcel: str) -> None:
        self._do(lambda db: changing.reissue(db, _id(db, parcel), _by()))

    def cancel(self, parcel: str) -> None:
        self._do(lambda db: changing.cancel(db, _id(db, parcel), _by()))

    def move(self, parcel: str, cabinet: str) -> None:
        self._do(lambda db: moving.move(db, _id(db, parcel), cabinet, _by(), self.settings))

    def _do(self, work: Callable[[Connection], T]) -> T:
        try:
            return operate(self.database, work)
        except Refused as error:
            raise AdminError(error.sentence) from error


def _by() -> By:
    return By(wall_clock(), COMMAND_LINE)


def _id(db: Connection, named: str) -> str:
    """Of a parcel named by its id, its label or its reference."""
    same = (parcels.c.id == named) | (parcels.c.label == named) | (parcels.c.reference == named)
    found = db.execute(select(parcels.c.id).where(same)).scalars().all()
    if len(found) != 1:
        raise AdminError(
            f"{len(found)} parcels are named {named!r}; `main.py parcel list` shows id, label and reference"
        )
    return str(found[0])


def _told(line: ParcelLine) -> dict[str, Any]:
    """For people and machines; holds no code and no phone number."""
    told = asdict(line)
    times = {name: told.pop(f"{name}_ms") for name in ("registered", "deposited", "out", "expires")}
    return told | {f"{name}_at": None if at_ms is None else iso(at_ms) for name, at_ms in times.items()}

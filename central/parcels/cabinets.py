"""The cabinets that the hall has: made known, changed, and who of the staff may work there."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, delete, insert, select, update

from central.parcels.by import By
from central.parcels.changing import queue_reissued
from central.parcels.codes import TAIL_DIGITS
from central.parcels.parcel_rows import tell_parcels
from central.parcels.states import Step
from central.parcels.steps import note_steps
from central.parcels.tables import cabinet_staff, cabinets, once_passes, parcels
from central.refusals import NotHere, UsedUp
from central.staff.audit import What, note
from central.tables import terminals
from kiosk.lockers.wire import ParcelFor, Standing

EVERYWHERE = ""  # in cabinet_staff: every cabinet
SALT_BYTES = 16

_Text = Annotated[str, Field(max_length=80, pattern=r"^[^\x00-\x1f]*$")]


class CabinetWish(BaseModel):
    """`code_digits`: random ones; with `phone_tail` the phone's last four are typed after them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f]+$")]
    name_en: _Text = ""
    place: _Text = ""
    place_en: _Text = ""
    phone: _Text = ""
    code_digits: Annotated[int, Field(ge=6, le=8)] = 8
    phone_tail: bool = False
    cost: Annotated[int, Field(ge=2**12, le=2**20)] = 2**13
    wrong_a_visit: Annotated[int, Field(ge=1, le=20)] = 5
    wrong_a_day: Annotated[int, Field(ge=1, le=1000)] = 30
    keep_days: Annotated[int, Field(ge=1, le=365)] = 7

    def columns(self) -> dict[str, Any]:
        told = self.model_dump()
        return told | {"digits": told.pop("code_digits") + (TAIL_DIGITS if self.phone_tail else 0)}


def add_cabinet(db: Connection, terminal: str, wish: CabinetWish, by: By) -> None:
    """Raises NotHere for a terminal that nobody has added, UsedUp for a cabinet that is known."""
    if db.execute(select(terminals.c.code).where(terminals.c.code == terminal)).first() is None:
        raise NotHere(f"no terminal has the code {terminal!r}; add it first: `main.py terminal add {terminal} ...`")
    if db.execute(select(cabinets.c.terminal).where(cabinets.c.terminal == terminal)).first() is not None:
        raise UsedUp(f"cabinet {terminal!r} is known already; change it instead")
    values = {"terminal": terminal, "salt": secrets.token_hex(SALT_BYTES), "added_ms": by.now_ms}
    db.execute(insert(cabinets).values(**values, **wish.columns()))


def change_cabinet(db: Connection, terminal: str, wish: CabinetWish, by: By) -> None:
    """Codes that are out stay as they are, unless what is typed changes: then all of them are made anew."""
    known = _cabinet(db, terminal)
    columns = wish.columns()
    db.execute(update(cabinets).where(cabinets.c.terminal == terminal).values(columns))
    if any(known._mapping[name] != columns[name] for name in ("digits", "phone_tail", "cost")):
        reissue_all(db, terminal, by)


def reissue_all(db: Connection, terminal: str, by: By) -> int:
    """For a stolen cabinet: a new salt, and every code, QR and one-time code of before opens nothing. Returns how many
    parcels get another code; their receivers are told as soon as it is made.
    """
    _cabinet(db, terminal)
    salt = secrets.token_hex(SALT_BYTES)
    db.execute(update(cabinets).where(cabinets.c.terminal == terminal).values(salt=salt))
    db.execute(delete(once_passes).where(once_passes.c.terminal == terminal))
    live = (
        (parcels.c.cabinet == terminal) & (parcels.c.standing == Standing.OPEN) & (parcels.c.kind == ParcelFor.PICKUP)
    )
    ids = list(db.execute(select(parcels.c.id).where(live).order_by(parcels.c.id).with_for_update()).scalars())
    db.execute(update(parcels).where(live).values(issue=parcels.c.issue + 1, code=None, code_hash=""))
    note_steps(db, ids, Step.REISSUED, by)
    queue_reissued(db, ids, by.now_ms)
    note(db, by.now_ms, What.CABINET_REISSUED, by.account, by.address or by.name, by.account)
    tell_parcels(db, ids, by.now_ms)
    return len(ids)


def allow(db: Connection, terminal: str, staff: int, by: By) -> None:
    """`terminal` EVERYWHERE: at every cabinet."""
    if terminal != EVERYWHERE:
        _cabinet(db, terminal)
    disallow(db, terminal, staff, by)
    db.execute(insert(cabinet_staff).values(terminal=terminal, staff=staff))


def disallow(db: Connection, terminal: str, staff: int, by: By) -> None:
    of = (cabinet_staff.c.terminal == terminal) & (cabinet_staff.c.staff == staff)
    db.execute(delete(cabinet_staff).where(of))
    note(db, by.now_ms, What.CABINET_STAFF, staff, by.address or by.name, by.account)


def _cabinet(db: Connection, terminal: str) -> Any:
    row = db.execute(select(cabinets).where(cabinets.c.terminal == terminal)).first()
    if row is None:
        raise NotHere(f"no cabinet has the code {terminal!r}; `main.py cabinet add` makes one")
    return row

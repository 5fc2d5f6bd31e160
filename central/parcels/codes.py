"""Pickup codes: made beside every transaction, since each hash takes a core for 30 ms; kept sealed, and as the slow
hash that the cabinet knows. A task of the house gives codes to parcels that have none.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path

from sqlalchemy import Connection, bindparam, exists, select, update

from central.again import AWAY, look_again
from central.bulk import as_list, with_list
from central.clock import Clock
from central.database import Database
from central.parcels.keys import Keys, KeysMissing, open_keys
from central.parcels.parcel_rows import tell_parcels
from central.parcels.settings import ParcelSettings
from central.parcels.tables import cabinets, parcels
from kiosk.lockers.secret import code_hash
from kiosk.lockers.wire import ParcelFor, Standing

TAIL_DIGITS = 4  # of the phone, where the cabinet's codes end with them

_WANTS = (parcels.c.standing == Standing.OPEN) & (parcels.c.code_hash == "") & (parcels.c.kind == ParcelFor.PICKUP)
_TAKEN = "SELECT cabinet, code_hash FROM parcels WHERE standing = 'open' AND code_hash IN {list}"
_KEEP = (
    update(parcels)
    .where(parcels.c.id == bindparam("of"), parcels.c.issue == bindparam("of_issue"), _WANTS)
    .where(exists().where(cabinets.c.terminal == parcels.c.cabinet, cabinets.c.salt == bindparam("of_salt")))
    .values(code=bindparam("sealed"), code_hash=bindparam("hashed"))
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A parcel without a code. `tail`: what the citizen types after it, the phone's last digits or nothing."""

    parcel: str
    cabinet: str
    issue: int
    salt: str
    cost: int
    digits: int
    tail: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Made:
    wanted: Wanted
    code: str = field(repr=False)  # without the tail
    hashed: str


def new_code(digits: int) -> str:
    """Every code is as likely as the others, but for those that guessers try first."""
    while True:
        code = f"{secrets.randbelow(10**digits):0{digits}d}"
        if not is_obvious(code):
            return code


def is_obvious(code: str) -> bool:
    """All digits the same, or counted up or down: 000000, 12345678, 98765432."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(code)}
    return len(steps) == 1 and steps <= {0, 1, 9}


def make(wanted: Wanted) -> Made:
    """Slow by intent: on a thread of its own, never in a transaction."""
    code = new_code(wanted.digits - len(wanted.tail))
    return Made(wanted, code, code_hash(wanted.salt, wanted.cost, code + wanted.tail))


def read_wanted(db: Connection, keys: Keys, limit: int) -> list[Wanted]:
    of_cabinet = (cabinets.c.salt, cabinets.c.cost, cabinets.c.digits, cabinets.c.phone_tail)
    query = (
        select(parcels.c.id, parcels.c.cabinet, parcels.c.issue, parcels.c.phone, *of_cabinet)
        .join(cabinets, cabinets.c.terminal == parcels.c.cabinet)
        .where(_WANTS)
        .limit(limit)
    )
    return [
        Wanted(
            row.id,
            row.cabinet,
            row.issue,
            row.salt,
            row.cost,
            row.digits,
            _tail(keys, row.id, row.phone) if row.phone_tail else "",
        )
        for row in db.execute(query)
    ]


def _tail(keys: Keys, parcel: str, phone: bytes | None) -> str:
    """Empty for a parcel from before the cabinet asked for it: its code then has all the digits itself."""
    return keys.unseal(phone, f"phone of {parcel}")[-TAIL_DIGITS:] if phone else ""


def keep(db: Connection, keys: Keys, made: Iterable[Made], now_ms: int) -> int:
    """Returns how many parcels have theirs now. One that another live parcel of the cabinet has, that was made for an
    older issue or with an older salt is not kept; the next round makes another.
    """
    made = list(made)
    taken = {
        (row.cabinet, row.code_hash)
        for row in db.execute(with_list(db, _TAKEN), {"list": as_list(each.hashed for each in made)})
    }
    given = []
    for each in made:
        wanted = each.wanted
        if (wanted.cabinet, each.hashed) in taken:
            continue
        sealed = keys.seal(each.code, f"code of {wanted.parcel}")
        values = {"of": wanted.parcel, "of_issue": wanted.issue, "of_salt": wanted.salt}
        if db.execute(_KEEP, values | {"sealed": sealed, "hashed": each.hashed}).rowcount:
            taken.add((wanted.cabinet, each.hashed))
            given.append(wanted.parcel)
    tell_parcels(db, given, now_ms)
    return len(given)


def any_wanted(db: Connection) -> bool:
    return db.execute(select(parcels.c.id).where(_WANTS).limit(1)).first() is not None


async def give_codes(
    database: Database, path: Path, settings: ParcelSettings, clock: Clock, threads: ThreadPoolExecutor
) -> int:
    """One round; returns how many were given. Raises KeysMissing."""
    if not await database.read(any_wanted):
        return 0
    keys = await database.write(partial(open_keys, path=path))
    wanted = await database.read(partial(read_wanted, keys=keys, limit=settings.codes_together))
    made = await _made(wanted, threads)
    return await database.write(lambda db: keep(db, keys, made, clock()))


async def _made(wanted: Sequence[Wanted], threads: ThreadPoolExecutor) -> list[Made]:
    loop = asyncio.get_running_loop()
    return await asyncio.gather(*(loop.run_in_executor(threads, make, each) for each in wanted))


async def keep_giving_codes(database: Database, path: Path, settings: ParcelSettings, clock: Clock) -> None:
    """Until it is cancelled."""
    with ThreadPoolExecutor(settings.codes_threads, "central-codes") as threads:
        give = partial(give_codes, database, path, settings, clock, threads)
        await look_again(give, settings.codes_every_seconds, "parcels.codes", passing=(*AWAY, KeysMissing))

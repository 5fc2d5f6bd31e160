"""The hall's office over the real centre's code (real_centre.py): a hall_office.HallOffice.

Each deed is what a page of the staff does, in a transaction of its own. What the centre makes by chance (ids, codes,
keys) is not the schedule's: the same seed tells the same story with other numbers.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from random import Random
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from bench.campaigns.cabinets.agreement import Differences, differences
from bench.campaigns.cabinets.hall_office import CABINET_CODE, CLERKS, ORDER_SECONDS, Ordered
from bench.campaigns.cabinets.parcels import Parcel, Person
from bench.campaigns.cabinets.real_centre import RealCentre
from central.parcels.badges import give_badge
from central.parcels.bulk import approve_bulk, ask_bulk
from central.parcels.by import By
from central.parcels.cabinets import reissue_all
from central.parcels.changing import cancel, reissue
from central.parcels.code_shown import show_code
from central.parcels.codes import give_codes
from central.parcels.keys import Keys, Vault, keys_path
from central.parcels.once_codes import give_once_code
from central.parcels.orders import open_cell, set_cell
from central.parcels.phone_page import read_pickup
from central.parcels.post import advance, choose_post, set_waybill
from central.parcels.registering import register
from central.parcels.s10 import check_digit
from central.parcels.states import PostState
from central.parcels.tables import cabinet_orders, parcels
from central.parcels.wish import ParcelWish, end_of_day_ms
from central.refusals import Refused
from central.staff import accounts
from central.tables import feed
from kiosk.lockers.pass_code import PickupPass, write_pass
from kiosk.lockers.wire import PARCEL, CellSize, ParcelFor, Standing

T = TypeVar("T")
ZONE = "Asia/Shanghai"
PASS_SECONDS = 86_400
CODE_SECONDS = 0.6  # until the server's task for codes looks again


class RealOffice:
    """`told`: the centre whose office it is. `chance`: the schedule's, for what the staff writes themselves."""

    def __init__(self, told: RealCentre, chance: Random) -> None:
        self.told = told
        self._chance = chance
        self._settings = told.settings.parcels
        self._vault = Vault(keys_path(told.settings))
        self._accounts: dict[str, int] = {}
        self._badges: dict[str, str] = {}
        self._registered = 0
        self._uncoded: list[Parcel] = []  # the truth does not know their newest code yet
        self._threads = ThreadPoolExecutor(1, "simulated-codes")
        self._rounds: list[asyncio.Task[None]] = []  # kept to the end, where one that failed is told

    def open_hall(self) -> None:
        """The hall stands in the template; what is left is who works there now."""

        def work(db: Connection) -> None:
            for name in CLERKS:
                self._accounts[name] = accounts.by_name(db, name).id
                by = By(self.told.now_ms, name, self._accounts[name])
                self._badges[name] = give_badge(db, self._vault.keys(db), by.account or 0, by, self._settings)

        self.told.database.write_now(work)

    def differences(self, events: Sequence[Mapping[str, Any]]) -> Differences:
        return self.told.database.read_now(lambda db: differences(db, events, self.told.now_ms))

    async def close(self) -> None:
        try:
            await asyncio.gather(*self._rounds)
        finally:
            self._threads.shutdown()
            self.told.close()

    # --- parcels ---

    def register(self, owner: Person, size: CellSize, expires_at: float) -> Parcel:
        self._registered += 1
        number, low = self._chance.getrandbits(128), self._chance.random() < 0.2
        day = datetime.fromtimestamp(expires_at, ZoneInfo(ZONE)).date()
        wish = ParcelWish(
            case_number=f"BJ-{self._registered}",
            title=f"证照 {number % 1000}",
            name=owner.name,
            id_number=owner.id_number,
            phone=f"138{number % 10**8:08d}",
            cabinet=CABINET_CODE,
            size=size,
            low=low,
            expires=day,
            label=f"HK{number % 10**8:08d}",
        )
        (done,) = self._do(lambda db, keys, by: register(db, keys, [wish], by, self._settings))
        parcel = Parcel(done.id, done.label, owner, wish.title, size, low)
        parcel.expires_at = end_of_day_ms(day, ZONE) / 1000
        self._want_codes([parcel])
        return parcel

    def reissue(self, parcel: Parcel) -> bool:
        with suppress(Refused):
            self._do(lambda db, keys, by: reissue(db, parcel.id, by))
            self._want_codes([parcel])
            return True
        return False

    def reissue_all(self, parcels: Iterable[Parcel]) -> None:
        self._do(lambda db, keys, by: reissue_all(db, CABINET_CODE, by))
        self._want_codes(parcel for parcel in parcels if parcel.codes)

    def cancel(self, parcel: Parcel) -> bool:
        with suppress(Refused):
            self._do(lambda db, keys, by: cancel(db, parcel.id, by))
            parcel.standing = Standing.CANCELLED
            return True
        return False

    def send_by_post(self, parcel: Parcel) -> bool:
        with suppress(Refused):
            self._do(lambda db, keys, by: choose_post(db, parcel.id, by))
            parcel.for_, parcel.standing = ParcelFor.POST, Standing.CANCELLED
            return True
        return False

    def hand_over(self, parcel: Parcel) -> bool:
        serial = f"{self._chance.randrange(10**8):08d}"
        waybill = f"EA{serial}{check_digit(serial)}CN"

        def work(db: Connection, keys: Keys, by: By) -> None:
            set_waybill(db, parcel.id, waybill, by)
            for state in (PostState.HANDED_OVER, PostState.UNDER_WAY, PostState.DELIVERED):
                advance(db, parcel.id, state, by)

        with suppress(Refused):
            self._do(work)
            parcel.standing = Standing.ENDED
            return True
        return False

    def has_heard(self, parcel: Parcel, through: int) -> bool:
        newest = select(feed.c.n).where(feed.c.kind == PARCEL, feed.c.key == parcel.id)
        n = self.told.database.read_now(lambda db: db.execute(newest).scalar())
        return n is None or n <= through

    def _want_codes(self, parcels: Iterable[Parcel]) -> None:
        """Made within a second by a task of the server, of which a moment's round stands here."""
        self._uncoded += parcels
        self._rounds.append(asyncio.create_task(self._give_codes(), name="the server's codes"))

    async def _give_codes(self) -> None:
        await asyncio.sleep(CODE_SECONDS)
        database, now_ms = self.told.database, lambda: self.told.now_ms
        await give_codes(database, self._vault.path, self._settings, now_ms, self._threads)
        waiting, self._uncoded = self._uncoded, []
        for parcel in waiting:
            with suppress(Refused):  # cancelled or out meanwhile: it has none
                code = self._do(partial(_show, parcel.id))
                parcel.codes += [code] if code != parcel.code else []  # wished for twice, it was made once

    # --- passes ---

    def pickup_pass(self, parcel: Parcel) -> str:
        """What the phone's page shows; before the centre has heard that it lies there, what it will show."""

        def work(db: Connection, keys: Keys, by: By) -> str:
            token = db.execute(select(parcels.c.token).where(parcels.c.id == parcel.id)).scalar()
            opened = keys.unseal(token, f"token of {parcel.id}") if token else ""
            page = read_pickup(db, keys, opened, by.now_ms, self._settings) if opened else None
            return page.qr if page else ""

        return self._do(work) or self._signed(parcel, PASS_SECONDS)

    def elsewhere_pass(self, parcel: Parcel) -> str:
        return self._signed(parcel, PASS_SECONDS, f"{CABINET_CODE}0")

    def old_pass(self, parcel: Parcel) -> str:
        return self._signed(parcel, -60)

    def forged_pass(self, parcel: Parcel) -> str:
        return write_pass(secrets.token_bytes(32), self._words(parcel, 60, CABINET_CODE))

    def _signed(self, parcel: Parcel, seconds: int, cabinet: str = CABINET_CODE) -> str:
        words = self._words(parcel, seconds, cabinet)
        return self._do(lambda db, keys, by: keys.write_pass(words))

    def _words(self, parcel: Parcel, seconds: int, cabinet: str) -> PickupPass:
        issue = select(parcels.c.issue).where(parcels.c.id == parcel.id)
        newest = self.told.database.read_now(lambda db: db.execute(issue).scalar_one())
        until = self.told.now_ms // 1000 + seconds
        return PickupPass(parcel=parcel.id, cabinet=cabinet, issue=newest, until=until)

    def badge(self, account: str) -> str:
        return self._badges[account]

    async def once_code(self, account: str) -> str:
        number, database = self._accounts[account], self.told.database
        by = By(self.told.now_ms, account, number)
        return await give_once_code(database, CABINET_CODE, number, by, self._settings)

    # --- orders ---

    def order_open(self, cell: int, parcel: str, expires_in: float = ORDER_SECONDS) -> Ordered | None:
        settings = replace(self._settings, open_order_seconds=round(expires_in))
        with suppress(Refused):
            key = self._do(lambda db, keys, by: open_cell(db, CABINET_CODE, cell, "simulated", by, settings))
            return self._ordered([key])[0]
        return None

    def order_again(self, ordered: Ordered) -> None:
        """A server that starts tells it once more, with everything else."""
        self.told.start_anew()

    def order_cell(self, cell: int, *, disabled: bool) -> None:
        with suppress(Refused):  # the cabinet has not told of its cells yet
            self._do(lambda db, keys, by: set_cell(db, CABINET_CODE, cell, disabled, "simulated", by, self._settings))

    def ask_many(self, lying: Mapping[int, str], account: str) -> int | None:
        with suppress(Refused):
            return self._do(
                lambda db, keys, by: ask_bulk(db, CABINET_CODE, list(lying), "simulated", by, self._settings), account
            )
        return None

    def approve_many(self, asked: int, account: str) -> list[Ordered]:
        with suppress(Refused):
            return self._ordered(self._do(lambda db, keys, by: approve_bulk(db, asked, by, self._settings), account))
        return []

    def _ordered(self, keys: list[str]) -> list[Ordered]:
        rows = select(cabinet_orders.c.key, cabinet_orders.c.cell, cabinet_orders.c.expires_ms)
        these = rows.where(cabinet_orders.c.key.in_(keys)).order_by(cabinet_orders.c.cell)
        given = self.told.database.read_now(lambda db: db.execute(these).all())
        return [Ordered(row.key, row.cell, row.expires_ms / 1000) for row in given]

    def _do(self, work: Callable[[Connection, Keys, By], T], account: str = CLERKS[0]) -> T:
        """In a transaction, with the hall's keys and that clerk's name. Raises Refused."""
        by = By(self.told.now_ms, account, self._accounts[account])
        return self.told.database.write_now(lambda db: work(db, self._vault.keys(db), by))


def _show(parcel: str, db: Connection, keys: Keys, by: By) -> str:
    return show_code(db, keys, parcel, by)

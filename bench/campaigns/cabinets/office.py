"""The hall's office over the modelled centre (told_centre.py): each deed is a row of the feed, or a newer one."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any

from bench.campaigns.cabinets.agreement import Differences
from bench.campaigns.cabinets.hall_office import CABINET_CODE as CABINET_CODE
from bench.campaigns.cabinets.hall_office import CLERKS as CLERKS
from bench.campaigns.cabinets.hall_office import ORDER_SECONDS, Ordered
from bench.campaigns.cabinets.parcels import CODES, COST, DIGITS, SALT, Fate, Parcel, Person, code_at, hashed
from bench.campaigns.cabinets.told_centre import ToldRows
from kiosk.lockers.pass_code import BadgePass, PickupPass, public_key_of, write_pass
from kiosk.lockers.wire import (
    CABINET,
    CELL_COMMAND,
    OPEN_COMMAND,
    PARCEL,
    CabinetBody,
    CellOrder,
    CellSize,
    OncePass,
    OpenOrder,
    ParcelBody,
    ParcelFor,
    Staff,
    Standing,
)
from kiosk.wire import CatalogueBody, Department, HallBody, Service, TerminalBody

PERSON_KEY = "7b" * 32
PASS_SECONDS = 86_400
ONCE_SECONDS = 600.0


class Office:
    """A hall_office.HallOffice. `wall`: the hall's clock, seconds since 1970."""

    def __init__(
        self, told: ToldRows, chance: Random, wall: Callable[[], float], *, orders_last_seconds: float = 0.0
    ) -> None:
        """`orders_last_seconds`: so much longer than they should; a sabotage."""
        self.told = told
        self._orders_last_seconds = orders_last_seconds
        self._chance = chance
        self._wall = wall
        self._codes = chance.sample(range(CODES), CODES)
        self._private_key = chance.randbytes(32)
        self._badges = dict.fromkeys(CLERKS, 1)
        self._once: list[OncePass] = []
        self._spoken = 0
        self._told_at: dict[str, int] = {}  # by parcel: the number of its newest row
        self._asked: list[tuple[str, Mapping[int, str]]] = []  # bulk openings: by whom, which cells with what in them

    def differences(self, events: Sequence[Mapping[str, Any]]) -> Differences:
        """None: this centre keeps events as they are, and makes nothing of them."""
        return Differences()

    async def close(self) -> None:
        """There is nothing to close."""

    def open_hall(self) -> None:
        day = datetime.fromtimestamp(self._wall(), UTC).date()
        self.told.tell("hall", "", HallBody(name="模拟大厅", name_en="Simulated Hall", day=day).model_dump(mode="json"))
        unit = TerminalBody(unit="1 号柜", unit_en="Cabinet 1", series="C1", person_key=PERSON_KEY)
        self.told.tell("terminal", CABINET_CODE, unit.model_dump(mode="json"))
        department = Department(code="permits", name="许可窗口", name_en="Permits", icon="users", prefix="A")
        service = Service(code="permit", department="permits", name="许可", name_en="A permit")
        catalogue = CatalogueBody(departments=[department], services=[service])
        self.told.tell("catalogue", "", catalogue.model_dump(mode="json"))
        self._tell_cabinet()

    # --- parcels ---

    def register(self, owner: Person, size: CellSize, expires_at: float) -> Parcel:
        number = self._chance.getrandbits(128)
        parcel = Parcel(
            id=f"{number:032x}",
            label=f"HK{number % 10**8:08d}",
            owner=owner,
            title=f"证照 {number % 1000}",
            size=size,
            low=self._chance.random() < 0.2,
            codes=[code_at(self._codes.pop())],
            expires_at=expires_at,
        )
        self._tell_parcel(parcel)
        return parcel

    def reissue(self, parcel: Parcel) -> bool:
        parcel.codes.append(code_at(self._codes.pop()))
        self._tell_parcel(parcel)
        return True

    def reissue_all(self, parcels: Iterable[Parcel]) -> None:
        for parcel in parcels:
            if parcel.codes and parcel.standing is Standing.OPEN and parcel.fate in (Fate.INSIDE, Fate.OUTSIDE):
                self.reissue(parcel)
        self._once = []
        self._tell_cabinet()

    def cancel(self, parcel: Parcel) -> bool:
        parcel.standing = Standing.CANCELLED
        self._tell_parcel(parcel)
        return True

    def send_by_post(self, parcel: Parcel) -> bool:
        parcel.for_ = ParcelFor.POST
        parcel.standing = Standing.CANCELLED if parcel.fate is Fate.INSIDE else Standing.ENDED
        self._tell_parcel(parcel)
        return True

    def hand_over(self, parcel: Parcel) -> bool:
        parcel.standing = Standing.ENDED
        self._tell_parcel(parcel)
        return True

    def has_heard(self, parcel: Parcel, through: int) -> bool:
        return self._told_at.get(parcel.id, 0) <= through

    def _tell_parcel(self, parcel: Parcel) -> None:
        owner = parcel.owner
        body = ParcelBody(
            id=parcel.id,
            **{"for": parcel.for_},
            standing=parcel.standing,
            label=parcel.label,
            title=parcel.title,
            receiver=owner.masked if owner else "",
            person=owner.hashed(bytes.fromhex(PERSON_KEY)) if owner else "",
            size=parcel.size,
            low=parcel.low,
            code=hashed(parcel.code) if parcel.code else "",
            issue=parcel.issue,
            expires_at=_at(parcel.expires_at),
        )
        self._told_at[parcel.id] = self.told.tell(PARCEL, parcel.id, body.model_dump(mode="json", by_alias=True))

    # --- passes ---

    def pickup_pass(self, parcel: Parcel) -> str:
        return write_pass(self._private_key, self._words(parcel, PASS_SECONDS))

    def elsewhere_pass(self, parcel: Parcel) -> str:
        return write_pass(self._private_key, self._words(parcel, PASS_SECONDS, cabinet=f"{CABINET_CODE}0"))

    def old_pass(self, parcel: Parcel) -> str:
        return write_pass(self._private_key, self._words(parcel, -60))

    def forged_pass(self, parcel: Parcel) -> str:
        return write_pass(secrets.token_bytes(32), self._words(parcel, 60))

    def _words(self, parcel: Parcel, seconds: int, cabinet: str = CABINET_CODE) -> PickupPass:
        until = int(self._wall()) + seconds
        return PickupPass(parcel=parcel.id, cabinet=cabinet, issue=parcel.issue, until=until)

    def badge(self, account: str) -> str:
        until = int(self._wall()) + 365 * PASS_SECONDS
        return write_pass(self._private_key, BadgePass(account=account, serial=self._badges[account], until=until))

    async def once_code(self, account: str) -> str:
        code = code_at(self._codes.pop())
        until = _at(self._wall() + ONCE_SECONDS)
        self._once = [*self._once[-3:], OncePass(code=hashed(code), account=account, name=account, until=until)]
        self._tell_cabinet()
        return code

    # --- orders ---

    def order_open(self, cell: int, parcel: str, expires_in: float = ORDER_SECONDS) -> Ordered:
        return self._order(cell, parcel, expires_in, CLERKS[0], "")

    def _order(self, cell: int, parcel: str, expires_in: float, by: str, second: str) -> Ordered:
        self._spoken += 1
        ordered = Ordered(f"open-order-{self._spoken:04d}", cell, self._wall() + expires_in)
        body = OpenOrder(cell=cell, parcel=parcel, by=by, second=second, why="simulated")
        told_expiry = _at(ordered.expires_at + self._orders_last_seconds)
        self.told.tell(OPEN_COMMAND, ordered.key, body.model_dump(mode="json"), told_expiry)
        return ordered

    def order_again(self, ordered: Ordered) -> None:
        self.told.tell_again(OPEN_COMMAND, ordered.key)

    def order_cell(self, cell: int, *, disabled: bool) -> None:
        self._spoken += 1
        body = CellOrder(cell=cell, disabled=disabled, reason="simulated", by=CLERKS[0])
        key = f"cell-order-{self._spoken:04d}"
        self.told.tell(CELL_COMMAND, key, body.model_dump(mode="json"), _at(self._wall() + ORDER_SECONDS))

    def ask_many(self, lying: Mapping[int, str], account: str) -> int:
        self._asked.append((account, lying))
        return len(self._asked) - 1

    def approve_many(self, asked: int, account: str) -> list[Ordered]:
        by, lying = self._asked[asked]
        if by == account:
            return []
        self._asked[asked] = (by, {})  # once only
        return [self._order(cell, parcel, ORDER_SECONDS, by, account) for cell, parcel in lying.items()]

    def _tell_cabinet(self) -> None:
        staff = [Staff(account=account, name=account, badge=serial) for account, serial in self._badges.items()]
        body = CabinetBody(
            name="1 号柜",
            salt=SALT,
            cost=COST,
            public_key=public_key_of(self._private_key),
            digits=DIGITS,
            staff=staff,
            once=self._once,
        )
        self.told.tell(CABINET, CABINET_CODE, body.model_dump(mode="json"))


def _at(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()

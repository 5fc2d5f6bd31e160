"""What the staff of the hall does at the centre, as the schedules ask for it: parcels, codes, passes, orders.

Over the modelled centre (told_centre.py): each deed is a row of the feed, or a newer one.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from bench.campaigns.cabinets.parcels import CODES, COST, DIGITS, SALT, Parcel, Person, code_at, hashed
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

CABINET_CODE = "cabinet-1"
PERSON_KEY = "7b" * 32
CLERKS = ("clerk-a", "clerk-b")
ORDER_SECONDS = 60.0
PASS_SECONDS = 86_400
ONCE_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order to open a cell. `expires_at`: seconds since 1970 by the hall's clock."""

    key: str
    cell: int
    expires_at: float


class Office:
    """`wall`: the hall's clock, seconds since 1970."""

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
        self.told_at: dict[str, int] = {}  # by parcel: the number of its newest row

    def open_hall(self) -> None:
        """What every terminal is told, and this cabinet's own row."""
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
        self.tell_parcel(parcel)
        return parcel

    def reissue(self, parcel: Parcel) -> None:
        parcel.codes.append(code_at(self._codes.pop()))
        self.tell_parcel(parcel)

    def cancel(self, parcel: Parcel) -> None:
        parcel.standing = Standing.CANCELLED
        self.tell_parcel(parcel)

    def tell_parcel(self, parcel: Parcel) -> None:
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
        self.told_at[parcel.id] = self.told.tell(PARCEL, parcel.id, body.model_dump(mode="json", by_alias=True))

    def knows_left(self, parcel: Parcel) -> None:
        """The terminal has told of papers that a citizen left: they come back as a row."""
        parcel.for_ = ParcelFor.SUPPLEMENT
        self.tell_parcel(parcel)

    # --- passes ---

    def pickup_pass(self, parcel: Parcel, *, cabinet: str = CABINET_CODE, issue: int | None = None) -> str:
        until = int(self._wall()) + PASS_SECONDS
        words = PickupPass(parcel=parcel.id, cabinet=cabinet, issue=issue or parcel.issue, until=until)
        return write_pass(self._private_key, words)

    def old_pass(self, parcel: Parcel) -> str:
        """One that has run out."""
        words = PickupPass(parcel=parcel.id, cabinet=CABINET_CODE, issue=parcel.issue, until=int(self._wall()) - 60)
        return write_pass(self._private_key, words)

    def forged_pass(self, parcel: Parcel) -> str:
        """Signed by somebody else."""
        words = PickupPass(parcel=parcel.id, cabinet=CABINET_CODE, issue=parcel.issue, until=int(self._wall()) + 60)
        return write_pass(secrets.token_bytes(32), words)

    def badge(self, account: str) -> str:
        until = int(self._wall()) + 365 * PASS_SECONDS
        return write_pass(self._private_key, BadgePass(account=account, serial=self._badges[account], until=until))

    def once_code(self, account: str) -> str:
        code = code_at(self._codes.pop())
        until = _at(self._wall() + ONCE_SECONDS)
        self._once = [*self._once[-3:], OncePass(code=hashed(code), account=account, name=account, until=until)]
        self._tell_cabinet()
        return code

    # --- orders ---

    def order_open(self, cell: int, parcel: str, expires_in: float = ORDER_SECONDS) -> Ordered:
        self._spoken += 1
        ordered = Ordered(f"open-order-{self._spoken:04d}", cell, self._wall() + expires_in)
        body = OpenOrder(cell=cell, parcel=parcel, by=CLERKS[0], why="simulated")
        told_expiry = _at(ordered.expires_at + self._orders_last_seconds)
        self.told.tell(OPEN_COMMAND, ordered.key, body.model_dump(mode="json"), told_expiry)
        return ordered

    def order_again(self, ordered: Ordered) -> None:
        """The same order once more."""
        self.told.tell_again(OPEN_COMMAND, ordered.key)

    def order_cell(self, cell: int, *, disabled: bool) -> None:
        self._spoken += 1
        body = CellOrder(cell=cell, disabled=disabled, reason="simulated", by=CLERKS[0])
        key = f"cell-order-{self._spoken:04d}"
        self.told.tell(CELL_COMMAND, key, body.model_dump(mode="json"), _at(self._wall() + ORDER_SECONDS))

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

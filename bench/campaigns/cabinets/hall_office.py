"""What the staff of the hall does at the centre, as the schedules ask for it: parcels, codes, passes, orders.

Done at a modelled centre by office.py, at the real one's code by real_office.py. What a centre refuses has no effect,
and the truth about parcels (parcels.py) is noted only for what it took.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bench.campaigns.cabinets.agreement import Differences
from bench.campaigns.cabinets.hall_centre import HallCentre
from bench.campaigns.cabinets.parcels import Parcel, Person
from kiosk.lockers.wire import CellSize

CABINET_CODE = "cabinet-1"
CLERKS = ("clerk-a", "clerk-b")
ORDER_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order to open a cell. `expires_at`: seconds since 1970 by the hall's clock."""

    key: str
    cell: int
    expires_at: float


class HallOffice(Protocol):
    @property
    def told(self) -> HallCentre:
        """Whose office it is."""

    def open_hall(self) -> None:
        """What every terminal is told, and this cabinet's own row."""

    def register(self, owner: Person, size: CellSize, expires_at: float) -> Parcel:
        """`expires_at`: seconds since 1970, at the latest; a centre may count in whole days."""

    def reissue(self, parcel: Parcel) -> bool:
        """Whether another code is on its way."""

    def reissue_all(self, parcels: Iterable[Parcel]) -> None:
        """As for a stolen cabinet: every code that was given opens nothing any more, and others are on their way. Of
        `parcels` those that have a code."""

    def cancel(self, parcel: Parcel) -> bool: ...

    def send_by_post(self, parcel: Parcel) -> bool:
        """Its receiver wants it sent: nobody collects it any more. Whether the centre took that."""

    def hand_over(self, parcel: Parcel) -> bool:
        """The courier has it, with a waybill. False: the centre does not know yet that it is out of its cell."""

    def has_heard(self, parcel: Parcel, through: int) -> bool:
        """Whether a terminal that has heard the feed up to `through` knows the newest word about it."""

    def pickup_pass(self, parcel: Parcel) -> str:
        """The QR of its receiver's phone."""

    def elsewhere_pass(self, parcel: Parcel) -> str:
        """One for another cabinet."""

    def old_pass(self, parcel: Parcel) -> str:
        """One that has run out."""

    def forged_pass(self, parcel: Parcel) -> str:
        """Signed by somebody else."""

    def badge(self, account: str) -> str: ...

    async def once_code(self, account: str) -> str: ...

    def order_open(self, cell: int, parcel: str, expires_in: float = ORDER_SECONDS) -> Ordered | None:
        """`parcel`: what lies there in truth; a centre may believe otherwise. None: it is refused."""

    def order_again(self, ordered: Ordered) -> None:
        """The same order once more."""

    def order_cell(self, cell: int, *, disabled: bool) -> None: ...

    def ask_many(self, lying: Mapping[int, str], account: str) -> int | None:
        """A bulk opening of these cells, asked for; `lying`: with what lies there in truth, as `order_open` has it.
        Returns what `approve_many` names; None: it is refused."""

    def approve_many(self, asked: int, account: str) -> list[Ordered]:
        """Its orders; none if it is refused, as it must be for the one who asked."""

    def differences(self, events: Sequence[Mapping[str, Any]]) -> Differences:
        """What the centre knows otherwise than these events of the journal say, all of which it was told."""

    async def close(self) -> None:
        """The hall is over."""

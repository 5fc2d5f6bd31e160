"""Who may work at which cabinet, and whose badge counts: read for the page of staff passes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from central.parcels.cabinets import EVERYWHERE
from central.parcels.tables import badges, cabinet_staff, cabinets
from central.staff.roles import Role
from central.staff.tables import staff


@dataclass(frozen=True, slots=True)
class Place:
    """A cabinet, by its terminal."""

    terminal: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class PassLine:
    """`places`: the cabinets where this account may work; `everywhere`: at all of them. `badge_until_ms`: None for no
    badge that counts.
    """

    account: int
    name: str
    shown: str
    role: Role
    everywhere: bool
    places: tuple[Place, ...]
    badge_serial: int
    badge_until_ms: int | None

    def may_work(self, terminal: str) -> bool:
        return self.everywhere or any(place.terminal == terminal for place in self.places)


def read_places(db: Connection) -> list[Place]:
    rows = db.execute(select(cabinets).order_by(cabinets.c.terminal))
    return [Place(row.terminal, row.name, row.name_en or row.name) for row in rows]


def read_passes(db: Connection, now_ms: int, account: int | None = None) -> list[PassLine]:
    """Of all accounts that can sign in, or of one."""
    places = {place.terminal: place for place in read_places(db)}
    allowed: dict[int, set[str]] = {}
    for row in db.execute(select(cabinet_staff)):
        allowed.setdefault(row.staff, set()).add(row.terminal)
    given = {row.staff: row for row in db.execute(select(badges))}
    query = select(staff).where(staff.c.disabled_ms.is_(None)).order_by(staff.c.name)
    if account is not None:
        query = query.where(staff.c.id == account)
    lines = []
    for row in db.execute(query):
        at, badge = allowed.get(row.id, set()), given.get(row.id)
        counts = badge is not None and badge.revoked_ms is None and badge.until_ms > now_ms
        lines.append(
            PassLine(
                account=row.id,
                name=row.name,
                shown=row.shown,
                role=Role(row.role),
                everywhere=EVERYWHERE in at,
                places=tuple(places[terminal] for terminal in sorted(at & places.keys())),
                badge_serial=badge.serial if badge is not None else 0,
                badge_until_ms=badge.until_ms if badge is not None and counts else None,
            )
        )
    return lines

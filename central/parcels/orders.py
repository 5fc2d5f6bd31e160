"""Orders to a cabinet: open this cell now, take it out of use. Rows of the feed that expire; what became of them comes
back by the journal (events.CommandEnded). Each stands in `cabinet_orders` with the names of those who gave it.
"""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, delete, insert, select

from central.clock import in_hall
from central.feed import Word, put
from central.hall import read_hall
from central.parcels.by import By
from central.parcels.settings import ParcelSettings
from central.parcels.tables import cabinet_cells, cabinet_orders
from central.refusals import NotHere
from central.staff.audit import What, note
from central.tables import feed
from kiosk.lockers.wire import CELL_COMMAND, OPEN_COMMAND, CellOrder, OpenOrder

LATEST_OPEN_SECONDS = 60  # an order that is older opens nothing, whatever the setting says


def open_cell(db: Connection, terminal: str, cell: int, why: str, by: By, settings: ParcelSettings) -> str:
    """For somebody who stands there. Returns the order's key. Raises NotHere."""
    (key,) = give_opens(db, terminal, [cell], why, by, settings)
    note(db, by.now_ms, What.CELL_OPENED, by.account, by.address or by.name, by.account)
    return key


def give_opens(
    db: Connection,
    terminal: str,
    cells: list[int],
    why: str,
    by: By,
    settings: ParcelSettings,
    second: str = "",
    bulk: int | None = None,
) -> list[str]:
    """Each names the parcel that is believed to lie there: another one there, and the cabinet refuses."""
    lying = known_cells(db, terminal, cells)
    expires_ms = by.now_ms + min(settings.open_order_seconds, LATEST_OPEN_SECONDS) * 1000
    bodies = [OpenOrder(cell=cell, parcel=lying[cell], by=by.name, second=second, why=why) for cell in cells]
    return _give(db, terminal, OPEN_COMMAND, bodies, by, expires_ms, bulk)


def set_cell(
    db: Connection, terminal: str, cell: int, disabled: bool, reason: str, by: By, settings: ParcelSettings
) -> str:
    """Take a cell out of use, or back into it. Returns the order's key. Raises NotHere."""
    known_cells(db, terminal, [cell])
    order = CellOrder(cell=cell, disabled=disabled, reason=reason, by=by.name)
    expires_ms = by.now_ms + settings.cell_order_seconds * 1000
    note(db, by.now_ms, What.CELL_SET, by.account, by.address or by.name, by.account)
    (key,) = _give(db, terminal, CELL_COMMAND, [order], by, expires_ms)
    return key


def known_cells(db: Connection, terminal: str, cells: list[int]) -> dict[int, str]:
    """What lies in each, by the cabinet's word; empty for nothing. Raises NotHere for a cell that it does not have."""
    of = (cabinet_cells.c.terminal == terminal) & cabinet_cells.c.number.in_(cells)
    lying = {
        row.number: row.parcel for row in db.execute(select(cabinet_cells.c.number, cabinet_cells.c.parcel).where(of))
    }
    if missing := sorted(set(cells) - lying.keys()):
        raise NotHere(f"cabinet {terminal!r} has told of no cell {missing[0]}")
    return lying


def sweep_orders(db: Connection, now_ms: int) -> int:
    """Rows of the feed whose time is over: nobody carries them out any more."""
    over = select(cabinet_orders.c.key).where(cabinet_orders.c.key == feed.c.key, cabinet_orders.c.expires_ms < now_ms)
    gone = delete(feed).where(feed.c.kind.in_([OPEN_COMMAND, CELL_COMMAND]), over.exists())
    return db.execute(gone).rowcount


def _give(
    db: Connection,
    terminal: str,
    command: str,
    orders: list[OpenOrder] | list[CellOrder],
    by: By,
    expires_ms: int,
    bulk: int | None = None,
) -> list[str]:
    expires_at = in_hall(expires_ms, read_hall(db).time_zone).isoformat(timespec="milliseconds")
    keyed = [(secrets.token_hex(16), order) for order in orders]
    rows = [
        {
            "key": key,
            "terminal": terminal,
            "command": command,
            "cell": order.cell,
            "parcel": order.parcel if isinstance(order, OpenOrder) else "",
            "by": order.by,
            "second": order.second if isinstance(order, OpenOrder) else "",
            "why": order.why if isinstance(order, OpenOrder) else order.reason,
            "bulk": bulk,
            "asked_ms": by.now_ms,
            "expires_ms": expires_ms,
        }
        for key, order in keyed
    ]
    db.execute(insert(cabinet_orders), rows)
    words = [Word(terminal, command, key, order.model_dump(mode="json"), expires_at=expires_at) for key, order in keyed]
    put(db, words, by.now_ms)
    return [key for key, _ in keyed]

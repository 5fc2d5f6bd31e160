"""The centre's commands to a cabinet: open this cell now, take that one out of use. For kiosk/sync/commands.py.

That carries each out at most once, never one from before a restart, never late by the terminal's clock; here it is
held against the hall's time too, which no clock that is set back can deceive.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from kiosk.lockers.events import OpenFor, Way
from kiosk.lockers.openings import STANDS_OPEN, Opening
from kiosk.lockers.reconcile import JOURNAL_LOST
from kiosk.lockers.views import Door
from kiosk.lockers.wire import CELL_COMMAND, OPEN_COMMAND, CellOrder, OpenOrder
from kiosk.lockers.works import Works
from kiosk.sync.commands import Act, in_time
from kiosk.wire import FeedRow


class OrderRefused(Exception):
    """The sentence goes back to the centre as the command's outcome."""


class Opens(Protocol):
    async def __call__(
        self, cell: int, for_what: OpenFor, way: Way, parcel: str = "", *, by: str = "", second: str = ""
    ) -> Opening: ...


Order = TypeVar("Order", bound=BaseModel)
SetCell = Callable[[int, bool, str, str], Awaitable[None]]


def acts(works: Works, opens: Opens, set_cell: SetCell) -> dict[str, Act]:
    async def open_cell(row: FeedRow) -> None:
        order = _understood(row, OpenOrder)
        lies = check_open(works, row, order)
        opening = await opens(order.cell, OpenFor.ORDER, Way.ORDER, lies, by=order.by, second=order.second)
        opening.end()  # whoever stands there is watched by the door's sensor alone
        door = await opening.finished()
        if door not in (*STANDS_OPEN, Door.CLOSED):
            raise OrderRefused(f"cell {order.cell}: pulsed, and the door is {door.value}; somebody looks at it")

    async def cell(row: FeedRow) -> None:
        order = _understood(row, CellOrder)
        await set_cell(order.cell, order.disabled, order.reason, order.by)

    return {OPEN_COMMAND: open_cell, CELL_COMMAND: cell}


def check_open(works: Works, row: FeedRow, order: OpenOrder) -> str:
    """What lies there, empty for nothing. Raises OrderRefused for an order that is late or may have been carried out
    already, or is meant for a cell with something else in it; of a lost journal's cell the centre knows more."""
    if (wait_seconds := works.orders_from - works.clock.monotonic()) > 0:
        raise OrderRefused(f"perhaps from before the journal was lost; order again in {wait_seconds:.0f} s")
    if not in_time(row.expires_at, works.time.now()):
        raise OrderRefused(f"expires_at {row.expires_at}: late by the hall's time")
    if order.second and order.second == order.by:
        raise OrderRefused(f"{order.by} cannot be the second of the staff too")
    kept = works.contents.in_cell(order.cell)
    lies = kept.parcel if kept else ""
    unknown = not lies and works.contents.cell(order.cell).fault == JOURNAL_LOST
    if order.parcel != lies and not unknown:
        raise OrderRefused(f"cell {order.cell} holds {lies or 'nothing'}, not {order.parcel or 'nothing'}")
    return lies


def _understood(row: FeedRow, model: type[Order]) -> Order:
    try:
        return model.model_validate(row.body)
    except ValidationError as error:
        first = error.errors()[0]
        raise OrderRefused(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error

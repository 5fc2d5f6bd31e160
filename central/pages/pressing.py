"""A counter's button was pressed: the deed is done if its own clerk pressed it, and only then."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from central.calling import Act, Transfer
from central.centre import Centre
from central.pages.doorway import Visit
from central.pages.forms import number
from central.staff.sittings import held
from central.states import Deed


async def press(
    centre: Centre,
    visit: Visit,
    counter: str,
    deed: Deed,
    ticket: int | None = None,
    transfer: Transfer | None = None,
) -> bool:
    """Whether it was done. One who no longer sits there does nothing, and is told so by the page.

    Raises NotUnderstood for a form without its turn, NotHere for a counter or service that the hall does not have.
    """
    act = Act(
        counter=counter,
        deed=deed,
        turn=number(visit.form, "turn"),
        now_ms=centre.clock(),
        grace_ms=centre.settings.reserved_grace_ms,
        ticket=ticket,
        transfer=transfer,
    )

    def act_if_mine(db: Connection) -> bool:
        sitting = held(db, counter, visit.session)
        return sitting is not None and replace(act, sitting=sitting)(db)

    return await centre.database.write(act_if_mine)

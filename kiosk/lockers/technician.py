"""A technician at the cabinet: how every cell stands, cells out of use and back, one lock tried. Over the local socket.

Between kiosk/technician.py and `Cabinet`. Nothing of whose something is leaves here, and no door that may hold
something is opened.
"""

from __future__ import annotations

from kiosk.journal import JournalError
from kiosk.local import CabinetStatus, CellOrder, CellStatus, Declined, Followed, OrderedCell
from kiosk.lockers.cabinet import Cabinet
from kiosk.lockers.cells import CellState
from kiosk.lockers.events import OpenFor, Way
from kiosk.lockers.openings import CannotOpen
from kiosk.lockers.views import Door
from kiosk.settings.lockers import LockerCell, Lockers

TECHNICIAN = "technician"
WRONG_USE, BUSY = "config.invalid", "link.busy"  # of the taxonomy of devices

_TRIED = {
    Door.OPEN: "cell {cell}: its sensor saw the door open; shut it again",
    Door.LEFT_OPEN: "cell {cell}: its sensor saw the door open; shut it again",
    Door.CLOSED: "cell {cell}: the door opened and is shut again",
    Door.UNSEEN: "cell {cell}: its lock was pulsed, and no sensor says whether the door opened",
}


class CabinetTechnician:
    """A `kiosk.technician.CabinetDesk`."""

    def __init__(self, cabinet: Cabinet, settings: Lockers) -> None:
        self._cabinet = cabinet
        self._settings = settings

    def status(self) -> CabinetStatus:
        state = self._cabinet.state
        return CabinetStatus(
            cells=tuple(cell_status(each, state.cells[each.number]) for each in self._settings.cells),
            alarms=tuple(sorted(f"{alarm} {cell}" for alarm, cell in state.alarms)),
            inside=len(state.inside),
            overdue=state.overdue,
            codes_stopped=self._cabinet.stopped,
            pause_seconds=self._cabinet.pause_seconds,
        )

    async def follow(self, wanted: OrderedCell) -> Followed | Declined:
        if wanted.cell not in self._cabinet.state.cells:
            known = f"it has {', '.join(str(each.number) for each in self._settings.cells)}"
            return Declined(code=WRONG_USE, sentence=f"there is no cell {wanted.cell} at this cabinet; {known}")
        try:
            match wanted.order:
                case CellOrder.TRY:
                    return await self._try(wanted.cell)
                case CellOrder.DISABLE if not wanted.reason.strip():
                    return Declined(code=WRONG_USE, sentence=f"cell {wanted.cell}: --reason is missing: why is it out?")
                case CellOrder.DISABLE:
                    await self._cabinet.set_cell(wanted.cell, True, wanted.reason.strip(), TECHNICIAN)
                    return Followed(sentence=self._disabled(wanted.cell))
                case CellOrder.ENABLE:
                    await self._cabinet.set_cell(wanted.cell, False, "", TECHNICIAN)
                    return Followed(sentence=f"cell {wanted.cell} is in use again")
        except CannotOpen as refused:
            return Declined(code=BUSY, sentence=str(refused))
        except JournalError as error:
            sentence = f"cell {wanted.cell}: nothing was done, the journal takes nothing ({error}); look at the disk"
            return Declined(code=BUSY, sentence=sentence)

    async def _try(self, cell: int) -> Followed | Declined:
        """One opening of an empty cell, by an intent like any other."""
        if self._cabinet.state.cells[cell].something:
            return Declined(code=BUSY, sentence=f"cell {cell}: its sensor sees something in it; its lock is not tried")
        opening = await self._cabinet.open(cell, OpenFor.TRIAL, Way.TECHNICIAN, by=TECHNICIAN)
        door = await opening.finished()
        opening.end()
        if door in _TRIED:
            return Followed(sentence=_TRIED[door].format(cell=cell))
        return Declined(code="locker.did_not_open", sentence=f"cell {cell}: two pulses, and the door stays shut")

    def _disabled(self, cell: int) -> str:
        lying = self._cabinet.state.cells[cell].lying
        stays = "; what lies in it stays, and its receiver may still collect it" if lying else ""
        return f"cell {cell} is out of use{stays}"


def cell_status(wired: LockerCell, cell: CellState) -> CellStatus:
    return CellStatus(
        number=cell.number,
        board=wired.board,
        door=wired.door,
        size=cell.size.value,
        state=cell.door.value,
        free=cell.free,
        holds=cell.lying is not None,
        sensed=cell.something,
        disabled=cell.disabled,
        reason=cell.reason,
        fault=cell.fault,
        board_away=cell.board_away,
        pulses=cell.pulses,
    )

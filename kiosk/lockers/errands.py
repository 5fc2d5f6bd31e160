"""Errands at a cell: whether its door may be opened for one, and what somebody says that came of it.

A door is opened for a receiver only where it lies by the journal, for a deposit only where nothing lies.
"""

from __future__ import annotations

from kiosk.journal import Transaction
from kiosk.lockers import conclusions, store
from kiosk.lockers.conclusions import Conclusion
from kiosk.lockers.events import Alarm, CellSet, OpenFor, ParcelDisputed, ParcelLeft, Problem, Way
from kiosk.lockers.inside import cell_state, is_for_receiver
from kiosk.lockers.openings import STANDS_OPEN, CannotOpen, Opening
from kiosk.lockers.store import Kept, Lies
from kiosk.lockers.unspoken import TAKES_OUT
from kiosk.lockers.wanted import Wanted
from kiosk.lockers.wiring import REWIRED
from kiosk.lockers.works import Works

PUTS_IN = (OpenFor.DEPOSIT, OpenFor.LEAVE)


class Errands:
    def __init__(self, works: Works) -> None:
        self._works = works

    async def open(
        self, *, cell: int, for_what: OpenFor, way: Way, parcel: str, by: str, second: str, visit: str
    ) -> Opening:
        """Raises CannotOpen, JournalError."""
        wanted = Wanted(cell=cell, for_what=for_what, way=way, parcel=parcel, by=by, second=second, visit=visit)
        before = self._works.held.get(cell)
        if before is not None and _stands_open_for(before, wanted):
            self._check_receiver(wanted)
            before.rejoin(visit)
            return before
        self._check(wanted)
        opening = self._works.held[cell] = Opening(self._works, wanted)
        putting = Kept(parcel, cell, Lies.PUTTING, by=by) if for_what in PUTS_IN else None
        try:
            await opening.begin(putting)
        except BaseException:  # also when whoever asked is cancelled: nothing holds the cell
            if self._works.held.get(cell) is opening:
                self._works.give_back(cell, before)
            raise
        if before is not None:
            before.over = True  # the cell has another opening now
        self._works.changed()
        return opening

    def _check(self, wanted: Wanted) -> None:
        works, cell, parcel = self._works, wanted.cell, wanted.parcel
        if cell not in works.places:
            raise CannotOpen(f"there is no cell {cell} at this cabinet")
        before = works.held.get(cell)
        same = before is not None and (before.over or before.wanted.visit == wanted.visit)
        if before is not None and not (same and before.gives_way and wanted.for_what not in PUTS_IN):
            raise CannotOpen(f"cell {cell} is being opened for somebody else")
        kept = works.contents.in_cell(cell)
        if wanted.for_what in PUTS_IN:
            self._check_room(cell, parcel, kept)
            return
        lies = kept.parcel if kept else ""
        if lies != parcel:
            raise CannotOpen(f"cell {cell} holds {lies or 'nothing'}, not {parcel or 'nothing'}")
        if wanted.for_what is OpenFor.TRIAL and kept is not None:
            raise CannotOpen(f"something lies in cell {cell}: its lock is not tried")
        if wanted.for_what is OpenFor.PICKUP:
            self._check_receiver(wanted)

    def _check_receiver(self, wanted: Wanted) -> None:
        """Again at each opening: what was found a while ago may have been cancelled since."""
        works, cell = self._works, wanted.cell
        kept = works.contents.in_cell(cell)
        if kept is None or kept.parcel != wanted.parcel or not is_for_receiver(works, kept):
            raise CannotOpen(f"nothing lies in cell {cell} for this receiver")
        if works.contents.cell(cell).fault == REWIRED:
            raise CannotOpen(f"cell {cell} hangs on another lock since something was put in; a technician looks at it")

    def _check_room(self, cell: int, parcel: str, kept: Kept | None) -> None:
        elsewhere = self._works.contents.parcels.get(parcel)
        if not parcel:
            raise CannotOpen(f"cell {cell}: nobody has said what is put in")
        if elsewhere is not None and elsewhere.lies is not Lies.GONE and elsewhere is not kept:
            raise CannotOpen(f"parcel {parcel} may lie in cell {elsewhere.cell}")
        its_own = kept is not None and kept.parcel == parcel and kept.lies is Lies.UNSURE
        if not its_own and not cell_state(self._works, cell).free:
            raise CannotOpen(f"cell {cell} is not free")

    # --- what came of it ---

    async def deposited(self, opening: Opening, sensed: bool | None) -> None:
        kept = self._putting(opening, OpenFor.DEPOSIT)
        await opening.conclude(conclusions.deposited(self._works.contents, kept, opening.wanted.by, sensed))

    async def left(self, opening: Opening, department: str, receipt: str, person: str, case: str) -> None:
        kept = self._putting(opening, OpenFor.LEAVE)
        told = ParcelLeft(
            parcel=kept.parcel, cell=kept.cell, department=department, receipt=receipt, person=person, case=case
        )
        await opening.conclude(conclusions.left(self._works.contents, kept, told))

    async def undone(self, opening: Opening, why: str, *, sure: bool) -> None:
        kept = self._putting(opening, *PUTS_IN)
        by = opening.wanted.by
        await opening.conclude(conclusions.undone(self._works.contents, kept, by, why, sure=sure))

    async def recovered(self, opening: Opening) -> None:
        kept = self._lying(opening)
        by, intent = opening.wanted.by, opening.intent
        await opening.conclude(conclusions.recovered(self._works.contents, kept, by, intent))

    async def still_inside(self, opening: Opening) -> None:
        kept = self._lying(opening)
        contents, by = self._works.contents, opening.wanted.by
        told: Conclusion
        if kept.lies is Lies.UNSURE:
            told = conclusions.deposited(contents, kept, by, self._works.something(kept.cell))
        else:
            told = conclusions.not_taken(contents, kept, "")
        await opening.conclude(told)

    def _putting(self, opening: Opening, *for_what: OpenFor) -> Kept:
        kept = self._works.contents.in_cell(opening.wanted.cell)
        ours = kept is not None and kept.parcel == opening.wanted.parcel and kept.lies is Lies.PUTTING
        if kept is None or not ours or opening.concluded or opening.wanted.for_what not in for_what:
            raise CannotOpen(f"cell {opening.wanted.cell}: nothing is being put in by this opening")
        return kept

    def _lying(self, opening: Opening) -> Kept:
        kept = self._works.contents.in_cell(opening.wanted.cell)
        takes_out = opening.wanted.for_what in TAKES_OUT
        if kept is None or kept.parcel != opening.wanted.parcel or opening.concluded or not takes_out:
            raise CannotOpen(f"cell {opening.wanted.cell}: nothing is being taken out by this opening")
        return kept

    async def disputed(self, parcel: str, problem: Problem) -> None:
        works, kept = self._works, self._works.contents.parcels.get(parcel)
        if kept is None:
            raise CannotOpen(f"parcel {parcel} was never here")
        cell, doubted = kept.cell, kept.lies is Lies.INSIDE and problem is not Problem.DID_NOT_OPEN

        def work(tx: Transaction) -> None:
            told = store.history(tx.sql, cell)
            tx.event(ParcelDisputed(parcel=parcel, cell=cell, problem=problem, history=list(told)))
            if doubted:
                store.doubt(tx, parcel, conclusions.DISPUTED)

        await works.journal.write(work)
        if doubted:
            works.contents.change(parcel, doubt=conclusions.DISPUTED)
        works.changed()

    # --- cells ---

    async def set_cell(self, cell: int, disabled: bool, reason: str, by: str) -> None:
        works = self._works
        if cell not in works.places:
            raise CannotOpen(f"there is no cell {cell} at this cabinet")
        told = CellSet(cell=cell, disabled=disabled, reason=reason, by=by)
        await works.journal.write(lambda tx: store.set_cell(tx, told))
        works.contents.change_cell(cell, disabled=disabled, reason=reason)
        if not disabled:
            works.contents.change_cell(cell, fault="")
            works.alarms.end(Alarm.DID_NOT_OPEN, cell)
        works.changed()


def _stands_open_for(before: Opening, wanted: Wanted) -> bool:
    """Whether the door is open still for what `wanted` wants: its receiver had left, and is back."""
    same = before.wanted.for_what is wanted.for_what is OpenFor.PICKUP and before.wanted.parcel == wanted.parcel
    return same and before.over and not before.running and not before.concluded and before.door in STANDS_OPEN

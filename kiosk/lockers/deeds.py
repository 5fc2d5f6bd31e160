"""Carries out what a cabinet's flow wants: looks up, opens, writes down, prints, calls. Between the duty and `Cabinet`.

Each deed tells what came of it as happenings; what fails is the duty's to catch. An opening outlives its visit: the
cabinet watches its door, this only forgets it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from structlog.typing import FilteringBoundLogger

from kiosk.clock import Clock
from kiosk.hall import Hall
from kiosk.lockers import found
from kiosk.lockers.cabinet import Cabinet
from kiosk.lockers.events import OpenFor, Way
from kiosk.lockers.flow.effects import (
    Effect,
    EndVisit,
    KeepDeposit,
    KeepPapers,
    KeepRecovery,
    LetGo,
    LookUpCode,
    LookUpLabel,
    LookUpOnce,
    LookUpPass,
    LookUpPerson,
    OpenAgain,
    OpenCell,
    PrintReceipt,
    Report,
    SignOut,
    StillInside,
    Taken,
    TellStaff,
    Undo,
)
from kiosk.lockers.flow.happenings import (
    CellChosen,
    DoorTold,
    Found,
    Happening,
    LabelFound,
    LabelRefused,
    NoCell,
    NotFound,
    PapersKept,
    ReceiptEnded,
    StaffAnswered,
    StaffFound,
)
from kiosk.lockers.flow.state import Deposit, Job, Leave, Left, Parcel, Pickup, Recover
from kiosk.lockers.openings import CannotOpen, Opening
from kiosk.lockers.receipt import Receipts, new_receipt
from kiosk.lockers.surroundings import parcel_of
from kiosk.lockers.views import Door, Label
from kiosk.staff import StaffCalls

PARCEL_BYTES = 16

Happen = Callable[[Happening], None]
Meanwhile = OpenAgain | Taken | Report
Conclusion = KeepDeposit | Undo | KeepRecovery | KeepPapers | StillInside | LetGo


@dataclass(frozen=True, slots=True)
class Whose:
    """The visit that wants it, and who of the staff is signed in; empty: nobody."""

    visit: str
    account: str = ""


@dataclass(frozen=True, slots=True)
class _Open:
    opening: Opening
    job: Job


class LockerDeeds:
    """`visit`: the one that stands now; `hall`: as it is known when a deed is done."""

    def __init__(
        self,
        cabinet: Cabinet,
        staff: StaffCalls,
        receipts: Receipts,
        visit: Callable[[], str],
        hall: Callable[[], Hall],
        clock: Clock,
        log: FilteringBoundLogger,
    ) -> None:
        self._cabinet = cabinet
        self._staff = staff
        self._receipts = receipts
        self._visit = visit
        self._hall = hall
        self._clock = clock
        self._log = log
        self._open: dict[tuple[str, int], _Open] = {}

    def visit_over(self, visit: str) -> None:
        """Nobody stands there any more."""
        self._open = {key: each for key, each in self._open.items() if key[0] != visit}
        self._cabinet.visit_over(visit)

    async def do(self, effect: Effect, whose: Whose, happen: Happen) -> None:
        """Raises JournalError."""
        match effect:
            case LookUpCode(code=code):
                happen(_said(await self._cabinet.by_code(code, whose.visit)))
            case LookUpOnce(code=code):
                happen(_said(await self._cabinet.by_once(code, whose.visit)))
            case LookUpPass(text=text):
                happen(_said(await self._cabinet.by_pass(text, whose.visit)))
            case LookUpPerson(person=person):
                happen(_said(await self._cabinet.by_person(person, whose.visit)))
            case LookUpLabel(text=text):
                happen(self._label(text))
            case SignOut(account=account, way=way):
                await self._cabinet.signed_out(account, way)
            case OpenCell():
                await self._open_cell(effect, whose, happen)
            case TellStaff(reason=reason, about=about):
                told = await self._staff.tell(whose.visit, about or None, reason)
                happen(StaffAnswered(told))
            case PrintReceipt(of=of):
                department = self._department(of.department) if isinstance(of, Left) else ""
                happen(ReceiptEnded(await self._receipts.print(of, department, self._clock.now())))
            case EndVisit(how=how):
                self._log.info("the visit at the cabinet ended", visit=whose.visit, how=how)
                self.visit_over(whose.visit)
            case OpenAgain() | Taken() | Report():
                await self._at_door(effect, self._open.get((whose.visit, effect.opening)), happen)
            case KeepDeposit() | Undo() | KeepRecovery() | KeepPapers() | StillInside() | LetGo():
                await self._at_door(effect, self._open.pop((whose.visit, effect.opening), None), happen)

    # --- doors ---

    async def _open_cell(self, wanted: OpenCell, whose: Whose, happen: Happen) -> None:
        job, number = wanted.job, wanted.opening
        cell = wanted.cell or self._choose(job)
        if cell is None:
            happen(NoCell(number))
            return
        if not wanted.cell:
            happen(CellChosen(number, cell))
        for_what, way, parcel = _right(job)
        try:
            opening = await self._cabinet.open(cell, for_what, way, parcel, by=whose.account, visit=whose.visit)
        except CannotOpen as refused:
            self._log.warning("a door is not opened", cell=cell, why=str(refused))
            happen(DoorTold(number, Door.SHUT))
            return
        if whose.visit != self._visit():  # it ended while the intent was written
            opening.end()
            return
        self._open[whose.visit, number] = _Open(opening, job)
        opening.listen(lambda door: happen(DoorTold(number, door, self._sensed(cell))))

    def _choose(self, job: Job) -> int | None:
        match job:
            case Deposit(parcel=parcel, size=size, low=low, avoid=avoid):
                return self._cabinet.choose(size, low, "" if avoid else parcel.id, avoid)
            case Leave(size=size, avoid=avoid):
                return self._cabinet.choose(size, False, "", avoid)
        raise ValueError(f"a {type(job).__name__} knows its cell")

    async def _at_door(self, effect: Meanwhile | Conclusion, known: _Open | None, happen: Happen) -> None:
        """At a door that was not opened nothing is to be done. What the cabinet does not believe is not so."""
        if known is None:
            return
        try:
            if isinstance(effect, Meanwhile):
                await self._meanwhile(effect, known, happen)
            else:
                await self._conclude(effect, known, happen)
        except CannotOpen as refused:
            self._log.warning("the cabinet refuses what was said", said=type(effect).__name__, why=str(refused))

    async def _meanwhile(self, effect: Meanwhile, known: _Open, happen: Happen) -> None:
        """While somebody stands at it."""
        match effect:
            case OpenAgain():
                await self._again(effect, known.opening, happen)
            case Taken():
                await known.opening.said_taken()
            case Report(problem=problem):
                await self._cabinet.disputed(known.opening.wanted.parcel, problem)

    async def _conclude(self, effect: Conclusion, known: _Open, happen: Happen) -> None:
        """What the errand came to; then the cell is let go."""
        opening, cabinet = known.opening, self._cabinet
        try:
            match effect:
                case KeepDeposit(sensed=sensed):
                    await cabinet.deposited(opening, sensed)
                case Undo(why=why):
                    await cabinet.undone(opening, why)
                case KeepRecovery():
                    await cabinet.recovered(opening)
                case StillInside():
                    await cabinet.still_inside(opening)
                case KeepPapers() if isinstance(known.job, Leave):
                    receipt, job = new_receipt(), known.job
                    await cabinet.left(opening, job.department, receipt, job.person, job.case)
                    happen(PapersKept(effect.opening, receipt))
        finally:
            opening.end()

    async def _again(self, effect: OpenAgain, opening: Opening, happen: Happen) -> None:
        await opening.finished()  # a hand may have been quicker than the board's last word
        try:
            await opening.reopen()
        except CannotOpen as refused:
            self._log.warning("a door is not opened again", cell=opening.wanted.cell, why=str(refused))
            happen(DoorTold(effect.opening, Door.SHUT))

    def _sensed(self, cell: int) -> bool | None:
        state = self._cabinet.state.cells.get(cell)
        return None if state is None else state.something

    # --- words ---

    def _label(self, text: str) -> Happening:
        known = self._cabinet.by_label(text)
        if isinstance(known, Label):
            return LabelRefused(known)
        parcel = Parcel(known.id, 0, known.title, known.title_en, known.receiver)
        return LabelFound(parcel, known.size, known.low)

    def _department(self, code: str) -> str:
        return next((each.name for each in self._hall().departments() if each.code == code), code)


def _said(answer: found.Found | found.SignedIn | found.NotFound) -> Happening:
    match answer:
        case found.Found(parcels=parcels, way=way):
            return Found(tuple(map(parcel_of, parcels)), way)
        case found.SignedIn(account=account, name=name, way=way):
            return StaffFound(account, name, way)
        case found.NotFound(why=why, tries_left=tries_left):
            return NotFound(why, tries_left)


def _right(job: Job) -> tuple[OpenFor, Way, str]:
    """Why this door may be opened, and for which parcel. Papers get their name here."""
    match job:
        case Pickup(parcel=parcel, way=way):
            return OpenFor.PICKUP, way, parcel.id
        case Deposit(parcel=parcel):
            return OpenFor.DEPOSIT, Way.STAFF, parcel.id
        case Recover(parcel=parcel):
            return OpenFor.RECOVER, Way.STAFF, parcel.id
        case Leave():
            return OpenFor.LEAVE, Way.NOBODY, secrets.token_hex(PARCEL_BYTES)

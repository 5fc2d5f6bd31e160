"""A citizen leaves papers for a counter (容缺补件): which, how thick, whose, of which case. And the receipt. Pure."""

from __future__ import annotations

from dataclasses import replace

from kiosk.lockers.case_number import case_number
from kiosk.lockers.flow.around import Around
from kiosk.lockers.flow.effects import PrintReceipt
from kiosk.lockers.flow.ending import HELP, Step, call_staff, end
from kiosk.lockers.flow.happenings import CardKnown, CodeScanned, Happening, PapersKept, ReceiptEnded
from kiosk.lockers.flow.opening import open_door
from kiosk.lockers.flow.pages import TILES_A_PAGE, pages, turned
from kiosk.lockers.flow.state import Collected, Leave, Leaving, Left, State
from kiosk.lockers.views import ChoseSize, ReceiptState, WantsReceipt
from kiosk.lockers.wire import CellSize
from kiosk.views import CalledStaff, ChoseDepartment, Finished, TurnedPage, WentBack


def leaving(state: State, scene: Leaving, happening: Happening, around: Around) -> Step:
    match happening:
        case ChoseDepartment(code=code) if any(each.code == code for each in around.departments):
            return replace(state, scene=replace(scene, department=code)), ()
        case ChoseSize(size=size) if scene.department and size in around.sizes:
            return open_door(state, Leave(scene.department, CellSize(size), scene.person, scene.case))
        case CardKnown(person=person):
            return replace(state, scene=replace(scene, person=person)), ()
        case CodeScanned(text=text) if scene.department:
            read = case_number(text)
            return replace(state, scene=replace(scene, case=read or scene.case, not_a_case=read is None)), ()
        case TurnedPage(by=by) if not scene.department:
            last = pages(around.departments, TILES_A_PAGE)
            return replace(state, scene=replace(scene, page=turned(scene.page, by, last))), ()
        case WentBack() if scene.department:
            return replace(state, scene=replace(scene, department="", full=False, not_a_case=False)), ()
        case WentBack() | Finished():
            return end(state, "ended")
        case CalledStaff():
            return call_staff(state, HELP)
    return state, ()


def kept(state: State, job: Leave, cell: int, what: PapersKept, around: Around) -> Step:
    """The papers are in the journal; the receipt's number is on the screen before the printer is asked."""
    state = replace(state, scene=Left(what.receipt, job.department, cell, ReceiptState.NOT_OFFERED, job.case))
    return _printing(state, state.scene) if around.printer and isinstance(state.scene, Left) else (state, ())


def on_paper(state: State, scene: Collected | Left, happening: Happening, around: Around) -> Step:
    """The last screen of a citizen: a receipt where there is a printer, once more where nothing came out of it."""
    printed = scene.receipt if isinstance(scene, Collected) else scene.print
    match happening:
        case WantsReceipt() if printed in (ReceiptState.OFFERED, ReceiptState.NOTHING_PRINTED) and around.printer:
            return _printing(state, scene)
        case ReceiptEnded(state=ended) if printed is ReceiptState.WORKING:
            return replace(state, scene=_with(scene, ended)), ()
        case Finished() | WentBack():
            return end(state, "finished")
        case CalledStaff():
            return call_staff(state, HELP)
    return state, ()


def _printing(state: State, scene: Collected | Left) -> Step:
    return replace(state, scene=_with(scene, ReceiptState.WORKING)), (PrintReceipt(scene),)


def _with(scene: Collected | Left, printed: ReceiptState) -> Collected | Left:
    return replace(scene, receipt=printed) if isinstance(scene, Collected) else replace(scene, print=printed)

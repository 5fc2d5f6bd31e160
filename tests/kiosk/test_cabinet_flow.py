"""A citizen at the cabinet, as lists of steps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.lockers.case_number import case_number
from kiosk.lockers.events import Problem, Way
from kiosk.lockers.flow.effects import (
    EndVisit,
    KeepPapers,
    LookUpCode,
    LookUpPass,
    LookUpPerson,
    OpenAgain,
    OpenCell,
    PrintReceipt,
    Report,
    Say,
    Taken,
    TellStaff,
    Undo,
)
from kiosk.lockers.flow.happenings import (
    CardInvalid,
    CardKnown,
    CellChosen,
    CodeScanned,
    DoorTold,
    Found,
    NoCell,
    NotFound,
    OutageChanged,
    PapersKept,
    ReaderSaid,
    ReceiptEnded,
    StaffAnswered,
    TimedOut,
)
from kiosk.lockers.flow.state import Keypad, Reader
from kiosk.lockers.sayings import Saying
from kiosk.lockers.views import (
    CancelsDeposit,
    ChoseProblem,
    ChoseSize,
    ClearedDigits,
    CollectedView,
    Door,
    DoorView,
    Entry,
    ErasedDigit,
    KeypadView,
    LeaveView,
    LeftView,
    ProblemView,
    ReceiptState,
    Reopens,
    SaidNotOpen,
    SaidTaken,
    SaidWrong,
    SentCode,
    Slot,
    TypedDigit,
    WantsReceipt,
    WantsToLeave,
)
from kiosk.staff_called import Staff
from kiosk.views import (
    CalledStaff,
    ChoseDepartment,
    Ended,
    Finished,
    Language,
    Outage,
    OutOfServiceView,
    SwitchedLanguage,
)
from tests.kiosk.cabinet_rig import AROUND, LICENCE, PERMIT, Visit

ONE = Found((LICENCE,), Way.CODE)
TWO = Found((LICENCE, PERMIT), Way.CARD)


def at_open_door(found: Found = ONE) -> Visit:
    visit = Visit()
    visit.take(CardKnown("h"), found, DoorTold(1, Door.OPEN))
    visit.wanted.clear()
    return visit


def test_a_code_is_typed_sent_once_and_gone() -> None:
    visit = Visit()
    assert visit.type("7304").typed == "7304"
    assert visit.take(ErasedDigit(), TypedDigit(5), SentCode()).typed == "7305"
    assert visit.did(LookUpCode) == []
    checked = visit.take(ClearedDigits(), *(TypedDigit(7) for _ in range(9)), SentCode(), SentCode())
    assert (checked.typed, checked.checking) == ("", True)
    (look,) = visit.did(LookUpCode)
    assert look.code == "77777777"
    assert "7777" not in repr((look, visit.state, replace(Keypad(), typed="77777777")))
    wrong = visit.take(NotFound(Entry.UNKNOWN, 4))
    assert (wrong.entry, wrong.tries_left, wrong.checking) == (Entry.UNKNOWN, 4, False)
    assert visit.type("1").entry is None


def test_a_code_opens_its_door_and_the_visit_ends_with_a_receipt() -> None:
    visit = Visit()
    visit.type("73041234")
    opening = visit.take(SentCode(), ONE)
    assert isinstance(opening, DoorView)
    assert (opening.cell, opening.door, opening.title) == (3, Door.OPENING, "营业执照")
    assert visit.doors() == [3]
    assert visit.take(DoorTold(1, Door.OPEN)).door is Door.OPEN
    assert visit.did(Say) == [Say(Saying.OPENED, 3)]
    assert visit.take(SaidTaken()).door is Door.OPEN
    assert visit.did(Taken) == [Taken(1)]
    closed = visit.take(DoorTold(1, Door.CLOSED))
    assert (closed.door, closed.may_reopen) == (Door.CLOSED, True)
    collected = visit.take(SaidTaken())
    assert collected == CollectedView(titles=("营业执照",), receipt=ReceiptState.OFFERED)
    assert visit.take(WantsReceipt()).receipt is ReceiptState.WORKING
    assert len(visit.did(PrintReceipt)) == 1
    assert visit.take(ReceiptEnded(ReceiptState.NOTHING_PRINTED)).receipt is ReceiptState.NOTHING_PRINTED
    assert visit.take(WantsReceipt()).receipt is ReceiptState.WORKING
    assert len(visit.did(PrintReceipt)) == 1
    assert visit.take(ReceiptEnded(ReceiptState.UNKNOWN), WantsReceipt()).receipt is ReceiptState.UNKNOWN
    assert visit.did(PrintReceipt) == []
    assert isinstance(visit.take(Finished()), KeypadView)
    assert visit.did(EndVisit) == [EndVisit("finished")]


def test_several_parcels_come_one_after_the_other_each_by_a_touch() -> None:
    visit = at_open_door(TWO)
    first = visit.take(DoorTold(1, Door.CLOSED))
    assert (first.nth, first.of, visit.doors()) == (1, 2, [])
    second = visit.take(SaidTaken())
    assert (second.nth, second.cell, second.door) == (2, 5, Door.OPENING)
    assert visit.doors() == [5]
    visit.take(DoorTold(1, Door.OPEN))  # the first door's word comes late
    assert visit.take(DoorTold(2, Door.OPEN), DoorTold(2, Door.CLOSED), SaidTaken()) == CollectedView(
        titles=("营业执照", "食品经营许可证"), receipt=ReceiptState.OFFERED
    )


def test_no_second_door_opens_for_somebody_who_has_left() -> None:
    visit = at_open_door(TWO)
    assert isinstance(visit.take(DoorTold(1, Door.CLOSED), TimedOut()), KeypadView)
    assert visit.doors() == []


def test_something_was_left_in_it_once() -> None:
    visit = at_open_door()
    assert visit.take(DoorTold(1, Door.CLOSED), Reopens()).door is Door.OPENING
    assert visit.did(OpenAgain) == [OpenAgain(1)]
    assert not visit.take(DoorTold(1, Door.OPEN), DoorTold(1, Door.CLOSED), Reopens()).may_reopen
    assert visit.did(OpenAgain) == []
    assert visit.take(TimedOut()).titles == ("营业执照",)


def test_a_door_that_does_not_open_calls_staff_and_nothing_is_said_to_be_taken() -> None:
    visit = Visit()
    assert visit.take(CardKnown("h"), ONE, DoorTold(1, Door.AGAIN)).door is Door.AGAIN
    shut = visit.take(DoorTold(1, Door.SHUT))
    assert (shut.door, shut.staff) == (Door.SHUT, Staff.ASKING)
    assert visit.did(TellStaff) == [TellStaff("locker did not open", "p1")]
    assert visit.take(StaffAnswered(told=False)).staff is Staff.UNREACHABLE
    assert visit.take(CalledStaff(), StaffAnswered(told=True)).staff is Staff.TOLD
    assert isinstance(visit.take(Finished()), KeypadView)


def test_an_open_door_is_first_left_open_then_the_visit_ends() -> None:
    visit = at_open_door()
    assert visit.take(TimedOut()).door is Door.LEFT_OPEN
    assert isinstance(visit.take(TimedOut()), KeypadView)
    assert visit.did(EndVisit) == [EndVisit("timeout")]


def test_what_is_wrong_is_reported_while_the_door_goes_on() -> None:
    visit = at_open_door()
    assert visit.take(SaidWrong()) == ProblemView(
        cell=3, title="营业执照", reported=False, staff=Staff.NOT_ASKED, phone="0534-12345"
    )
    visit.take(ChoseProblem("nonsense"))
    assert visit.did(Report) == []
    assert visit.take(ChoseProblem("empty"), ChoseProblem("empty")).reported
    assert visit.did(Report) == [Report(1, Problem.EMPTY)]
    assert visit.did(TellStaff) == [TellStaff("locker disputed", "p1")]
    assert visit.take(DoorTold(1, Door.CLOSED), Finished()).door is Door.CLOSED


def test_a_door_that_nobody_sees_is_pulsed_once_more_then_reported() -> None:
    visit = Visit()
    visit.take(CardKnown("h"), ONE, DoorTold(1, Door.UNSEEN), SaidNotOpen())
    assert visit.did(OpenAgain) == [OpenAgain(1)]
    assert visit.take(DoorTold(1, Door.UNSEEN), SaidNotOpen()).reported
    assert (visit.did(OpenAgain), visit.did(Report)) == ([], [Report(1, Problem.DID_NOT_OPEN)])


def test_readers_lead_on_only_from_the_first_screen() -> None:
    visit = Visit()
    assert visit.take(ReaderSaid(Reader.CARD, Slot.AGAIN)).card is Slot.AGAIN
    assert visit.take(CardInvalid()).entry is Entry.NOT_VALID
    visit.take(CodeScanned("HKP1.x"), CodeScanned("HKP1.y"), CardKnown("h"))
    assert (visit.did(LookUpPass), visit.did(LookUpPerson)) == ([LookUpPass("HKP1.x")], [])
    visit.take(ONE, CardKnown("h"), CodeScanned("HKP1.x"))
    assert visit.did(LookUpPerson) == visit.did(LookUpPass) == []


def test_a_pause_stops_the_keys_but_neither_qr_nor_card() -> None:
    visit = Visit(replace(AROUND, pause_seconds=60))
    assert (visit.type("12345678").typed, visit.take(SentCode()).pause_seconds) == ("", 60)
    visit.take(CardKnown("h"))
    assert (visit.did(LookUpCode), visit.did(LookUpPerson)) == ([], [LookUpPerson("h")])


def test_when_codes_are_stopped_the_screen_says_so_before_anybody_types() -> None:
    visit = Visit(replace(AROUND, stopped=True))
    typed = visit.type("12")
    assert (typed.typed, typed.entry) == ("", Entry.STOPPED)
    visit.take(CodeScanned("HKP1.x"))
    assert visit.did(LookUpPass) == [LookUpPass("HKP1.x")]


def test_papers_are_left_with_a_receipt() -> None:
    visit = Visit()
    chosen = visit.take(WantsToLeave(), CardKnown("h"), ChoseDepartment("none"), ChoseDepartment("tax"))
    assert (chosen.department, chosen.known, chosen.sizes) == ("税务", True, ("s", "m"))
    visit.take(ChoseSize("l"), ChoseSize("m"))
    (wanted,) = visit.did(OpenCell)
    assert (wanted.cell, wanted.job.person, wanted.job.case) == (0, "h", "")
    opened = visit.take(CellChosen(1, 6), DoorTold(1, Door.OPEN))
    assert (opened.cell, opened.may_cancel, opened.takes_out) == (6, True, False)
    kept = visit.take(DoorTold(1, Door.CLOSED), CancelsDeposit(), Reopens())
    assert (kept.may_cancel, kept.may_reopen, kept.keeping, kept.door) == (False, False, True, Door.CLOSED)
    assert visit.did(KeepPapers) == [KeepPapers(1)]
    left = visit.take(PapersKept(1, "K7QX-3M9P"))
    assert left == LeftView(receipt="K7QX-3M9P", department="税务", cell=6, print=ReceiptState.WORKING)
    assert visit.take(ReceiptEnded(ReceiptState.FAILED)).receipt == "K7QX-3M9P"


def test_a_receipt_is_asked_for_again_only_where_it_can_come() -> None:
    visit = at_open_door()
    visit.take(DoorTold(1, Door.CLOSED), SaidTaken(), WantsReceipt(), ReceiptEnded(ReceiptState.NOTHING_PRINTED))
    visit.did(PrintReceipt)
    visit.around = replace(AROUND, printer=False)
    assert visit.take(WantsReceipt()).receipt is ReceiptState.FAILED
    assert visit.did(PrintReceipt) == []
    visit.around = AROUND
    assert visit.take(WantsReceipt()).receipt is ReceiptState.WORKING


def test_the_case_of_papers_is_scanned_and_only_a_case_number_counts() -> None:
    visit = Visit()
    early = visit.take(WantsToLeave(), CodeScanned("BJ-2026-0001"))
    assert (early.case, early.code) == ("", Slot.READY)
    assert visit.take(ChoseDepartment("tax"), CodeScanned("BJ-2026-0001")).case == "BJ-2026-0001"
    wrong = visit.take(CodeScanned("HKP1.abcdefg"))
    assert (wrong.case, wrong.not_a_case) == ("BJ-2026-0001", True)
    again = visit.take(CodeScanned(" BJ-2026-0002 "))
    assert (again.case, again.not_a_case) == ("BJ-2026-0002", False)
    assert visit.take(ChoseSize("m"), NoCell(1)).case == "BJ-2026-0002"
    visit.take(ChoseSize("m"))
    assert [wanted.job.case for wanted in visit.did(OpenCell)] == ["BJ-2026-0002"] * 2
    assert visit.did(LookUpPass) == []


@pytest.mark.parametrize(
    "text", ["", "12", "ABCDE", "HKP1.a1b2", "https://a.example/1", "110101194910010001", "1" * 65]
)
def test_what_is_no_case_number_is_not_kept(text: str) -> None:
    assert case_number(text) is None


@pytest.mark.parametrize("text", ["371402202611220001", "BJ-1001", "DZ/2026/17"])
def test_case_numbers_are_kept_as_they_are(text: str) -> None:
    assert case_number(text) == text


@pytest.mark.parametrize("sensed", [None, False])
def test_papers_that_are_not_left_leave_nothing_behind(sensed: bool | None) -> None:
    visit = Visit()
    visit.take(WantsToLeave(), ChoseDepartment("tax"), ChoseSize("m"), CellChosen(1, 6), DoorTold(1, Door.OPEN))
    assert isinstance(visit.take(CancelsDeposit(), DoorTold(1, Door.CLOSED, sensed)), KeypadView)
    assert visit.did(Undo) == [Undo(1, "cancelled")]
    assert visit.did(KeepPapers) == []


def test_without_a_free_cell_nothing_is_promised() -> None:
    visit = Visit()
    full = visit.take(WantsToLeave(), ChoseDepartment("tax"), ChoseSize("m"), NoCell(1))
    assert isinstance(full, LeaveView)
    assert full.full


def test_the_language_is_the_visits_and_ends_with_it() -> None:
    visit = at_open_door()
    assert visit.take(SwitchedLanguage(Language.EN)).title == "Business licence"
    visit.take(Ended())
    assert visit.state.language is Language.ZH_CN


def test_an_outage_waits_for_the_visit() -> None:
    visit = at_open_door()
    assert isinstance(visit.take(OutageChanged(Outage.FAULT)), DoorView)
    assert isinstance(visit.take(Ended()), OutOfServiceView)
    assert isinstance(visit.take(CardKnown("h"), TypedDigit(1)), OutOfServiceView)
    assert visit.did(LookUpPerson) == []
    assert visit.take(CalledStaff()).staff is Staff.ASKING

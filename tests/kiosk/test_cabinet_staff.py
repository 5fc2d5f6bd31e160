"""Staff at the cabinet, as lists of steps: every mistake has its way back, and no parcel is lost on it."""

from __future__ import annotations

import pytest

from kiosk.lockers.flow.effects import (
    KeepDeposit,
    KeepRecovery,
    LetGo,
    LookUpLabel,
    LookUpOnce,
    OpenAgain,
    OpenCell,
    SignOut,
    StillInside,
    Undo,
)
from kiosk.lockers.flow.happenings import (
    CellChosen,
    CodeScanned,
    DoorTold,
    LabelFound,
    LabelRefused,
    NoCell,
    StaffFound,
    TimedOut,
)
from kiosk.lockers.flow.state import Parcel
from kiosk.lockers.views import (
    Asks,
    CancelsDeposit,
    ChoseParcel,
    Door,
    DoorView,
    InsideView,
    KeypadView,
    Label,
    LabelView,
    RecoverView,
    Reopens,
    SaidInside,
    SaidWrongCell,
    SentCode,
    Slot,
    StaffDeskView,
    WantsDeposit,
    WantsRecover,
    WantsStaffKeypad,
)
from kiosk.lockers.wire import CellSize
from kiosk.views import Ended, WentBack
from tests.kiosk.cabinet_rig import Visit

NEW = Parcel("p9", 0, "许可证", "Permit", "李*")
FOUND = LabelFound(NEW, CellSize.MEDIUM, low=False)


def signed_in() -> Visit:
    visit = Visit()
    visit.take(CodeScanned("HKP1.badge"), StaffFound("li", "李静", "badge"))
    visit.wanted.clear()
    return visit


def putting_in(cell: int = 4, *, opened: bool = True) -> Visit:
    visit = signed_in()
    visit.take(WantsDeposit(), CodeScanned("LBL-9"), FOUND, CellChosen(1, cell))
    if opened:
        visit.take(DoorTold(1, Door.OPEN))
    visit.wanted.clear()
    return visit


def test_staff_signs_in_with_a_once_code_and_out_by_leaving() -> None:
    visit = Visit()
    assert visit.take(WantsStaffKeypad()).asks is Asks.STAFF
    visit.type("12345678")
    visit.take(SentCode())
    assert [effect.code for effect in visit.did(LookUpOnce)] == ["12345678"]
    desk = visit.take(StaffFound("li", "李静", "once"))
    assert isinstance(desk, StaffDeskView)
    assert (desk.name, desk.inside, desk.overdue) == ("李静", 2, 1)
    assert isinstance(visit.take(Ended()), KeypadView)
    assert visit.did(SignOut) == [SignOut("li", "once")]


def test_staff_who_walked_away_is_signed_out() -> None:
    visit = signed_in()
    assert isinstance(visit.take(WantsDeposit(), TimedOut()), KeypadView)
    assert visit.did(SignOut) == [SignOut("li", "badge")]


def test_many_parcels_in_a_row() -> None:
    visit = signed_in()
    for count in (1, 2):
        looking = visit.take(WantsDeposit(), CodeScanned(" LBL-9 "))
        assert looking.reader is Slot.WORKING
        assert visit.did(LookUpLabel) == [LookUpLabel("LBL-9")]
        assert visit.take(FOUND).door is Door.OPENING
        (wanted,) = visit.did(OpenCell)
        assert (wanted.cell, wanted.job.size) == (0, CellSize.MEDIUM)
        visit.take(CellChosen(count, 3 + count), DoorTold(count, Door.OPEN), DoorTold(count, Door.CLOSED))
        put = visit.take(SaidInside(inside=True))
        assert isinstance(put, LabelView)
        assert (put.put_in, put.last_cell) == (count, 3 + count)
        assert visit.did(KeepDeposit) == [KeepDeposit(count, None)]


def test_what_the_item_sensor_sees_needs_no_question() -> None:
    visit = putting_in()
    assert isinstance(visit.take(DoorTold(1, Door.CLOSED, sensed=True)), LabelView)
    assert visit.did(KeepDeposit) == [KeepDeposit(1, True)]


def test_nothing_was_put_in() -> None:
    visit = putting_in()
    asked = visit.take(DoorTold(1, Door.CLOSED, sensed=False))
    assert isinstance(asked, InsideView)
    assert asked.sensed is False
    assert isinstance(visit.take(SaidInside(inside=False)), LabelView)
    assert visit.did(Undo) == [Undo(1, "nothing_put_in")]


@pytest.mark.parametrize("shut_first", [True, False])
def test_the_wrong_cell_is_emptied_and_another_one_opened(shut_first: bool) -> None:
    visit = putting_in()
    if shut_first:
        assert visit.take(DoorTold(1, Door.CLOSED), SaidWrongCell()).door is Door.OPENING
        assert visit.did(OpenAgain) == [OpenAgain(1)]
        visit.take(DoorTold(1, Door.OPEN))
    else:
        visit.take(SaidWrongCell())
    visit.take(DoorTold(1, Door.CLOSED))
    assert visit.did(Undo) == [Undo(1, "wrong_cell")]
    (wanted,) = visit.did(OpenCell)
    assert (wanted.opening, wanted.cell, wanted.job.avoid, wanted.job.undoing) == (2, 0, {4}, "")


def test_a_cancelled_deposit_must_be_taken_out_again() -> None:
    visit = putting_in()
    still = visit.take(CancelsDeposit(), DoorTold(1, Door.STILL_THERE))
    assert (still.door, still.may_reopen, visit.did(Undo)) == (Door.STILL_THERE, True, [])
    visit.take(Reopens(), DoorTold(1, Door.OPEN), DoorTold(1, Door.CLOSED, sensed=False))
    assert visit.did(Undo) == [Undo(1, "cancelled")]


def test_a_cancelled_deposit_is_asked_about_where_nothing_senses() -> None:
    visit = putting_in()
    asked = visit.take(CancelsDeposit(), DoorTold(1, Door.CLOSED))
    assert (asked.sensed, visit.did(Undo)) == (None, [])  # it may lie in there all the same
    visit.take(SaidInside(inside=False))
    assert visit.did(Undo) == [Undo(1, "nothing_put_in")]


def test_a_door_that_does_not_open_again_keeps_what_may_lie_behind_it() -> None:
    visit = putting_in()
    asked = visit.take(DoorTold(1, Door.CLOSED), CancelsDeposit(), DoorTold(1, Door.SHUT))
    assert isinstance(asked, InsideView)
    assert visit.did(Undo) == []
    visit.take(SaidInside(inside=True))
    assert visit.did(KeepDeposit) == [KeepDeposit(1, None)]


def test_two_doors_that_stay_shut_are_enough() -> None:
    visit = putting_in(opened=False)
    assert visit.take(DoorTold(1, Door.SHUT)).door is Door.OPENING
    assert visit.doors() == [0]
    refused = visit.take(CellChosen(2, 5), DoorTold(2, Door.SHUT))
    assert isinstance(refused, LabelView)
    assert refused.problem is Label.NO_DOOR
    assert visit.did(Undo) == [Undo(1, "did_not_open"), Undo(2, "did_not_open")]


def test_a_label_that_opens_nothing_says_why() -> None:
    visit = signed_in()
    visit.take(WantsDeposit())
    assert visit.type("42").typed == "42"
    assert visit.take(SentCode(), LabelRefused(Label.UNKNOWN)).problem is Label.UNKNOWN
    assert visit.take(CodeScanned("LBL-9"), FOUND, NoCell(1)).problem is Label.NO_CELL
    assert isinstance(visit.take(WentBack()), StaffDeskView)


def test_a_parcel_is_taken_out_when_staff_says_so() -> None:
    visit = signed_in()
    listed = visit.take(WantsRecover())
    assert isinstance(listed, RecoverView)
    assert [row.parcel for row in listed.rows] == ["p2", "p1"]
    assert isinstance(visit.take(ChoseParcel("p2")), DoorView)
    assert visit.doors() == [5]
    assert visit.take(DoorTold(1, Door.OPEN), DoorTold(1, Door.CLOSED)).sensed is None
    visit.take(SaidInside(inside=True))
    assert (visit.did(StillInside), visit.did(KeepRecovery)) == ([StillInside(1)], [])
    visit.take(ChoseParcel("p2"), DoorTold(2, Door.OPEN), DoorTold(2, Door.CLOSED), SaidInside(inside=False))
    assert visit.did(KeepRecovery) == [KeepRecovery(2)]
    visit.take(ChoseParcel("p1"), DoorTold(3, Door.OPEN), DoorTold(3, Door.CLOSED, sensed=False))
    assert visit.did(KeepRecovery) == [KeepRecovery(3)]
    assert isinstance(visit.take(ChoseParcel("p1"), DoorTold(4, Door.SHUT), WentBack()), RecoverView)
    assert visit.did(LetGo) == [LetGo(4)]

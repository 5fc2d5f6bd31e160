"""Whatever comes in whatever order: no door for anybody else, no screen without an end, a view for every state."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.lockers.events import Problem, Way
from kiosk.lockers.flow.allowed import allowed_seconds, is_quiet, wanted_readers
from kiosk.lockers.flow.effects import KeepDeposit, KeepRecovery, OpenCell, StillInside
from kiosk.lockers.flow.happenings import (
    CardInvalid,
    CardKnown,
    CellChosen,
    CodeScanned,
    DoorTold,
    Found,
    Happening,
    LabelFound,
    LabelRefused,
    NoCell,
    NotFound,
    OutageChanged,
    PapersKept,
    ReaderSaid,
    ReceiptEnded,
    StaffAnswered,
    StaffFound,
    TimedOut,
)
from kiosk.lockers.flow.show import view
from kiosk.lockers.flow.state import Deposit, Leave, Pickup, Reader, Recover, State
from kiosk.lockers.flow.step import out_of_service, step
from kiosk.lockers.views import (
    CancelsDeposit,
    ChoseParcel,
    ChoseProblem,
    ChoseSize,
    ClearedDigits,
    Door,
    Entry,
    ErasedDigit,
    Label,
    ReceiptState,
    Reopens,
    SaidInside,
    SaidNotOpen,
    SaidTaken,
    SaidWrong,
    SaidWrongCell,
    SentCode,
    Slot,
    TypedDigit,
    WantsDeposit,
    WantsReceipt,
    WantsRecover,
    WantsStaffKeypad,
    WantsToLeave,
)
from kiosk.lockers.wire import CellSize
from kiosk.views import (
    CalledStaff,
    ChoseDepartment,
    Ended,
    Finished,
    Language,
    Outage,
    SwitchedLanguage,
    TurnedPage,
    WentBack,
)
from tests.kiosk.cabinet_rig import AROUND, LICENCE, PERMIT, SETTINGS

LONGEST_WAY_HOME = 6  # times out so often at most, from anywhere
ENTRY = 8  # digits

touches = st.one_of(
    st.sampled_from([
        ErasedDigit(), ClearedDigits(), SentCode(), SaidTaken(), SaidNotOpen(), SaidWrong(), Reopens(), WantsReceipt(),
        WantsStaffKeypad(), WantsDeposit(), WantsRecover(), SaidWrongCell(), CancelsDeposit(), WantsToLeave(),
        CalledStaff(), Ended(), Finished(), WentBack(),
    ]),
    st.builds(TypedDigit, st.integers(0, 9)),
    st.builds(ChoseProblem, st.sampled_from([*Problem, "x"])),
    st.builds(ChoseParcel, st.sampled_from(["p1", "p2", "x"])),
    st.builds(SaidInside, st.booleans()),
    st.builds(ChoseSize, st.sampled_from(["s", "m", "l", "x"])),
    st.builds(ChoseDepartment, st.sampled_from(["tax", "x"])),
    st.builds(TurnedPage, st.integers(-3, 3)),
    st.builds(SwitchedLanguage, st.sampled_from(Language)),
)  # fmt: skip
PRINTED = [ReceiptState.DONE, ReceiptState.NOTHING_PRINTED, ReceiptState.FAILED, ReceiptState.UNKNOWN]
opening = st.integers(1, 3)
heard = st.one_of(
    st.sampled_from([CardInvalid(), CardKnown("h"), CodeScanned("x"), TimedOut(), LabelRefused(Label.UNKNOWN)]),
    st.builds(ReaderSaid, st.sampled_from(Reader), st.sampled_from(Slot)),
    st.builds(Found, st.sampled_from([(LICENCE,), (LICENCE, PERMIT)]), st.sampled_from([Way.CODE, Way.QR, Way.CARD])),
    st.builds(NotFound, st.sampled_from(Entry), st.one_of(st.none(), st.integers(0, 5))),
    st.builds(StaffFound, st.just("li"), st.just("李静"), st.sampled_from(["badge", "once"])),
    st.builds(LabelFound, st.just(replace(LICENCE, cell=0)), st.sampled_from(CellSize), st.booleans()),
    st.builds(CellChosen, opening, st.integers(1, 8)),
    st.builds(NoCell, opening),
    st.builds(DoorTold, opening, st.sampled_from(Door), st.one_of(st.none(), st.booleans())),
    st.builds(PapersKept, opening, st.just("K7QX-3M9P")),
    st.builds(ReceiptEnded, st.sampled_from(PRINTED)),
    st.builds(StaffAnswered, st.booleans()),
    st.builds(OutageChanged, st.sampled_from([None, Outage.FAULT])),
)


def after(state: State, happening: Happening) -> State:
    """The step, checked: who may have a door opened, and who says what becomes of a parcel."""
    following, effects = step(state, happening, AROUND)
    for effect in effects:
        if isinstance(effect, OpenCell):
            rightful(state, happening, effect)
        if isinstance(effect, KeepDeposit | KeepRecovery | StillInside):
            assert state.session is not None
    view(following, AROUND)
    wanted_readers(following)
    waits = allowed_seconds(following, SETTINGS)
    assert (waits is None) is (is_quiet(following) or out_of_service(following))
    return following if following.visit else replace(following, visit="next")


def rightful(before: State, happening: Happening, wanted: OpenCell) -> None:
    """The parcels were just found for whoever stands there, or staff is signed in; a citizen's papers get a cell that
    the cabinet chooses."""
    match wanted.job:
        case Pickup(parcel=parcel):
            door = getattr(before.scene, "job", None)
            known = happening.parcels if isinstance(happening, Found) else door.waiting if door else ()
            assert parcel in known
            assert wanted.cell == parcel.cell
            assert before.session is None
        case Deposit():
            assert (before.session is not None, wanted.cell) == (True, 0)
        case Recover(parcel=parcel):
            assert before.session is not None
            assert wanted.cell == parcel.cell
        case Leave():
            assert wanted.cell == 0


@settings(max_examples=120)
@given(st.lists(st.one_of(touches, heard, heard), max_size=40))
def test_any_order_keeps_every_door_to_its_own_people(happenings: list[Happening]) -> None:
    state = State(visit="first")
    for happening in happenings:
        state = after(state, happening)


@settings(max_examples=80)
@given(st.lists(st.one_of(touches, heard, heard), max_size=25))
def test_from_anywhere_time_leads_home(happenings: list[Happening]) -> None:
    state = State(visit="first")
    for happening in happenings:
        state = after(state, happening)
    state = after(state, OutageChanged(None))
    for _ in range(LONGEST_WAY_HOME):
        if not is_quiet(state):
            state = after(state, TimedOut())
    assert is_quiet(state)


@settings(max_examples=20)
@given(st.text("0123456789", min_size=ENTRY, max_size=ENTRY))
def test_nothing_that_was_typed_can_be_read_from_a_log(code: str) -> None:
    state = State(visit="first")
    for digit in code:
        state = after(state, TypedDigit(int(digit)))
    following, effects = step(state, SentCode(), AROUND)
    assert code not in repr((state, following, effects))
    assert code not in repr(following.scene)

"""What can be pressed at a cabinet, and what it sends: the table in docs/lockers.md, press by press."""

from __future__ import annotations

import typing

import pytest

from kiosk.lockers.views import (
    CancelsDeposit,
    ChoseParcel,
    ChoseProblem,
    ChoseSize,
    ClearedDigits,
    ErasedDigit,
    LockerAnswer,
    Reopens,
    SaidInside,
    SaidNotOpen,
    SaidTaken,
    SaidWrong,
    SaidWrongCell,
    SentCode,
    TypedDigit,
    WantsDeposit,
    WantsReceipt,
    WantsRecover,
    WantsStaffKeypad,
    WantsToLeave,
)
from kiosk.views import (
    Answer,
    CalledStaff,
    ChoseDepartment,
    Ended,
    Finished,
    Language,
    SwitchedLanguage,
    TurnedPage,
    View,
    WentBack,
)
from screens.which import AT_WINDOW, IN_LOBBY
from tests.screens.album import ALBUM_DEADLINE_S

END = Ended()
KEYS: set[Answer] = {*map(TypedDigit, range(10)), ClearedDigits(), ErasedDigit()}
AT_PICKUP: set[Answer] = {CalledStaff(), WantsToLeave()}
SENT: dict[str, set[Answer]] = {
    "keypad": {*KEYS, *AT_PICKUP, WantsStaffKeypad()},
    "keypad-typing": {*KEYS, *AT_PICKUP, END},
    "keypad-full": {*KEYS, *AT_PICKUP, SentCode(), END},
    "keypad-checking": {*KEYS, *AT_PICKUP, END},
    "keypad-code-only": {*KEYS, CalledStaff(), WantsStaffKeypad()},
    "keypad-wrong": {*KEYS, *AT_PICKUP, END},
    "keypad-paused": {WantsToLeave(), WantsStaffKeypad()},
    "keypad-stopped": {*AT_PICKUP, WantsStaffKeypad()},
    "keypad-stopped-only-staff": {CalledStaff(), WantsStaffKeypad()},
    "keypad-staff": {*KEYS, WentBack(), END},
    "door-opening": {END},
    "door-again": {END},
    "door-open": {SaidTaken(), SaidNotOpen(), SaidWrong(), END},
    "door-left-open": {SaidTaken(), SaidNotOpen(), SaidWrong(), END},
    "door-unseen": {SaidTaken(), SaidNotOpen(), SaidWrong(), END},
    "door-shut": {Finished(), END},
    "door-many-rows-shut": {CalledStaff(), Finished(), END},
    "door-closed": {Finished(), Reopens(), SaidWrong(), END},
    "door-still-there": {Reopens(), SaidWrong(), CalledStaff(), END},
    "door-deposit": {SaidTaken(), SaidWrongCell(), CancelsDeposit(), END},
    "door-leave": {SaidTaken(), CancelsDeposit(), CalledStaff(), END},
    "door-leave-keeping": {END},
    "problem": {*map(ChoseProblem, ("empty", "wrong_thing", "did_not_open")), WentBack(), END},
    "problem-reported-long-names": {CalledStaff(), Finished(), END},
    "collected": {Finished(), WantsReceipt(), END},
    "collected-many": {Finished(), END},
    "left": {Finished(), WantsReceipt(), END},
    "left-once-more": {Finished(), WantsReceipt(), END},
    "left-failed": {Finished(), END},
    "staff-desk": {WantsDeposit(), WantsRecover(), END},
    "label": {*KEYS, WentBack(), END},
    "label-typed": {*KEYS, SentCode(), WentBack(), END},
    "inside-deposit": {SaidInside(True), SaidInside(False), SaidWrongCell(), Reopens(), END},
    "inside-recover": {SaidInside(False), SaidInside(True), Reopens(), END},
    "recover-long-names": {*(ChoseParcel(str(at)) for at in range(6)), TurnedPage(), WentBack(), END},
    "recover-none": {WentBack(), END},
    "leave": {*map(ChoseDepartment, ("si", "mi", "hr", "tax", "re", "ma")), TurnedPage(), WentBack(), END},
    "leave-size": {ChoseSize("s"), ChoseSize("m"), WentBack(), END},
    "leave-size-known": {*map(ChoseSize, "sml"), WentBack(), END},
    "leave-not-a-case": {ChoseSize("s"), ChoseSize("m"), WentBack(), END},
    "leave-full": {WentBack(), END},
    "out-of-service": {CalledStaff()},
}


@pytest.mark.timeout(ALBUM_DEADLINE_S)
@pytest.mark.parametrize(
    ("page", "other"), [("portrait-zh", Language.EN), ("landscape-en", Language.ZH_CN)], ids=["zh", "en"]
)
def test_the_cabinet_sends_what_its_views_offer(
    answers: dict[str, list[list[str]]], page: str, other: Language
) -> None:
    for name, wanted in SENT.items():
        found = {answer for press in answers[f"cabinet-{page}-{name}"] for answer in press}
        assert found == {repr(answer) for answer in (*wanted, SwitchedLanguage(other))}, name


def test_every_answer_of_a_cabinet_has_its_button() -> None:
    sent = {type(answer) for wanted in SENT.values() for answer in wanted}
    assert set(typing.get_args(LockerAnswer)) - sent == set()


def test_every_view_has_its_screen() -> None:
    assert {view.__name__ for view in typing.get_args(View)} == set(IN_LOBBY) | set(AT_WINDOW)

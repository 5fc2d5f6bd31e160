""" "Are you still there?" at a cabinet: asked in the last seconds of a visit, never while its door may be open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from kiosk.glass import QUIET, Glass
from kiosk.local import Countdown
from kiosk.lockers.flow.allowed import warning_seconds
from kiosk.lockers.flow.happenings import CardKnown, DoorTold, PapersKept
from kiosk.lockers.views import (
    ChoseSize,
    Door,
    KeypadView,
    SaidTaken,
    SaidWrong,
    TypedDigit,
    WantsStaffKeypad,
    WantsToLeave,
)
from kiosk.screen_time import ScreenTime
from kiosk.settings.lockers import Lockers
from kiosk.views import ChoseDepartment, WantsMoreTime
from tests.kiosk.cabinet_rig import SETTINGS, Visit
from tests.kiosk.cabinet_stand import cabinet
from tests.kiosk.test_cabinet_engine import rows_of
from tests.kiosk.test_cabinet_flow import ONE, at_open_door

OPEN = (Door.OPENING, Door.AGAIN, Door.OPEN, Door.LEFT_OPEN, Door.UNSEEN)


class Heard(Glass):
    """A glass that only remembers its countdown."""

    def __init__(self) -> None:
        self.left = QUIET

    def count_down(self, countdown: Countdown) -> None:
        self.left = countdown


def asked(visit: Visit) -> bool:
    return warning_seconds(visit.state, SETTINGS) == SETTINGS.warning_last_s


def test_the_last_seconds_carry_the_question_and_a_new_start_takes_it_away(held: Any) -> None:
    glass, ended, aloud = Heard(), [], []
    time = ScreenTime(
        glass, lambda: held.monotonic, lambda: ended.append(held.monotonic), lambda: aloud.append(held.monotonic)
    )
    time.start(90, counted=True, warning_last_s=30)
    warned = []
    for _ in range(61):
        warned.append(glass.left.warning)
        held.go(1)
        time.tick()
    assert (warned.index(True), glass.left) == (60, Countdown(left=29, total=90, warning=True, number_kept=False))
    assert len(aloud) == 1, "said once, not each second"
    time.start(90, counted=True, warning_last_s=30)
    assert glass.left == Countdown(left=90, total=90, warning=False, number_kept=False)
    held.go(70)
    time.tick()
    assert len(aloud) == 2, "and again when it is asked again"
    held.go(20)
    assert time.tick() is None
    assert (len(ended), glass.left) == (1, QUIET)
    time.start(12, counted=True, warning_last_s=30)
    assert not glass.left.warning, "a screen that soon goes anyway asks nobody"


@pytest.mark.parametrize("door", list(Door))
def test_nobody_is_asked_at_a_door_that_may_be_open(door: Door) -> None:
    visit = Visit()
    visit.take(CardKnown("h"), ONE, DoorTold(1, Door.OPEN), DoorTold(1, door))
    assert asked(visit) is (door not in OPEN)
    visit.take(SaidWrong())
    assert asked(visit) is (door not in OPEN)


def test_what_was_begun_is_asked_for_and_the_last_screens_are_not() -> None:
    visit = Visit()
    for begun in (TypedDigit(7), WantsStaffKeypad()):
        visit.take(begun)
        assert asked(visit)
    visit = at_open_door()
    visit.take(DoorTold(1, Door.CLOSED), SaidTaken())
    assert not asked(visit)
    visit = Visit()
    visit.take(WantsToLeave(), ChoseDepartment("tax"))
    assert asked(visit)
    visit.take(ChoseSize("m"), DoorTold(1, Door.OPEN), DoorTold(1, Door.CLOSED), PapersKept(1, "K7QX-3M9P"))
    assert not asked(visit), "nothing is laid over a receipt's number"


@pytest.mark.parametrize("shorter", ["idle_s", "staff_idle_s"])
def test_the_question_comes_within_the_visit(shorter: str) -> None:
    with pytest.raises(ValidationError, match="warning_last_s must be below"):
        Lockers.model_validate(SETTINGS.model_dump() | {shorter: 20, "warning_last_s": 20})


async def test_more_time_is_given_and_the_visit_goes_on(
    tmp_path: Path, served: Callable[..., Any], touching: Callable[..., Any]
) -> None:
    async with served() as centre:
        rows_of(centre)
        async with cabinet(tmp_path, centre.url, touching, idle_s=10, warning_last_s=9) as at:
            await at.shows(KeypadView)
            at.answer(TypedDigit(7))
            await until_counted(at.face, lambda told: told.warning and told.left <= 9)
            at.answer(WantsMoreTime())
            await until_counted(at.face, lambda told: not told.warning and told.left == 10)
            await at.shows(KeypadView, typed="7")


async def until_counted(face: Any, condition: Callable[[Countdown], bool]) -> None:
    async with asyncio.timeout(10):
        while True:
            told = await face.next()
            if isinstance(told, Countdown) and told.left is not None and condition(told):
                return

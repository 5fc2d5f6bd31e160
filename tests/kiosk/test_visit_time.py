"""Countdowns with a clock that the test holds: the warning, more time, the wipe."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kiosk.deeds import Deeds
from kiosk.fitted import Fitted
from kiosk.glass import QUIET, Glass
from kiosk.hall import Hall
from kiosk.life import setup_for
from kiosk.local import Answered, Countdown
from kiosk.outages import Outages
from kiosk.readers import Readers
from kiosk.settings import Settings
from kiosk.views import (
    ChoseDepartment,
    DepartmentsView,
    Language,
    Paper,
    ServicesView,
    Started,
    SwitchedLanguage,
    Touched,
    WantsMoreTime,
    WelcomeView,
)
from kiosk.visit import Visits


class Still:
    """Prints, numbers, staff: nobody asks them in these tests."""

    def paper(self) -> Paper:
        return Paper.OK


class Quiet:
    async def append(self, body: Any) -> int:
        return 1


@pytest.fixture
def known(hall: Hall) -> list[Hall]:
    """The hall as it is known now; a test may change it."""
    return [hall]


@pytest.fixture
async def standing(held: Any, known: list[Hall], log: Any, tmp_path: Any) -> Any:
    terminal = {"code": "lobby-1", "state_dir": tmp_path, "token_file": tmp_path / "token"}
    settings = Settings.model_validate({"terminal": terminal, "centre": {"url": "http://127.0.0.1:9"}})
    glass = Glass(setup_for(settings, known[0]))
    outages = Outages(held.clock(), log)
    still: Any = Still()
    journal: Any = Quiet()
    deeds = Deeds(journal, still, still, still, lambda: known[0], still)
    readers = Readers(Fitted(), settings.readers, lambda: known[0], held.clock(), log)
    visits = Visits(
        glass=glass, journal=journal, deeds=deeds, prints=still, readers=readers, outages=outages,
        hall=lambda: known[0], clock=held.clock(), settings=settings.visit, log=log, trace=still,
    )  # fmt: skip
    visits.open()

    def touch(answer: Any) -> None:
        held.go(1)
        visits.answered(Answered(view=glass.show.number, answer=answer))

    yield visits, glass, touch
    await visits.close(1)


def countdown(glass: Glass) -> Countdown:
    last = glass.all()[-1]
    assert isinstance(last, Countdown)
    return last


async def test_a_visit_without_a_touch_is_warned_and_wiped(standing: Any, held: Any) -> None:
    visits, glass, touch = standing
    assert countdown(glass) == QUIET
    touch(Started())
    assert countdown(glass) == Countdown(left=60, total=60, warning=False, number_kept=False)
    held.go(29)
    assert visits.tick() == pytest.approx(1.0)
    assert countdown(glass).left == 31
    held.go(1)
    visits.tick()
    assert countdown(glass) == Countdown(left=30, total=60, warning=True, number_kept=False)
    held.go(30)
    visits.tick()
    assert isinstance(glass.show.view, WelcomeView)
    assert countdown(glass) == QUIET
    assert visits.tick() is None


async def test_any_touch_restarts_the_countdown(standing: Any, held: Any) -> None:
    visits, glass, touch = standing
    touch(Started())
    held.go(50)
    touch(Touched())
    assert countdown(glass).left == 60
    held.go(59)
    visits.tick()
    assert isinstance(glass.show.view, DepartmentsView)


async def test_more_time_is_given_at_least_ten_times(standing: Any, held: Any) -> None:
    visits, glass, touch = standing
    touch(Started())
    for _ in range(10):
        held.go(55)
        visits.tick()
        touch(WantsMoreTime())
        assert countdown(glass).left == 60
    held.go(55)
    visits.tick()
    touch(WantsMoreTime())
    assert countdown(glass).left == 5
    touch(ChoseDepartment("police"))  # a step is a new beginning
    held.go(55)
    touch(WantsMoreTime())
    assert countdown(glass).left == 60


async def test_a_figure_that_changes_neither_restarts_the_time_nor_loses_the_touch(
    standing: Any, held: Any, known: list[Hall]
) -> None:
    visits, glass, touch = standing
    touch(Started())
    before = glass.show.number
    held.go(20)
    known[0] = replace(known[0], waiting=None)
    visits.hall_changed()
    assert glass.show.number == before + 1
    assert glass.show.view.waiting is None
    visits.tick()
    assert countdown(glass).left == 40
    visits.answered(Answered(view=before, answer=ChoseDepartment("police")))
    assert isinstance(glass.show.view, ServicesView)


async def test_a_touch_at_the_moment_in_which_the_language_changes_counts(standing: Any) -> None:
    _, glass, touch = standing
    touch(Started())
    before = glass.show.number
    touch(SwitchedLanguage(Language.EN))
    assert glass.show.number == before + 1
    assert glass.takes_answer_to(before)
    touch(ChoseDepartment("police"))
    assert not glass.takes_answer_to(before)


async def test_a_forgotten_language_falls_back_silently(standing: Any, held: Any) -> None:
    visits, glass, touch = standing
    touch(SwitchedLanguage(Language.EN))
    assert (glass.show.language, countdown(glass)) == (Language.EN, QUIET)
    held.go(60)
    visits.tick()
    assert glass.show.language is Language.ZH_CN

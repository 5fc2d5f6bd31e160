"""What can be pressed on each screen, and what it sends: exactly the answers of `kiosk/views.py`, each press one."""

from __future__ import annotations

import pytest

from kiosk.person import Green
from kiosk.views import (
    AnotherService,
    Answer,
    CalledStaff,
    ChoseAppointment,
    ChoseGreen,
    Confirmed,
    Ended,
    Finished,
    Language,
    Rated,
    SentReasons,
    Started,
    SwitchedLanguage,
    TakesOrdinary,
    ToggledReason,
    TriesAgain,
    WantsCheckIn,
    WantsGreen,
    WantsHelp,
    WantsReprint,
    WentBack,
    WithoutCard,
)
from tests.screens.album import ALBUM_DEADLINE_S

END = Ended()
SENT: dict[str, set[Answer]] = {
    "welcome": {Started()},
    "welcome-tiles": {Started(), WantsCheckIn(), WantsHelp()},
    "welcome-help-only": {Started(), WantsHelp()},
    "welcome-closed": {WantsHelp()},
    "welcome-closed-nothing": set(),
    "help-not-asked": {CalledStaff(), WentBack(), END},
    "help-asking": {WentBack(), END},
    "help-told": {WentBack(), END},
    "help-unreachable": {CalledStaff(), WentBack(), END},
    "identify-waiting": {WithoutCard(), WentBack(), END},
    "identify-working": {WentBack(), END},
    "identify-wrong": {TriesAgain(), CalledStaff(), WentBack(), END},
    "identify-not-here": {WithoutCard(), TriesAgain(), CalledStaff(), WentBack(), END},
    "check-in": {WentBack(), END},
    "check-in-not-here": {TakesOrdinary(), CalledStaff(), TriesAgain(), WentBack(), END},
    "appointments": {ChoseAppointment("1"), WentBack(), END},
    "green": {*(ChoseGreen(green) for green in (*Green, None)), WentBack(), END},
    "refused-queued": {WantsReprint(), AnotherService(), CalledStaff(), WentBack(), END},
    "refused-queued-busy": {END},
    "refused-appointment-late": {TakesOrdinary(), AnotherService(), CalledStaff(), WentBack(), END},
    "refused-appointment-used": {
        WantsReprint(),
        TakesOrdinary(),
        AnotherService(),
        CalledStaff(),
        WentBack(),
        END,
    },
    "refused-slot-full": {AnotherService(), WentBack(), END},
    "confirm": {Confirmed(), WentBack(), END},
    "confirm-green": {Confirmed(), WantsGreen(), WentBack(), END},
    "confirm-appointment": {Confirmed(), WentBack(), END},
    "ticket-reprint": {AnotherService(), Finished(), END},
}
SENT_AT_WINDOW: dict[str, set[Answer]] = {
    "counter-idle": set(),
    "counter-serving-long-name-away": set(),
    "rate": {*(Rated(level) for level in range(1, 6)), END},
    "reasons": {*(ToggledReason(str(200 + at)) for at in range(6)), SentReasons(), WentBack(), END},
    "reasons-eight-none-ticked": {*(ToggledReason(str(200 + at)) for at in range(8)), WentBack(), END},
    "thanks": {END},
    "out-of-service": set(),
}


@pytest.mark.timeout(ALBUM_DEADLINE_S)
@pytest.mark.parametrize(
    ("album_page", "other"), [("portrait-zh", Language.EN), ("landscape-en", Language.ZH_CN)], ids=["zh", "en"]
)
def test_the_lobby_sends_what_its_views_offer(
    answers: dict[str, list[list[str]]], album_page: str, other: Language
) -> None:
    for name, wanted in SENT.items():
        assert _of(answers[f"{album_page}-{name}"]) == said({*wanted, SwitchedLanguage(other)}), name


@pytest.mark.timeout(ALBUM_DEADLINE_S)
def test_the_window_sends_what_its_views_offer(answers: dict[str, list[list[str]]]) -> None:
    for name, wanted in SENT_AT_WINDOW.items():
        assert _of(answers[f"window-zh-{name}"]) == said({*wanted, SwitchedLanguage(Language.EN)}), name


@pytest.mark.timeout(ALBUM_DEADLINE_S)
def test_nothing_that_can_be_pressed_is_dead_and_no_press_sends_twice(answers: dict[str, list[list[str]]]) -> None:
    """But while a number is fetched or a copy made: then the busy screen waits for it."""
    assert {name for name, presses in answers.items() if any(len(press) > 1 for press in presses)} == set()
    silent = {name for name, presses in answers.items() if any(not press for press in presses)}
    assert {name for name in silent if "busy" not in name} == set()


def said(answers: set[Answer]) -> set[str]:
    return {repr(answer) for answer in answers}


def _of(presses: list[list[str]]) -> set[str]:
    return {answer for press in presses for answer in press}

"""A closed hall, services with hours of their own, extended hours, the wait before it is decided, and help."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kiosk.flows.effects import BeginVisit, EndVisit, TellStaff
from kiosk.flows.happenings import StaffAnswered
from kiosk.views import (
    CalledStaff,
    CheckInView,
    ChoseDepartment,
    ChoseService,
    Closed,
    ConfirmView,
    DepartmentsView,
    Finished,
    HelpView,
    Language,
    NightRow,
    ServicesView,
    Staff,
    Started,
    SwitchedLanguage,
    WantsCheckIn,
    WantsHelp,
    WelcomeView,
    WentBack,
)
from kiosk.wire import CatalogueBody
from tests.kiosk.flow_rig import OFFICE, Visit, at, booked, hall_with, service, span

DAYTIME = [service("plain"), service("offers", identify="offer")]
NIGHT = [{"icon": "lock", "name": "证照打印", "name_en": "Licence printing", "place": "东门", "place_en": "East door"}]


def welcome(visit: Visit) -> WelcomeView:
    assert isinstance(visit.view, WelcomeView)
    return visit.view


def test_a_closed_hall_says_when_it_opens_and_what_works_at_night() -> None:
    hall = hall_with([], spans=OFFICE, services=DAYTIME, night=NIGHT)
    visit = Visit(hall, clock="20:00")
    shown = welcome(visit)
    assert shown.closed == Closed(opens="明天 09:00", night=(NightRow(icon="lock", name="证照打印", place="东门"),))
    assert (shown.check_in, shown.help, shown.extended) == (False, False, False)
    assert welcome(visit.go(Started(), WantsCheckIn(), WantsHelp())).closed is not None
    assert visit.effects == []
    visit.go(SwitchedLanguage(Language.EN))
    assert welcome(visit).closed == Closed(
        opens="tomorrow 09:00", night=(NightRow(icon="lock", name="Licence printing", place="East door"),)
    )


def test_an_open_hall_says_until_when() -> None:
    shown = welcome(Visit(hall_with([], spans=OFFICE, services=DAYTIME)))
    assert (shown.open_until, shown.closed, shown.check_in, shown.help) == ("12:00", None, True, True)
    assert welcome(Visit(hall_with(open_until="17:00"))).open_until == "17:00"


def test_a_hall_that_does_not_close_today_says_no_time() -> None:
    day_and_night = [span(at("00:00"), at("00:00", 19))]
    assert welcome(Visit(hall_with(spans=day_and_night))).open_until is None


def test_check_in_needs_something_to_read_with_and_appointments_to_find() -> None:
    assert not welcome(Visit(hall_with([]), frozenset())).check_in
    assert not welcome(Visit(hall_with())).check_in
    assert not welcome(Visit(hall_with([], key=b""))).check_in


def test_an_appointment_whose_time_is_now_is_checked_in_while_the_hall_is_closed() -> None:
    hall = hall_with([booked(1, "13:30")], spans=OFFICE, services=DAYTIME)
    visit = Visit(hall, clock="13:10")
    assert (welcome(visit).check_in, welcome(visit).closed) == (True, Closed(opens="13:30"))
    assert isinstance(visit.go(WantsCheckIn()).view, CheckInView)


def test_a_service_that_is_open_at_night_opens_the_terminal_as_extended() -> None:
    visit = Visit(hall_with([], spans=OFFICE), clock="19:00")
    shown = welcome(visit)
    assert (shown.closed, shown.extended, shown.open_until) == (None, True, "22:00")
    visit.go(Started(), ChoseDepartment("police"))
    assert isinstance(visit.view, ServicesView)
    assert [(row.code, row.closed) for row in visit.view.rows] == [
        ("plain", "明天 09:00"),
        ("offers", "明天 09:00"),
        ("must", "明天 09:00"),
        ("night", None),
    ]
    visit.go(ChoseService("plain"))
    assert isinstance(visit.view, ServicesView)
    assert isinstance(visit.go(ChoseService("night")).view, ConfirmView)


@pytest.mark.parametrize(("language", "words"), [(Language.ZH_CN, "13:30 恢复"), (Language.EN, "opens 13:30")])
def test_a_department_is_dashed_with_the_service_that_opens_first(language: Language, words: str) -> None:
    later = service("later", open_spans=[span(at("15:00"), at("17:00"))])
    shut = service("shut", closed="系统升级", closed_en="Upgrade")
    always = service("always", department="tax", open_spans=None)
    hall = _with_tax([later, shut, service("noon", open_spans=OFFICE)], always)
    visit = Visit(hall, clock="12:30").go(SwitchedLanguage(language), Started())
    assert isinstance(visit.view, DepartmentsView)
    assert [tile.closed for tile in visit.view.tiles] == [words, None]
    assert isinstance(visit.go(ChoseDepartment("police")).view, DepartmentsView)


def _with_tax(police: list[Any], tax: dict[str, Any]) -> Any:
    hall = hall_with()
    department = {"name": "部门", "name_en": "Department", "icon": "users", "prefix": "A"}
    departments = [department | {"code": code} for code in ("police", "tax")]
    body = CatalogueBody.model_validate({"departments": departments, "services": [*police, tax]})
    return replace(hall, catalogue=body)


@pytest.mark.parametrize(
    ("minutes", "long_wait"), [(None, False), ((10, 29), False), ((10, 30), True), ((45, 60), True)]
)
def test_a_long_wait_is_asked_about(minutes: tuple[int, int] | None, long_wait: bool) -> None:
    hall = hall_with(minutes={} if minutes is None else {"plain": minutes})
    visit = Visit(hall).go(Started(), ChoseDepartment("police"), ChoseService("plain"))
    assert isinstance(visit.view, ConfirmView)
    assert (visit.view.ahead, visit.view.minutes, visit.view.long_wait) == (5, minutes, long_wait)


def test_help_from_the_quiet_terminal_is_a_visit_of_its_own() -> None:
    visit = Visit(hall_with()).go(WantsHelp(), WantsHelp())
    assert visit.effects == [BeginVisit(), TellStaff("help", None)]
    assert visit.view == HelpView(staff=Staff.ASKING, place="东门", phone="12345")
    visit.go(StaffAnswered(told=True, reason="out of service: fault"))
    assert visit.state.help is Staff.ASKING
    visit.go(StaffAnswered(told=False, reason="help"), CalledStaff())
    assert visit.last == TellStaff("help", None)
    visit.go(StaffAnswered(told=True, reason="help"))
    assert visit.view == HelpView(staff=Staff.TOLD, place="东门", phone="12345")
    visit.go(CalledStaff(), WentBack())
    assert visit.last == EndVisit("ended")


def test_help_is_there_on_the_way_and_at_the_end() -> None:
    visit = Visit(hall_with()).go(Started(), ChoseDepartment("police"), WantsHelp(), WentBack())
    assert isinstance(visit.view, ServicesView)
    visit.go(WantsHelp(), Finished())
    assert visit.last == EndVisit("finished")

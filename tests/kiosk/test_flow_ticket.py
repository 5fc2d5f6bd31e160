"""The ticket visit as lists of steps: no clock, no task, no device."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as generated
from hypothesis import strategies as st

from kiosk.events import NumberSource
from kiosk.flows.around import Surroundings
from kiosk.flows.effects import BeginVisit, Effect, EndVisit, NoteDoubt, SeePaper, TakeNumber, TellStaff
from kiosk.flows.happenings import (
    HallChanged,
    Happening,
    NumberGiven,
    OutageChanged,
    PaperSeen,
    Printed,
    StaffAnswered,
    TimedOut,
)
from kiosk.flows.show import view
from kiosk.flows.state import Place, State
from kiosk.flows.step import step
from kiosk.hall import Hall, hall_from
from kiosk.numbers import Given
from kiosk.settings.tables import Hall as HallSettings
from kiosk.views import (
    AnotherService,
    CalledStaff,
    ChoseDepartment,
    ChoseService,
    Confirmed,
    ConfirmView,
    DepartmentsView,
    Ended,
    Finished,
    Language,
    Outage,
    OutOfServiceView,
    Paper,
    Printing,
    SaidPrinted,
    ServicesView,
    Staff,
    Started,
    SwitchedLanguage,
    TicketView,
    Touched,
    Trouble,
    TroubleView,
    TurnedPage,
    WelcomeView,
    WentBack,
)

AROUND = Surroundings(datetime(2026, 3, 18, 12, tzinfo=ZoneInfo("Asia/Shanghai")), Paper.OK, "09:32")
GIVEN = Given(
    key="key-0001", number="A001", day=date(2026, 3, 18), service="id-card", source=NumberSource.CENTRE,
    token="token-01", issued_at="2026-03-18T12:00:00+08:00", ahead=7,
)  # fmt: skip
TO_CONFIRM: list[Happening] = [Started(), ChoseDepartment("police"), ChoseService("id-card")]
TO_TICKET: list[Happening] = [*TO_CONFIRM, Confirmed(), PaperSeen(Paper.OK, False), NumberGiven(GIVEN, None)]


def go(hall: Hall, *happenings: Happening, start: State | None = None) -> tuple[State, list[Effect]]:
    state, effects = start or State(visit="v1"), []
    for happening in happenings:
        state, more = step(state, happening, hall, AROUND)
        effects += more
    return state, effects


def test_a_whole_visit(hall: Hall) -> None:
    state, effects = State(visit="v1"), []
    seen = [view(state, hall, AROUND)]
    for happening in [*TO_TICKET, Printed(GIVEN.key, None)]:
        state, more = step(state, happening, hall, AROUND)
        effects += more
        seen.append(view(state, hall, AROUND))
    welcome, departments, services, confirm, busy, _, ticket, done = seen
    assert welcome == WelcomeView(open_until="17:00", paper=Paper.OK, help=True)
    assert isinstance(departments, DepartmentsView)
    assert [(tile.code, tile.waiting, tile.busy) for tile in departments.tiles] == [
        ("police", 22, True),
        ("tax", 2, False),
    ]
    assert (departments.waiting, departments.open_counters) == (24, 4)
    assert isinstance(services, ServicesView)
    assert (services.place, services.waiting) == ("2 楼 B 区 05–09 号窗口", 22)
    assert isinstance(confirm, ConfirmView)
    assert (confirm.ahead, confirm.busy, confirm.place) == (21, False, "2 楼 B 区")
    assert busy == replace(confirm, busy=True)
    assert isinstance(ticket, TicketView)
    assert (ticket.number, ticket.ahead, ticket.printing) == ("A001", 7, Printing.WORKING)
    assert ticket.qr == "http://hall.example/t/token-01"
    assert done == replace(ticket, printing=Printing.DONE)
    assert effects[:2] == [BeginVisit(), SeePaper()]
    assert isinstance(effects[2], TakeNumber)
    state, (end,) = step(state, Finished(), hall, AROUND)
    assert end == EndVisit("finished")
    assert state == State(visit="")


def test_two_touches_take_one_number(hall: Hall) -> None:
    state, effects = go(hall, *TO_CONFIRM, Confirmed(), Confirmed(), PaperSeen(Paper.OK, False), Confirmed())
    assert [type(effect) for effect in effects] == [BeginVisit, SeePaper, TakeNumber]
    assert state.busy


def test_a_paper_that_ran_out_is_said_before_a_number_is_given(hall: Hall) -> None:
    state, effects = go(hall, *TO_CONFIRM, Confirmed(), PaperSeen(Paper.OUT, said=False))
    assert effects[-1] == SeePaper()
    shown = view(state, hall, AROUND)
    assert isinstance(shown, ConfirmView)
    assert (shown.paper, shown.busy) == (Paper.OUT, False)
    state, effects = go(hall, Confirmed(), PaperSeen(Paper.OUT, said=True), start=state)
    assert isinstance(effects[-1], TakeNumber)
    assert not effects[-1].prints
    state, _ = go(hall, NumberGiven(GIVEN, Trouble.PAPER_OUT), start=state)
    shown = view(state, hall, AROUND)
    assert isinstance(shown, TroubleView)
    assert (shown.trouble, shown.number, shown.ask, shown.elsewhere) == (Trouble.PAPER_OUT, "A001", False, "服务台")


def test_paper_put_in_meanwhile_prints_after_all(hall: Hall) -> None:
    _, effects = go(hall, *TO_CONFIRM, Confirmed(), PaperSeen(Paper.OK, said=True))
    assert isinstance(effects[-1], TakeNumber)
    assert effects[-1].prints


@pytest.mark.parametrize(
    "trouble", [Trouble.PAPER_OUT, Trouble.COVER_OPEN, Trouble.PRINTER_FAULT, Trouble.PRINTER_AWAY]
)
def test_a_failed_print_keeps_the_number_on_the_screen(hall: Hall, trouble: Trouble) -> None:
    state, _ = go(hall, *TO_TICKET, Printed(GIVEN.key, trouble))
    shown = view(state, hall, AROUND)
    assert isinstance(shown, TroubleView)
    assert (shown.number, shown.trouble, shown.ask, shown.qr) == (
        "A001", trouble, False, "http://hall.example/t/token-01",
    )  # fmt: skip


@pytest.mark.parametrize("came_out", [True, False])
def test_an_unproven_print_is_asked_about_and_never_repeated(hall: Hall, came_out: bool) -> None:
    state, _ = go(hall, *TO_TICKET, Printed(GIVEN.key, Trouble.UNKNOWN))
    asking = view(state, hall, AROUND)
    assert isinstance(asking, TroubleView)
    assert (asking.ask, asking.trouble) == (True, Trouble.UNKNOWN)
    state, effects = go(hall, SaidPrinted(came_out), SaidPrinted(came_out), start=state)
    assert effects == [NoteDoubt(GIVEN.key, came_out)]
    shown = view(state, hall, AROUND)
    if came_out:
        assert isinstance(shown, TicketView)
        assert shown.printing is Printing.DONE
    else:
        assert shown == replace(asking, ask=False)


@pytest.mark.parametrize("told", [True, False])
def test_staff_are_told_only_when_the_centre_says_so(hall: Hall, told: bool) -> None:
    state, effects = go(hall, *TO_TICKET, Printed(GIVEN.key, Trouble.PRINTER_FAULT), CalledStaff(), CalledStaff())
    assert effects[-1] == TellStaff("ticket: printer_fault", GIVEN.key)
    assert sum(isinstance(effect, TellStaff) for effect in effects) == 1
    assert state.staff is Staff.ASKING
    state, _ = go(hall, StaffAnswered(told, "ticket: printer_fault"), start=state)
    assert state.staff is (Staff.TOLD if told else Staff.UNREACHABLE)
    _, effects = go(hall, CalledStaff(), start=state)
    assert bool(effects) is not told  # unreachable: may be asked again


def test_the_first_tickets_print_does_not_disturb_the_second_choice(hall: Hall) -> None:
    state, _ = go(hall, *TO_TICKET, AnotherService(), Printed(GIVEN.key, Trouble.COVER_OPEN))
    assert state.place is Place.DEPARTMENTS
    state, _ = go(hall, WentBack(), start=state)
    assert isinstance(view(state, hall, AROUND), TroubleView)
    state, _ = go(hall, AnotherService(), *TO_CONFIRM[1:], Confirmed(), PaperSeen(Paper.OK, False), start=state)
    state, _ = go(hall, NumberGiven(replace(GIVEN, key="key-0002"), None), Printed(GIVEN.key, None), start=state)
    assert (state.tickets, state.printing) == (2, Printing.WORKING)


def test_a_timeout_while_the_number_is_fetched_waits_for_it(hall: Hall) -> None:
    state, effects = go(hall, *TO_CONFIRM, Confirmed(), TimedOut(), Ended())
    assert state.busy
    assert EndVisit("ended") not in effects


@pytest.mark.parametrize(("happening", "how"), [(Ended(), "ended"), (TimedOut(), "timed_out")])
def test_leaving_wipes_everything(hall: Hall, happening: Happening, how: str) -> None:
    state, effects = go(hall, SwitchedLanguage(Language.EN), *TO_TICKET, happening)
    assert effects[-1] == EndVisit(how)
    assert state == State(visit="")


def test_back_at_the_first_step_ends_the_visit(hall: Hall) -> None:
    _, effects = go(hall, Started(), WentBack())
    assert effects == [BeginVisit(), EndVisit("ended")]


def test_a_language_left_on_the_quiet_terminal_falls_back(hall: Hall) -> None:
    state, effects = go(hall, SwitchedLanguage(Language.EN), TimedOut())
    assert (state.language, effects) == (Language.ZH_CN, [])


def test_an_outage_waits_for_the_visit_and_then_shows(hall: Hall) -> None:
    state, _ = go(hall, *TO_CONFIRM, OutageChanged(Outage.DISK_FULL))
    assert state.place is Place.CONFIRM
    state, _ = go(hall, Ended(), start=state)
    shown = view(state, hall, AROUND)
    assert isinstance(shown, OutOfServiceView)
    assert (shown.outage, shown.since, shown.phone) == (Outage.DISK_FULL, "09:32", "0534-12345")
    assert [neighbour.name for neighbour in shown.neighbours] == ["2 号机"]
    state, effects = go(hall, Started(), start=state)
    assert effects == []
    state, _ = go(hall, OutageChanged(None), start=state)
    assert isinstance(view(state, hall, AROUND), WelcomeView)


def test_closed_services_cannot_be_chosen(feed_rows: list[dict[str, Any]]) -> None:
    from kiosk.wire import FeedRow

    services = feed_rows[2]["body"]["services"]
    body = feed_rows[2]["body"] | {
        "services": [one | {"closed": "13:30 恢复", "closed_en": "13:30"} for one in services]
    }
    rows = [FeedRow.model_validate(row) for row in [*feed_rows[:2], feed_rows[2] | {"body": body}]]
    hall, _ = hall_from(rows, "lobby-1", True, HallSettings())
    state, _ = go(hall, Started(), ChoseDepartment("police"))
    shown = view(state, hall, AROUND)
    assert isinstance(shown, DepartmentsView)
    assert (shown.tiles[0].closed, shown.tiles[0].waiting, shown.waiting) == ("13:30 恢复", None, None)


def test_a_catalogue_that_changes_leaves_the_ticket_and_sends_the_chooser_back(hall: Hall) -> None:
    nothing = Hall(hall=None, terminal=None, catalogue=None, waiting=None, settings=HallSettings())
    state, _ = go(hall, *TO_TICKET)
    state, _ = go(nothing, HallChanged(), start=state)
    assert isinstance(view(state, nothing, AROUND), TicketView)
    state, _ = go(hall, Started(), ChoseDepartment("police"))
    state, _ = go(nothing, HallChanged(), start=state)
    assert isinstance(view(state, nothing, AROUND), DepartmentsView)


def test_pages_stay_inside(hall: Hall) -> None:
    state, _ = go(hall, Started(), TurnedPage(), TurnedPage(-5), TurnedPage(100))
    assert state.page == 1


ANY = st.sampled_from(
    [
        *TO_TICKET, Touched(), TurnedPage(), TurnedPage(-1), WentBack(), Finished(), AnotherService(), Ended(),
        SaidPrinted(True), SaidPrinted(False), CalledStaff(), SwitchedLanguage(Language.EN), TimedOut(),
        PaperSeen(Paper.OUT, True), PaperSeen(Paper.OUT, False), NumberGiven(GIVEN, Trouble.PAPER_OUT),
        Printed(GIVEN.key, None), Printed(GIVEN.key, Trouble.UNKNOWN), Printed("key-9999", Trouble.COVER_OPEN),
        StaffAnswered(True, "ticket: printer_fault"), OutageChanged(Outage.DISK_FULL), OutageChanged(None),
        HallChanged(),
        ChoseDepartment("nothing"), ChoseService("invoice"), ChoseDepartment("tax"),
    ]
)  # fmt: skip


@generated(happenings=st.lists(ANY, max_size=40))
def test_any_order_of_happenings_keeps_the_visit_sane(happenings: list[Happening]) -> None:
    """A number is asked for once per confirmation, every state can be shown, unknown prints are no TicketView."""
    hall = _HALL
    state = State(visit="v1")
    asked = 0
    for happening in happenings:
        before = state
        state, effects = step(state, happening, hall, AROUND)
        asked += sum(isinstance(effect, SeePaper) for effect in effects)
        taken = sum(isinstance(effect, TakeNumber) for effect in effects)
        assert taken <= before.busy
        shown = view(state, hall, AROUND)
        if isinstance(shown, TicketView):
            assert shown.printing in (Printing.WORKING, Printing.DONE)
        if isinstance(shown, TicketView | TroubleView):
            assert shown.number == GIVEN.number
        if any(isinstance(effect, EndVisit) for effect in effects):
            assert (state.ticket, state.tickets, state.language) == (None, 0, Language.ZH_CN)
    assert state.tickets <= asked or not state.begun


def _known_hall() -> Hall:
    from kiosk.wire import FeedRow

    department = {"name": "部门", "name_en": "Department", "icon": "users", "prefix": "A"}
    catalogue = {
        "departments": [department | {"code": "police"}, department | {"code": "tax", "prefix": "B"}],
        "services": [
            {"code": code, "department": of, "name": code, "name_en": code}
            for code, of in (("id-card", "police"), ("invoice", "tax"))
        ],
    }
    row = FeedRow(n=1, kind="catalogue", key="", body=catalogue)
    return hall_from([row], "lobby-1", True, HallSettings())[0]


_HALL = _known_hall()

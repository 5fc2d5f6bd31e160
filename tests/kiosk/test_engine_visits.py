"""The whole engine over its real socket, with a real HTTP centre and a printer's double: what the citizen sees is what
the journal holds and the centre hears.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from drivers.facts import PaperState
from drivers.paper import Text
from drivers.roles import Outcome, PrintResult
from kiosk.local import AskedStatus, Countdown, Status
from kiosk.settings import Settings
from kiosk.views import (
    CalledStaff,
    ChoseDepartment,
    Confirmed,
    ConfirmView,
    DepartmentsView,
    Ended,
    Finished,
    Language,
    Paper,
    Printing,
    SaidPrinted,
    Staff,
    Started,
    SwitchedLanguage,
    TicketView,
    Trouble,
    TroubleView,
    WelcomeView,
)
from tests.kiosk.engine_rig import Factory, journal_of, kinds, running, settings_for, to_confirm, to_ticket


async def test_one_visit_from_touch_to_centre(
    tmp_path: Path, served: Factory, touching: Factory, printer: Any, until: Factory
) -> None:
    async with served() as centre:
        settings = settings_for(tmp_path, centre.url)
        steps: list[str] = []
        async with running(settings, printer, trace=lambda step, _: steps.append(step)):
            async with touching(settings.terminal.socket_path) as face:
                printer.let.clear()
                ticket = await to_ticket(face)
                assert (ticket.number, ticket.ahead, ticket.printing) == ("A001", 7, Printing.WORKING)
                given = [event for event in journal_of(settings) if event["kind"] == "ticket.given"]
                assert given[0]["body"]["number"] == "A001", "shown before it was durable"
                printer.let.set()
                await face.until_shown(lambda view: view.printing is Printing.DONE)
                face.answer(Finished())
                await face.until_shown(lambda view: isinstance(view, WelcomeView))
            await until(lambda: any(len(events) == len(journal_of(settings)) for events in centre.journals.values()))
            centre.events(next(iter(centre.journals)))  # no gap, the chain unbroken
        assert kinds(journal_of(settings)) == [
            "journal.opened", "terminal.started", "visit.started", "ticket.requested", "ticket.given",
            "print.started", "print.ended", "visit.ended", "terminal.stopped",
        ]  # fmt: skip
        assert steps[0] == "answered"
        assert steps.index("given") < steps.index("print_started")
        (document,) = printer.printed
        texts = [block.text for block in document.blocks if isinstance(block, Text)]
        assert "A001" in texts
        assert "德州市政务服务中心" in texts


async def test_two_touches_give_one_ticket(tmp_path: Path, served: Factory, touching: Factory, printer: Any) -> None:
    async with served() as centre:
        settings = settings_for(tmp_path, centre.url)
        async with running(settings, printer), touching(settings.terminal.socket_path) as face:
            await to_confirm(face)
            number = face.show.number
            for _ in range(4):
                face.answer(Confirmed(), view=number)
            await face.until_shown(lambda view: isinstance(view, TicketView) and view.printing is Printing.DONE)
            face.answer(Confirmed(), view=number)
            face.answer(Finished())
            await face.until_shown(lambda view: isinstance(view, WelcomeView))
        assert kinds(journal_of(settings)).count("ticket.requested") == 1
        assert len(printer.printed) == 1


async def test_a_second_touch_within_the_guard_is_dropped(
    tmp_path: Path, served: Factory, touching: Factory, printer: Any
) -> None:
    async with served() as centre:
        settings = settings_for(tmp_path, centre.url, visit={"double_touch_guard_ms": 2000})
        async with running(settings, printer), touching(settings.terminal.socket_path) as face:
            await face.until_shown(lambda view: isinstance(view, WelcomeView))
            face.answer(Started())
            await face.until_shown(lambda view: isinstance(view, DepartmentsView))
            face.answer(ChoseDepartment("police"))  # the finger that touched the welcome screen, bouncing
            face.send(AskedStatus())
            while not isinstance(face.seen[-1], Status):
                await face.next()
            assert face.seen[-1].view == "DepartmentsView"


@pytest.mark.parametrize("mood", ["silent", "cut", "garbage", 500])
async def test_without_the_centres_answer_the_lease_then_the_own_series(
    tmp_path: Path, served: Factory, touching: Factory, printer: Any, until: Factory, mood: Any
) -> None:
    async with served() as centre:
        settings = settings_for(tmp_path, centre.url, centre={"lease_low": 1, "lease_block": 1})
        centre.faults["leases"] = []
        async with running(settings, printer), touching(settings.terminal.socket_path) as face:
            await until(lambda: len(centre.leases) == 2)
            centre.faults["tickets"] = [mood] * 8
            centre.faults["leases"] = [500] * 1000
            await until(lambda: kinds_of_lease(settings) == 2)
            numbers = []
            for _ in range(3):
                numbers.append((await to_ticket(face)).number)
                await face.until_shown(lambda view: view.printing is Printing.DONE)
                face.answer(Ended())
        assert numbers == [next(ns[0] for ns in centre.leases.values() if ns[0][0] == "A"), "A1-001", "A1-002"]


def kinds_of_lease(settings: Settings) -> int:
    return sum(event["kind"] == "lease.taken" for event in journal_of(settings))


async def test_paper_out_is_said_and_the_number_kept_on_the_screen(
    tmp_path: Path, served: Factory, touching: Factory, printer: Any
) -> None:
    async with served() as centre:
        settings = settings_for(tmp_path, centre.url)
        async with running(settings, printer), touching(settings.terminal.socket_path) as face:
            await to_confirm(face)
            printer.paper = PaperState.OUT  # nobody has told it yet
            face.answer(Confirmed())
            await face.until_shown(
                lambda view: isinstance(view, ConfirmView) and view.paper is Paper.OUT and not view.busy
            )
            face.answer(Confirmed())
            trouble = await face.until_shown(lambda view: isinstance(view, TroubleView))
            assert (trouble.trouble, trouble.number) == (Trouble.PAPER_OUT, "A001")
            face.answer(CalledStaff())
            await face.until_shown(lambda view: view.staff is Staff.TOLD)
            centre.faults["batches"] = [500] * 10_000
            face.answer(Finished())
            await face.until_shown(lambda view: isinstance(view, WelcomeView))
        assert printer.printed == []
        assert "print.started" not in kinds(journal_of(settings))


async def test_staff_that_cannot_be_reached_are_not_promised(
    tmp_path: Path, served: Factory, touching: Factory, printer: Any
) -> None:
    async with served() as centre:
        settings = settings_for(tmp_path, centre.url)
        printer.results = [PrintResult(Outcome.FAILED, "printer.cutter", True)]
        async with running(settings, printer), touching(settings.terminal.socket_path) as face:
            await to_ticket(face)
            await face.until_shown(lambda view: isinstance(view, TroubleView) and view.trouble is Trouble.PRINTER_FAULT)
            centre.faults["batches"] = [503] * 10_000
            face.answer(CalledStaff())
            await face.until_shown(lambda view: view.staff is Staff.UNREACHABLE)


async def test_an_unproven_print_is_asked_about(
    tmp_path: Path, served: Factory, touching: Factory, printer: Any
) -> None:
    async with served() as centre:
        settings = settings_for(tmp_path, centre.url)
        printer.results = [PrintResult(Outcome.UNKNOWN, "job.unknown", False, {"bytes_sent": 300})]
        async with running(settings, printer), touching(settings.terminal.socket_path) as face:
            await to_ticket(face)
            await face.until_shown(lambda view: isinstance(view, TroubleView) and view.ask)
            face.answer(SaidPrinted(True))
            await face.until_shown(lambda view: isinstance(view, TicketView) and view.printing is Printing.DONE)
        assert len(printer.printed) == 1
        assert "ticket.doubted" in kinds(journal_of(settings))


async def test_a_print_goes_on_after_the_citizen_has_left(
    tmp_path: Path, served: Factory, touching: Factory, printer: Any, until: Factory
) -> None:
    async with served() as centre:
        settings = settings_for(tmp_path, centre.url)
        printer.let.clear()
        async with running(settings, printer), touching(settings.terminal.socket_path) as face:
            await to_ticket(face)
            face.answer(Ended())
            await face.until_shown(lambda view: isinstance(view, WelcomeView))
            printer.let.set()
            await until(lambda: "print.ended" in kinds(journal_of(settings)))


async def test_a_new_face_sees_the_visit_where_it_stands(
    tmp_path: Path, served: Factory, touching: Factory, printer: Any
) -> None:
    async with served() as centre:
        settings = settings_for(tmp_path, centre.url)
        async with running(settings, printer):
            async with touching(settings.terminal.socket_path) as face:
                await to_confirm(face)
                face.answer(SwitchedLanguage(Language.EN))
                english = await face.until_shown(lambda view: view.service == "Service id-card")
            async with touching(settings.terminal.socket_path) as another:
                assert await another.until_shown(lambda view: isinstance(view, ConfirmView)) == english
                assert [type(message).__name__ for message in another.seen] == ["Setup", "Clock", "Show"]
                countdown = await another.next()
                assert isinstance(countdown, Countdown)
                assert countdown.left is not None
                assert countdown.left <= countdown.total == 60

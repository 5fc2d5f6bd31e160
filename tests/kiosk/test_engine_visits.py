"""The whole engine over its real socket, with a real HTTP centre and a printer's double: what the citizen sees is what
the journal holds and the centre hears.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest

from drivers.facts import PaperState
from drivers.paper import Text
from drivers.roles import Outcome, PrintResult
from kiosk.clock import Clock
from kiosk.engine import Engine
from kiosk.events import PrintStarted, TicketAbandoned
from kiosk.journal import Journal, JournalFull, prints, requests
from kiosk.local import AskedStatus, Countdown, Status
from kiosk.settings import Settings
from kiosk.views import (
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
    Trouble,
    TroubleView,
    WelcomeView,
)

Factory = Callable[..., Any]
NOON = 1_773_806_400.0  # 2026-03-18, the day that the centre's double says


def settings_for(folder: Path, url: str, **more: dict[str, Any]) -> Settings:
    (folder / "token").write_text("made-up-token")
    tables: dict[str, dict[str, Any]] = {
        "terminal": {"code": "lobby-1", "state_dir": folder / "state", "token_file": folder / "token"},
        "centre": {
            "url": url, "feed_wait_seconds": 1, "backoff_first_seconds": 0.01, "backoff_limit_seconds": 0.1,
            "number_deadline_ms": 200, "staff_deadline_seconds": 0.5, "lease_low": 2, "lease_block": 4,
        },
        "visit": {"double_touch_guard_ms": 0},
        "disk": {"check_seconds": 0.05, "free_bytes_needed": 0},
        "logs": {"level": "error"},
    }  # fmt: skip
    for name, table in more.items():
        tables[name] = tables.get(name, {}) | table
    return Settings.model_validate(tables)


@asynccontextmanager
async def running(settings: Settings, printer: Any, **more: Any) -> AsyncIterator[Engine]:
    began = time.monotonic()
    clock = Clock(ZoneInfo("Asia/Shanghai"), "boot-1", lambda: NOON + time.monotonic() - began)
    engine = Engine(settings, {printer.name: printer} if printer else {}, None, clock=clock, **more)
    task = asyncio.create_task(engine.run())
    try:
        yield engine
    finally:
        engine.stop()
        async with asyncio.timeout(20):
            await task


def journal_of(settings: Settings) -> list[dict[str, Any]]:
    with sqlite3.connect(settings.terminal.state_dir / "journal.db") as connection:
        rows = connection.execute("SELECT bytes FROM events ORDER BY seq").fetchall()
    connection.close()
    return [orjson.loads(row[0]) for row in rows]


def kinds(events: list[dict[str, Any]]) -> list[str]:
    return [event["kind"] for event in events if event["kind"] not in ("device.changed", "lease.taken")]


async def to_confirm(face: Any) -> ConfirmView:
    await face.until_shown(lambda view: isinstance(view, WelcomeView))
    face.answer(Started())
    await face.until_shown(lambda view: isinstance(view, DepartmentsView))
    face.answer(ChoseDepartment("police"))
    await face.until_shown(lambda view: isinstance(view, ServicesView))
    face.answer(ChoseService("id-card"))
    view: ConfirmView = await face.until_shown(lambda view: isinstance(view, ConfirmView))
    return view


async def to_ticket(face: Any) -> TicketView:
    await to_confirm(face)
    face.answer(Confirmed())
    view: TicketView = await face.until_shown(lambda view: isinstance(view, TicketView))
    return view


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


async def test_without_a_catalogue_it_is_out_of_service_and_resumes_alone(
    tmp_path: Path, served: Factory, touching: Factory, printer: Any
) -> None:
    async with served() as double:
        pass
    settings = settings_for(tmp_path, double.url)
    async with running(settings, printer), touching(settings.terminal.socket_path) as face:
        view = await face.until_shown(lambda view: isinstance(view, OutOfServiceView))
        assert view.outage is Outage.NO_CATALOGUE
        face.answer(Started())
        async with served(double):
            await face.until_shown(lambda view: isinstance(view, WelcomeView))
    async with running(settings, printer), touching(settings.terminal.socket_path) as face:  # again without a line
        await face.until_shown(lambda view: isinstance(view, WelcomeView))
        assert (await to_ticket(face)).number[0] == "A"


async def test_a_full_disk_stops_new_visits_and_passes(
    tmp_path: Path, served: Factory, touching: Factory, printer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = {"bytes": 1 << 40}
    monkeypatch.setattr("kiosk.disk.free_bytes", lambda folder: room["bytes"])
    async with served() as centre:
        settings = settings_for(tmp_path, centre.url, disk={"free_bytes_needed": 1 << 20})
        async with running(settings, printer), touching(settings.terminal.socket_path) as face:
            await to_confirm(face)
            room["bytes"] = 4096
            face.answer(Confirmed())  # the visit that runs is finished
            await face.until_shown(lambda view: isinstance(view, TicketView) and view.printing is Printing.DONE)
            face.answer(Finished())
            view = await face.until_shown(lambda view: isinstance(view, OutOfServiceView))
            assert view.outage is Outage.DISK_FULL
            room["bytes"] = 1 << 40
            await face.until_shown(lambda view: isinstance(view, WelcomeView))


async def test_a_change_that_the_disk_refuses_ends_the_visit_and_service_resumes_alone(
    tmp_path: Path, served: Factory, touching: Factory, printer: Any
) -> None:
    def limit(sql: sqlite3.Connection, pages: int | None) -> None:
        sql.execute("VACUUM")  # the log's ballast would be room
        (now,) = sql.execute("PRAGMA page_count").fetchone()
        sql.execute(f"PRAGMA max_page_count = {pages or now}")

    async with served() as centre:
        settings = settings_for(tmp_path, centre.url)
        async with running(settings, printer) as engine, touching(settings.terminal.socket_path) as face:
            await to_confirm(face)
            journal = engine._ground.journal
            await journal.read(lambda sql: limit(sql, None))
            with pytest.raises(JournalFull):
                await fill(journal)
            face.answer(Confirmed())
            view = await face.until_shown(lambda view: isinstance(view, OutOfServiceView))
            assert view.outage is Outage.DISK_FULL
            await journal.read(lambda sql: limit(sql, 1_000_000))
            await to_ticket(face)
        bodies = [event["body"] for event in journal_of(settings) if event["kind"] == "ticket.given"]
        assert len(bodies) == 1


async def fill(journal: Any) -> None:
    while True:
        await journal.append(TicketAbandoned(key="", reason=""))


async def test_an_exception_leads_to_the_safe_screen_which_mends_itself(
    tmp_path: Path, served: Factory, touching: Factory, printer: Any
) -> None:
    async def broken(deadline_seconds: float) -> Any:
        raise RuntimeError("a fault nobody thought of")

    async with served() as centre:
        settings = settings_for(tmp_path, centre.url, visit={"safe_screen_seconds": 1})
        async with running(settings, printer), touching(settings.terminal.socket_path) as face:
            await to_confirm(face)
            whole, printer.check = printer.check, broken
            face.answer(Confirmed())
            view = await face.until_shown(lambda view: isinstance(view, OutOfServiceView))
            assert view.outage is Outage.FAULT
            printer.check = whole
            assert (await to_ticket(face)).number == "A001"
        assert "failed" in [event["body"].get("how") for event in journal_of(settings)]


async def test_what_a_killed_terminal_left_open_is_ended_at_the_start(
    tmp_path: Path, held: Any, printer: Any, touching: Factory
) -> None:
    settings = settings_for(tmp_path, "http://127.0.0.1:9")
    journal = await Journal.open(settings.terminal.state_dir, "test", held.clock())
    await journal.write(lambda tx: requests.ask(tx, requests.Request("key-open", "id-card", "v")))
    started = PrintStarted(job="job-1", key="key-0001", number="A001", device="ticket_printer", marker="ABCD")
    await journal.write(lambda tx: prints.start(tx, started))
    await journal.close()
    async with running(settings, printer), touching(settings.terminal.socket_path) as face:
        await face.until_shown(lambda view: isinstance(view, OutOfServiceView))
    events = {event["kind"]: event["body"] for event in journal_of(settings)}
    assert events["ticket.abandoned"] == {"key": "key-open", "reason": "restart"}
    assert (events["print.ended"]["outcome"], events["print.ended"]["evidence"]) == ("unknown", {"reason": "restart"})
    assert printer.printed == []


async def test_a_journal_that_breaks_under_way_is_replaced_and_service_goes_on(
    tmp_path: Path, served: Factory, touching: Factory, printer: Any, until: Factory
) -> None:
    async with served() as centre:
        settings = settings_for(tmp_path, centre.url)
        async with running(settings, printer), touching(settings.terminal.socket_path) as face:
            assert (await to_ticket(face)).number == "A001"
            await until(lambda: len(centre.journals) == 1)
            first = next(iter(centre.journals))
            centre.journals[first] = [b"{}"] * 1000  # as if this file were an old copy
            face.answer(Ended())
            await face.until_shown(lambda view: isinstance(view, OutOfServiceView))
            await until(lambda: len(centre.journals) == 2)
            assert (await to_ticket(face)).number == "A002"
        assert (settings.terminal.state_dir / "journal-1.aside.db").exists()


async def test_a_second_engine_is_refused(tmp_path: Path, printer: Any, touching: Factory) -> None:
    settings = settings_for(tmp_path, "http://127.0.0.1:9")
    async with running(settings, printer), touching(settings.terminal.socket_path) as face:
        await face.next()
        with pytest.raises(OSError, match="another engine runs with it"):
            await Engine(settings, {}, None).run()


async def test_a_stale_socket_is_replaced_and_its_mode_is_for_the_group(
    tmp_path: Path, printer: Any, touching: Factory
) -> None:
    settings = settings_for(tmp_path, "http://127.0.0.1:9")
    settings.terminal.state_dir.mkdir()
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(settings.terminal.socket_path))
    async with running(settings, printer), touching(settings.terminal.socket_path) as face:
        await face.next()
        assert os.stat(settings.terminal.socket_path).st_mode & 0o777 == 0o660
    assert not settings.terminal.socket_path.exists()

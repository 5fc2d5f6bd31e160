"""The whole engine when something breaks: no catalogue, a full disk, a broken journal, an exception, a killed terminal,
a second engine. It says so, and mends itself.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import apsw
import pytest

from kiosk.engine import Engine
from kiosk.events import PrintStarted, TicketAbandoned
from kiosk.journal import Journal, JournalFull, prints, requests
from kiosk.views import (
    Confirmed,
    Ended,
    Finished,
    Outage,
    OutOfServiceView,
    Printing,
    Started,
    TicketView,
    WelcomeView,
)
from tests.kiosk.engine_rig import Factory, journal_of, running, settings_for, to_confirm, to_ticket


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
    def limit(sql: apsw.Connection, pages: int | None) -> None:
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

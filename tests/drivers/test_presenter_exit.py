"""Kiosk printers on the bench: a ticket that is shown, taken, not taken, taken back, stuck."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.escpos.ticket_exit import Presenter as Model
from bench.printer_settings import PrinterSettings
from bench.ticket_printer import TicketPrinter as BenchPrinter
from drivers.actions import Request
from drivers.escpos.exit_rules import Exit, Media, issued, retracted, seen
from drivers.facts import DeviceChanged
from drivers.paper import Cut, Document, Text
from drivers.roles import Outcome
from drivers.technician.trying import try_action

Running = Callable[..., Any]
Wait = Callable[..., Awaitable[None]]
Kiosk = Callable[..., Any]
SLIP = Document((Text("A023", size=8), Text("养老保险待遇申领"), Cut()))
OTHER = Document((Text("A024", size=8), Cut()))


@pytest.fixture
def kiosk(tmp_path: Path, run: Running) -> Kiosk:
    @asynccontextmanager
    async def both(model: Model, *faults: str, **more: Any) -> AsyncIterator[tuple[BenchPrinter, Any, Any]]:
        paper = PrinterSettings(presenter=model, speed_mm_per_second=0, cut_seconds=0)
        bench = BenchPrinter(tmp_path, paper)
        await bench.start()
        try:
            for fault in faults:
                await bench.set_fault(fault, on=True)
            async with run(bench.tcp.address, presenter=model.value, **more) as (printer, heard):
                yield bench, printer, heard
        finally:
            await bench.stop()

    return both


@pytest.mark.parametrize("exit_question", ["auto", "byte"])
async def test_a_ticket_is_shown_and_seen_taken(kiosk: Kiosk, wait_until: Wait, exit_question: str) -> None:
    async with kiosk(Model.CUSTOM, exit_question=exit_question, present_mm=14.0) as (bench, printer, heard):
        result = await printer.print(SLIP, "K7#a")
        assert (result.outcome, result.error, result.evidence["exit"]) == (Outcome.DONE, None, "presented")
        assert (result.evidence["grade"], result.evidence["cut"]) == ("A", "done")
        assert bench.printer.exit.inside.shown_steps == 2
        assert printer.condition().consumables["exit"] == "presented"
        assert bench.printer.exit.take()
        await wait_until(lambda: printer.exit is Media.TAKEN)
        assert printer.condition().error is None
        told = [fact.consumables.get("exit") for fact in heard.facts if isinstance(fact, DeviceChanged)]
    assert [media for n, media in enumerate(told) if media != told[n - 1]][-2:] == ["presented", "taken"]
    assert [slip.lines[0] for slip in bench.printer.slips] == ["A023"]
    assert bench.printer.composer.unknown == {}


async def test_a_ticket_that_nobody_takes_is_told_and_taken_back(kiosk: Kiosk, wait_until: Wait) -> None:
    async with kiosk(Model.CUSTOM, not_taken_seconds=1) as (bench, printer, heard):
        await printer.print(SLIP, "K7#a")
        await heard.until(lambda fact: isinstance(fact, DeviceChanged) and fact.error == "printer.not_taken")
        await wait_until(lambda: printer.exit is Media.RETRACTED)
        assert printer.condition().error is None
        assert (await printer.print(OTHER, "K7#b")).outcome is Outcome.DONE
        assert printer.exit is Media.PRESENTED
    assert bench.printer.exit.inside.retracted == 1


async def test_a_ticket_may_be_left_until_somebody_takes_it(kiosk: Kiosk, wait_until: Wait) -> None:
    async with kiosk(Model.CUSTOM, not_taken_seconds=1, not_taken="leave") as (bench, printer, _):
        await printer.print(SLIP, "K7#a")
        await wait_until(lambda: printer.condition().error == "printer.not_taken")
        assert printer.state().error is None  # the next citizen still gets a ticket
        assert bench.printer.exit.take()
        await wait_until(lambda: printer.exit is Media.TAKEN and printer.condition().error is None)
        assert bench.printer.exit.inside.retracted == 0


@pytest.mark.parametrize(("before_job", "retracted_", "ejected"), [("retract", 1, 0), ("eject", 0, 1), ("leave", 0, 1)])
async def test_nobody_gets_the_ticket_of_the_one_before(
    kiosk: Kiosk, before_job: str, retracted_: int, ejected: int
) -> None:
    async with kiosk(Model.CUSTOM, before_job=before_job) as (bench, printer, _):
        await printer.print(SLIP, "K7#a")
        await printer.print(OTHER, "K7#b")
        assert printer.exit is Media.PRESENTED
    inside = bench.printer.exit.inside
    assert (inside.retracted, inside.ejected) == (retracted_, ejected)


async def test_a_jam_at_the_exit_is_told_and_keeps_from_printing(kiosk: Kiosk, wait_until: Wait) -> None:
    async with kiosk(Model.CUSTOM) as (bench, printer, _):
        await bench.set_fault("ticket_jam", on=True)
        result = await printer.print(SLIP, "K7#a")
        assert (result.outcome, result.error, result.evidence["exit"]) == (Outcome.DONE, "printer.jam", "jammed")
        assert printer.condition().error == "printer.jam"
        again = await printer.print(OTHER, "K7#b")
        assert (again.outcome, again.error, again.retry_safe) == (Outcome.FAILED, "printer.jam", True)
        await bench.set_fault("ticket_jam", on=False)
        await wait_until(lambda: printer.state().error is None)
        assert (await printer.print(OTHER, "K7#c")).evidence["exit"] == "presented"


async def test_an_unfinished_ticket_is_kept_in_the_machine(kiosk: Kiosk, wait_until: Wait) -> None:
    async with kiosk(Model.CUSTOM) as (bench, printer, _):
        await bench.set_fault("half_job", on=True)
        long = Document((*(Text("养老保险待遇申领") for _ in range(20)), Cut()))
        assert (await printer.print(long, "K7#a")).outcome is Outcome.UNKNOWN
        await bench.set_fault("power_off", on=False)
        await wait_until(lambda: printer.online and printer.state().error is None)
        assert (await printer.print(OTHER, "K7#b")).outcome is Outcome.DONE
        assert bench.printer.exit.inside.retracted == 1
        assert bench.printer.exit.inside.ejected == 0
        assert printer.exit is Media.PRESENTED


async def test_a_citizen_presenter_takes_back_by_itself(kiosk: Kiosk, wait_until: Wait) -> None:
    async with kiosk(Model.CITIZEN, not_taken_seconds=1) as (bench, printer, _):
        result = await printer.print(SLIP, "K7#a")
        assert (result.outcome, result.evidence["exit"]) == (Outcome.DONE, "unknown")
        assert bench.printer.exit.inside.retract_seconds == 1
        await wait_until(lambda: bench.printer.exit.inside.retracted == 1)
        await printer.print(OTHER, "K7#b")
        assert bench.printer.exit.take()
        await bench.set_fault("ticket_jam", on=True)
        await printer.print(OTHER, "K7#c")
        await wait_until(lambda: printer.condition().error == "printer.jam")
        await bench.set_fault("ticket_jam", on=False)
        await wait_until(lambda: printer.condition().error is None)
    assert bench.printer.composer.unknown == {}


async def test_a_line_lost_with_a_ticket_at_the_exit_finds_it_again(kiosk: Kiosk, wait_until: Wait) -> None:
    async with kiosk(Model.CUSTOM) as (bench, printer, heard):
        await printer.print(SLIP, "K7#a")
        await bench.set_fault("unplug", on=True)
        await heard.lost()
        await bench.set_fault("unplug", on=False)
        await wait_until(lambda: printer.online and printer.exit is Media.PRESENTED)


@pytest.mark.parametrize("fault", ["garbage", "late"])
async def test_bad_answers_never_make_a_ticket_taken(kiosk: Kiosk, wait_until: Wait, fault: str) -> None:
    async with kiosk(Model.CUSTOM, question_deadline_ms=60) as (bench, printer, heard):
        await printer.print(SLIP, "K7#a")
        await bench.set_fault(fault, 0.1 if fault == "late" else None, on=True)
        before, received = len(heard), bench.traffic.received_total
        await wait_until(lambda: bench.traffic.received_total > received + 100)
        told = [fact.consumables.get("exit") for fact in heard.facts[before:] if isinstance(fact, DeviceChanged)]
        assert not {"taken", "retracted", "jammed"} & set(told)


async def test_a_technician_sees_the_exit(tmp_path: Path) -> None:
    bench = BenchPrinter(tmp_path, PrinterSettings(presenter=Model.CUSTOM, speed_mm_per_second=0, cut_seconds=0))
    await bench.start()
    try:
        request = Request(None, 8.0, False, lambda _: None)
        settings = {"port": bench.pty.address, "presenter": "custom"}
        printed = await try_action("escpos", settings, "test", request)
        assert (printed.outcome, printed.fields["evidence"]["exit"]) == (Outcome.DONE, "presented")
        status = await try_action("escpos", settings, "status", request)
        assert (status.outcome, status.fields["exit"]) == (Outcome.DONE, "presented")
    finally:
        await bench.stop()


# --- the rules ---


looks = st.lists(st.sampled_from(["out", "gone", "jam", "issued", "retracted"]), max_size=20)


@given(looks)
def test_a_ticket_is_taken_only_after_it_was_seen_and_then_not_seen_twice(course: list[str]) -> None:
    exit_ = Exit()
    for now, look in enumerate(course):
        before = exit_
        match look:
            case "issued":
                exit_ = issued(exit_)
            case "retracted":
                exit_ = retracted(exit_)
            case _:
                exit_ = seen(exit_, ticket_out=look == "out", jammed=look == "jam", now=now)
        if exit_.media in (Media.TAKEN, Media.RETRACTED) and exit_.media is not before.media:
            assert (before.media, before.doubted) == (Media.PRESENTED, True)
            assert (exit_.media is Media.RETRACTED) == before.retracting
        assert not exit_.overdue(now, 5) or exit_.media is Media.PRESENTED

"""The whole terminal against a printer that fails: real engine, real centre, the bench's printer on a pty and on TCP.

Whatever the printer does, the citizen sees the number, the job's end is in the journal, no number is on paper twice,
and the printer works again by itself once it is mended.
"""

from __future__ import annotations

import asyncio
import json
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bench.campaigns.centre import running_centre
from bench.campaigns.kills import printed_numbers
from bench.campaigns.processes import stop, wait_for
from bench.campaigns.terminal import Bench, Terminal, running_bench
from kiosk.views import Paper, Printing, SaidPrinted, TicketView, Trouble, TroubleView
from tests.whole.glass import Glass

LINKS = ("pty", "tcp")
QUICK = "[visit]\ndouble_touch_guard_ms = 0\n"
PRINT_SECONDS = 40.0
BACK_SECONDS = 30.0


class Whole:
    def __init__(self, bench: Bench, terminal: Terminal) -> None:
        self.bench = bench
        self.terminal = terminal

    def fault(self, name: str, *, on: bool = True, seconds: float | None = None) -> None:
        body = json.dumps({"fault": name, "on": on, "seconds": seconds}).encode()
        request = urllib.request.Request(
            f"{self.bench.url}/api/devices/ticket-printer/faults", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=10):
            pass

    def printed(self) -> list[str]:
        return printed_numbers(self.bench.url)

    def end_of_print(self, number: str) -> dict[str, Any] | None:
        started = [e["body"] for e in self.terminal.events("print.started") if e["body"]["number"] == number]
        ended = {e["body"]["job"]: e["body"] for e in self.terminal.events("print.ended")}
        assert len(started) <= 1, "one number, one job"
        return ended.get(started[0]["job"]) if started else None


@contextmanager
def whole(directory: Path, link: str) -> Iterator[Whole]:
    terminal = Terminal(directory / "terminal")
    with running_centre(f"sqlite:///{directory}/hall.db") as centre, running_bench(directory / "bench") as bench:
        terminal.configure(centre, getattr(bench, link), QUICK)
        engine = terminal.start(face=False)
        try:
            wait_for(terminal.socket.exists, "the engine", engine)
            yield Whole(bench, terminal)
        finally:
            stop(engine)


@pytest.fixture(scope="module", params=LINKS)
def terminal(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    with whole(tmp_path_factory.mktemp(f"whole-{request.param}"), request.param) as running:
        yield running


def is_final(view: object) -> bool:
    return isinstance(view, TroubleView) or (isinstance(view, TicketView) and view.printing is not Printing.WORKING)


async def until_printing_works(glass: Glass) -> TicketView:
    """Visits until one ends with a proven print: the printer has come back by itself."""
    async with asyncio.timeout(BACK_SECONDS):
        while True:
            await glass.take_number()
            view = await glass.until(is_final, PRINT_SECONDS)
            if isinstance(view, TicketView) and view.printing is Printing.DONE:
                return view
            await glass.to_welcome()
            await asyncio.sleep(0.5)  # a citizen's pace; each visit takes a real number


def assert_nothing_twice(running: Whole) -> None:
    assert [number for number, count in Counter(running.printed()).items() if count > 1] == []


async def test_a_ticket_is_printed_and_proven(terminal: Whole) -> None:
    async with Glass(terminal.terminal.socket) as glass:
        view = await until_printing_works(glass)
        assert view.number in terminal.printed()
        ended = terminal.end_of_print(view.number)
        assert ended is not None
        assert (ended["outcome"], ended["evidence"]["grade"]) == ("done", "A")


async def test_without_paper_the_number_is_given_on_the_screen_and_nothing_is_sent(terminal: Whole) -> None:
    async with Glass(terminal.terminal.socket) as glass:
        await until_printing_works(glass)
        terminal.fault("paper_out")
        await asyncio.sleep(0.5)  # the printer tells by itself
        confirm = await glass.to_confirm()
        assert confirm.paper is Paper.OUT
        view = await glass.take_number_from_confirm()
        assert isinstance(view, TroubleView)
        assert (view.trouble, view.ask) == (Trouble.PAPER_OUT, False)
        assert view.number not in terminal.printed()
        terminal.fault("paper_out", on=False)
        await glass.to_welcome()
        await until_printing_works(glass)
    assert view.number not in terminal.printed(), "an earlier ticket is not printed when paper is back"


@pytest.mark.parametrize("fault", ["half_job", "silent", "unplug", "power_off", "garbage", "echo"])
async def test_a_failing_printer_never_prints_twice_and_comes_back(terminal: Whole, fault: str) -> None:
    async with Glass(terminal.terminal.socket) as glass:
        await until_printing_works(glass)
        await glass.to_confirm()
        terminal.fault(fault)
        view = await glass.take_number_from_confirm()
        number = view.number
        final = await glass.until(is_final, PRINT_SECONDS)
        ended = terminal.end_of_print(number)
        if isinstance(final, TroubleView):
            assert final.number == number
            assert ended is None or ended["outcome"] in ("failed", "unknown")
            assert final.ask is (ended is not None and ended["outcome"] == "unknown")
        else:
            assert ended is not None
            assert ended["outcome"] == "done"
            assert number in terminal.printed()
        if isinstance(final, TroubleView) and final.ask:
            glass.answer(SaidPrinted(came_out=False))
            await glass.until(lambda view: isinstance(view, TroubleView) and not view.ask)
        for name in (fault, "power_off"):
            terminal.fault(name, on=False)
        await glass.to_welcome()
        await until_printing_works(glass)
    assert_nothing_twice(terminal)


async def test_a_printer_that_is_away_at_start_is_found_when_it_comes(tmp_path: Path) -> None:
    with running_centre(f"sqlite:///{tmp_path}/hall.db") as centre, running_bench(tmp_path / "bench") as bench:
        running = Whole(bench, Terminal(tmp_path / "terminal"))
        running.fault("unplug")
        running.terminal.configure(centre, bench.pty, QUICK)
        engine = running.terminal.start(face=False)
        try:
            wait_for(running.terminal.socket.exists, "the engine", engine)
            async with Glass(running.terminal.socket) as glass:
                await glass.take_number()
                view = await glass.until(is_final)
                assert isinstance(view, TroubleView)
                assert view.trouble is Trouble.PRINTER_AWAY
                running.fault("unplug", on=False)
                await glass.to_welcome()
                await until_printing_works(glass)
            assert view.number not in running.printed()
        finally:
            stop(engine)

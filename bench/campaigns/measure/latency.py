"""From the touch to the first ticket byte on the wire, and what the ticket weighs there.

Everything is real: centre, engine, face, X touches, the bench's printer on TCP behind a relay that notes the time. The
number comes from the centre; the journal syncs every step. Two ways in: answers at the engine's socket, and fingers.
"""

from __future__ import annotations

import asyncio
import io
import json
import random
import time
from bisect import bisect_right
from pathlib import Path

from PIL import Image

from bench.campaigns.centre import running_centre
from bench.campaigns.citizen import Citizen
from bench.campaigns.fingertip import Edge, difference, touchables
from bench.campaigns.http import get_bytes
from bench.campaigns.measure.figures import Figure, Table, percentile, spread
from bench.campaigns.measure.process import cpu_seconds, family, rss_mb
from bench.campaigns.measure.wire_tap import WireTap, wire_tap
from bench.campaigns.processes import stop, wait_for
from bench.campaigns.terminal import Bench, Terminal, running_bench
from bench.display import VirtualDisplay
from bench.screen import Screen

ANSWERS_SECONDS = 45.0
PAUSE_SECONDS = 0.15  # between two visits: the bench draws the paper on the same two cores
FINGER_VISITS = 25
SCREEN_SECONDS = 10.0
CHANGED_SHARE, REST_SHARE = 0.02, 0.002  # of the picture: another screen has come; nothing moves
IDLE_SECONDS = 20.0
SETTINGS = '[visit]\ndouble_touch_guard_ms = 0\n[logs]\nlevel = "debug"\n'
OPTIONS = ("--paper-mm-per-second", "0", "--slips-kept", "100000")


def measure(directory: Path) -> list[Table]:
    answers = _from_answers(directory / "answers")
    with VirtualDisplay(1080, 1920) as display:
        touches, engine_mb, idle = _from_touches(directory / "touches", display.name)
    bench_ticket = _ticket(directory / "paper")
    return [_latency_table(answers, touches), _ticket_table(*bench_ticket), _engine_table(engine_mb, idle)]


def _from_answers(directory: Path) -> list[float]:
    """Milliseconds from the answer's arrival at the engine to the first byte."""
    terminal = Terminal(directory / "terminal")
    with (
        running_centre(f"sqlite:///{directory}/hall.db") as centre,
        running_bench(directory / "bench", *OPTIONS) as bench,
        wire_tap(bench.tcp) as tap,
    ):
        terminal.configure(centre, tap.address, SETTINGS)
        engine = terminal.start(face=False)
        try:
            wait_for(terminal.socket.exists, "the engine", engine)
            asyncio.run(_visits(terminal.socket))
        finally:
            stop(engine)
    return _after(_confirmations(terminal), tap)


async def _visits(socket: Path) -> None:
    try:
        async with asyncio.timeout(ANSWERS_SECONDS):
            await Citizen(socket, random.Random(1), patient=True, pause_seconds=PAUSE_SECONDS).visit_until_cut()
    except TimeoutError:
        return


def _confirmations(terminal: Terminal) -> list[float]:
    """When the answers arrived that took a number: the last `answered` before each `paper_seen` (monotonic seconds)."""
    arrivals, answered = [], 0.0
    for line in (terminal.directory / "engine.log").read_text().splitlines():
        said = json.loads(line) if line.startswith("{") else {}
        if said.get("step") == "answered":
            answered = said["monotonic_ns"] / 1e9
        elif said.get("step") == "paper_seen":
            arrivals.append(answered)
    return arrivals


def _after(moments: list[float], tap: WireTap) -> list[float]:
    """Milliseconds from each ticket's moment to its first byte; a ticket's moment is the last one before the byte."""
    times, last = [], -1
    for start in tap.starts:
        at = bisect_right(moments, start) - 1
        if at > last:
            times.append((start - moments[at]) * 1000)
            last = at
    return times


def _from_touches(directory: Path, display: str) -> tuple[list[float], float, float]:
    """Milliseconds from the X event to the first byte; the engine's memory; idle CPU of engine and face together."""
    terminal = Terminal(directory / "terminal")
    with (
        running_centre(f"sqlite:///{directory}/hall.db") as centre,
        running_bench(directory / "bench", *OPTIONS) as bench,
        wire_tap(bench.tcp) as tap,
        Screen(display) as screen,
    ):
        terminal.configure(centre, tap.address, SETTINGS.replace("debug", "info"))
        engine = terminal.start(face=True, display=display)
        try:
            moments = _fingers(screen, tap)
            engine_mb = rss_mb(engine.pid)
            idle = _idle_percent(engine.pid)
        finally:
            stop(engine)
    return _after(moments, tap), engine_mb, idle


def _fingers(screen: Screen, tap: WireTap) -> list[float]:
    """Visits by touches; returns when each "take the number" was touched (monotonic seconds)."""
    moments = []
    for _ in range(FINGER_VISITS):
        _touch(screen, Edge.MAIN, "welcome")
        _touch(screen, Edge.CHOICE, "departments")
        _touch(screen, Edge.CHOICE, "services")
        tickets = len(tap.starts)
        moments.append(_touch(screen, Edge.MAIN, "confirm"))
        deadline = time.monotonic() + SCREEN_SECONDS
        while len(tap.starts) == tickets:
            if time.monotonic() > deadline:
                raise RuntimeError("no ticket after the touch")
            time.sleep(0.01)
        _touch(screen, Edge.MAIN, "ticket")
    return moments


def _touch(screen: Screen, edge: Edge, name: str) -> float:
    """Touch the first thing with such an edge once the screen rests; return when another screen has come."""
    deadline = time.monotonic() + SCREEN_SECONDS * 3
    touched = 0.0
    at_touch = seen = screen.capture()
    while True:
        time.sleep(0.2)
        before, seen = seen, screen.capture()
        if touched and difference(at_touch, seen) > CHANGED_SHARE:
            return touched
        places = [] if touched or difference(before, seen) > REST_SHARE else touchables(seen, edge)
        if places:
            at_touch = seen
            touched = screen.touch(places[0].x, places[0].y, hold_seconds=0)  # a button acts when the finger leaves it
        if time.monotonic() > deadline:
            raise RuntimeError(f"{name}: {'no other screen came' if touched else 'nothing to touch'}")


def _idle_percent(engine: int) -> float:
    """Of one core, engine and face together, on the welcome screen."""
    time.sleep(5)
    both = family(engine)
    before, began = sum(map(cpu_seconds, both)), time.monotonic()
    time.sleep(IDLE_SECONDS)
    return (sum(map(cpu_seconds, both)) - before) / (time.monotonic() - began) * 100


def _ticket(directory: Path) -> tuple[int, int]:
    """Bytes of one Chinese ticket on our wire, and of python-escpos printing the same paper as a picture."""
    terminal = Terminal(directory / "terminal")
    with (
        running_centre(f"sqlite:///{directory}/hall.db") as centre,
        running_bench(directory / "bench", *OPTIONS) as bench,
    ):
        terminal.configure(centre, bench.tcp, SETTINGS)
        engine = terminal.start(face=False)
        try:
            wait_for(terminal.socket.exists, "the engine", engine)
            asyncio.run(_one_visit(terminal, bench))
            ended = terminal.events("print.ended")[0]["body"]["evidence"]["bytes_total"]
            paper = get_bytes(f"{bench.url}/api/devices/ticket-printer/slips/1.png")
        finally:
            stop(engine)
    return int(ended), _as_picture(paper)


async def _one_visit(terminal: Terminal, bench: Bench) -> None:
    visits = asyncio.create_task(Citizen(terminal.socket, random.Random(1), patient=True).visit_until_cut())
    deadline = time.monotonic() + 30
    while not terminal.events("print.ended"):
        if time.monotonic() > deadline:
            raise RuntimeError(f"no ticket was printed at {bench.tcp}")
        await asyncio.sleep(0.05)
    visits.cancel()
    await asyncio.gather(visits, return_exceptions=True)


def _as_picture(paper: bytes) -> int:
    """python-escpos's own way for a text that its code pages do not have: one picture."""
    from escpos.printer import Dummy

    picture = Image.open(io.BytesIO(paper)).convert("RGBA")
    white = Image.new("RGBA", picture.size, "white")
    flat = Image.alpha_composite(white, picture).convert("L")
    margin = (flat.width - 576) // 2
    printer = Dummy()
    printer.image(flat.crop((margin, 0, margin + 576, flat.height)))
    return len(printer.output)


def _latency_table(answers: list[float], touches: list[float]) -> Table:
    return Table(
        "A touch becomes a ticket",
        (
            Figure("answer at the engine to the first ticket byte", spread(answers), "p50 <= 10, p99 <= 40 ms",
                   percentile(answers, 0.5) <= 10 and percentile(answers, 0.99) <= 40),
            Figure("X event (finger up) to the first ticket byte", spread(touches), "p50 <= 60, p99 <= 120 ms",
                   percentile(touches, 0.5) <= 60 and percentile(touches, 0.99) <= 120),
        ),
        "The number comes from the centre; the journal's durable writes and the centre's own commit are on the way.",
    )  # fmt: skip


def _ticket_table(ours: int, picture: int) -> Table:
    seconds = ours * 10 / 9600
    return Table(
        "A Chinese ticket on the wire",
        (
            Figure("bytes / python-escpos's picture of it", f"1/{picture / ours:.0f} ({ours:,} of {picture:,})",
                   "<= 1/10", ours * 10 <= picture),
            Figure("time on a serial line of 9600 baud", f"{seconds:.2f} s", "< 1.5 s", seconds < 1.5),
            Figure("the picture's time on that line", f"{picture * 10 / 9600:.1f} s"),
        ),
    )  # fmt: skip


def _engine_table(engine_mb: float, idle: float) -> Table:
    return Table(
        "Engine and face at rest",
        (
            Figure(
                "resident memory of the engine after the visits", f"{engine_mb:.0f} MB", "<= 80 MB", engine_mb <= 80
            ),
            Figure("idle CPU of engine and face together", f"{idle:.1f} % of a core", "<= 3 %", idle <= 3),
        ),
    )

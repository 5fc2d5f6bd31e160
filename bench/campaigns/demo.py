"""`main.py demo`: the centre, the bench, the engine and its face on one machine. With `--once`: the proof for machines.

The hall's voice is there too, with `--window` the terminal of one counter (bench/campaigns/beside.py), with `--lockers`
a pickup cabinet (bench/campaigns/pickup/), whose hall begins anew each time: its simulated doors do too.

Everything runs as children of this process and ends with it. What the demo keeps lies in var/demo; `--once` starts from
nothing in a temporary folder, on a virtual display of its own, and leaves pictures, paper, bytes and result.json.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from bench.campaigns import proof
from bench.campaigns.beside import COUNTER, VOICE, WINDOW, WINDOW_SIZE, Post, voice_tables, window_tables
from bench.campaigns.bookings import CARD, Booking, book
from bench.campaigns.centre import TERMINAL
from bench.campaigns.errand import Errand, ScreenStuck
from bench.campaigns.family import Family, Stopped
from bench.campaigns.fingertip import Edge
from bench.campaigns.hall import CARD_READER, LINK_MINUTES, SCANNER, DemoHall, Key
from bench.campaigns.http import answers
from bench.campaigns.pickup.cabinet import CABINET
from bench.campaigns.pickup.cabinet import SIZE as CABINET_SIZE
from bench.campaigns.pickup.furnish import Cabinet, front_file, furnish, message_settings, outbox
from bench.campaigns.processes import ROOT, ProcessFailed, free_port
from bench.display import DisplayError, VirtualDisplay
from bench.screen import Screen, ScreenError

CENTRE_PORT, BENCH_PORT = 8700, 8710
WINDOW_CLASS = "hallkiosk"
FAILURES = (ProcessFailed, DisplayError, ScreenError, ScreenStuck, OSError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    start_seconds: float = 30.0  # one process until it answers
    print_seconds: float = 15.0  # from the confirming touch until the print has ended and the paper is cut
    centre_seconds: float = 10.0  # until the centre knows the number as waiting
    visit_seconds: float = 60.0  # everything, once the machine is set up


@dataclass(frozen=True, slots=True)
class Running:
    """Addresses end with a slash. `size`: of the lobby's panel in pixels; `scale` 1: the panels' own pixels."""

    centre: str
    bench: str
    display: str
    size: tuple[int, int]
    scale: float


@dataclass(frozen=True, slots=True)
class Beside:
    """Which terminals stand beside the lobby's."""

    window: bool = False
    lockers: bool = False

    def panels(self) -> list[tuple[str, tuple[int, int]]]:
        """From left to right: the class of the window, and the panel in its own pixels."""
        panels = [(WINDOW.code, WINDOW_SIZE)] if self.window else []
        return panels + ([(CABINET.code, CABINET_SIZE)] if self.lockers else [])


def run_demo(
    *,
    once: bool,
    out: Path | None,
    portrait: bool = True,
    window: bool = False,
    lockers: bool = False,
    limits: Limits | None = None,
    console: Console | None = None,
) -> int:
    """Returns the exit code: 0, or 1 with a sentence that says what failed. `window`: with one counter's terminal.
    `lockers`: with a pickup cabinet.
    """
    limits, console = limits or Limits(), console or Console()
    try:
        if once:
            return _once((out or ROOT / "out" / "demo").resolve(), portrait, limits, console)
        _stay(portrait, Beside(window, lockers), limits, console)
    except Stopped:
        console.print("[dim]Everything is stopped.[/]")
    except FAILURES as error:
        console.print(f"[bold red]The demo failed.[/] {error}", highlight=False)
        return 1
    return 0


def _stay(portrait: bool, beside: Beside, limits: Limits, console: Console) -> None:
    """Until Ctrl-C. Raises ProcessFailed when a part ends by itself."""
    hall = DemoHall(ROOT / "var" / ("demo-lockers" if beside.lockers else "demo"))
    if beside.lockers:
        shutil.rmtree(hall.directory, ignore_errors=True)
    with Family(hall.directory / "logs") as family, ExitStack() as cleanup:
        with console.status("Starting the hall"):
            own = os.environ.get("DISPLAY")
            running = _start(hall, family, cleanup, portrait, limits, own, readers=True, beside=beside)
            key, booking = hall.staff_key(), book(hall.database, hall.directory, datetime.now(UTC))
            cabinet = _start_beside(hall, family, running, beside)
            screen = cleanup.enter_context(Screen(running.display)) if beside.panels() and not own else None
        console.print(_addresses(running, hall, key, booking, beside, cabinet))
        console.print(f"Sign in to the staff's pages, once, within {LINK_MINUTES} minutes:", highlight=False)
        link = running.centre.rstrip("/") + key.path
        console.print(link, soft_wrap=True)  # whole, however narrow the window is: it is there to be clicked
        while True:
            family.check()
            if screen is not None:
                _arrange(screen, running, beside)
            if cabinet is not None:
                cabinet.hands.look()
            time.sleep(0.5)


def _arrange(screen: Screen, running: Running, beside: Beside) -> None:
    """Beside the lobby's screen; again and again, since a face that is replaced opens in the corner."""
    left = running.size[0]
    for window_class, (width, _) in beside.panels():
        screen.move(window_class, left, 0)
        left += width


def _once(out: Path, portrait: bool, limits: Limits, console: Console) -> int:
    out.mkdir(parents=True, exist_ok=True)
    for stale in (out / "result.json", out / "paper.png", out / "printer.raw", *(out / "screens").glob("*.png")):
        stale.unlink(missing_ok=True)
    began = time.monotonic()
    errand: Errand | None = None
    evidence: proof.Evidence | None = None
    with ExitStack() as cleanup:
        hall = DemoHall(Path(cleanup.enter_context(tempfile.TemporaryDirectory(prefix="hallkiosk-demo-"))))
        family = cleanup.enter_context(Family(out / "logs"))
        try:
            running = _start(hall, family, cleanup, portrait, limits, None, readers=False)
            screen = cleanup.enter_context(Screen(running.display))
            errand = Errand(screen, out / "screens", alive=family.check)
            evidence = _visit(errand, running, hall, out, family, limits)
            wrong = proof.judge(evidence, time.monotonic() - began, limits.visit_seconds)
        except FAILURES as error:
            wrong = [str(error)]
        seconds = time.monotonic() - began
    proof.write_result(out, evidence, wrong, seconds, errand.told() if errand else [])
    console.print(_verdict(evidence, wrong, seconds, out), highlight=False)
    return 1 if wrong else 0


def _visit(
    errand: Errand, running: Running, hall: DemoHall, out: Path, family: Family, limits: Limits
) -> proof.Evidence:
    """Touch through one visit, wait for the print's end and for the centre, and gather what each of them says."""
    errand.arrive("welcome")
    errand.press(Edge.MAIN, "departments", shows=Edge.CHOICE)
    errand.press(Edge.CHOICE, "services", shows=Edge.CHOICE)
    errand.press(Edge.CHOICE, "confirm", shows=Edge.MAIN)
    errand.press(Edge.MAIN, "number", shows=Edge.MAIN)
    journal = hall.terminal.journal
    _wait(
        lambda: proof.print_ended(journal) is not None, limits.print_seconds, "the journal's end of the print", family
    )
    _wait(lambda: proof.cut_slips(running.bench) > 0, limits.print_seconds, "a slip from the printer", family)
    errand.look("number-printed")
    given = proof.number_in_journal(journal)
    _wait(
        lambda: proof.number_at_centre(running.centre, TERMINAL) == given,
        limits.centre_seconds,
        f"number {given} waiting at the centre",
        family,
    )
    evidence = proof.gather(running.bench, running.centre, journal, TERMINAL, out)
    errand.press(Edge.MAIN, "welcome-again", shows=Edge.MAIN)
    return evidence


def _start(
    hall: DemoHall,
    family: Family,
    cleanup: ExitStack,
    portrait: bool,
    limits: Limits,
    display: str | None,
    *,
    readers: bool,
    beside: Beside | None = None,
) -> Running:
    """`beside`: leave room for its panels beside the lobby's."""
    beside = beside or Beside()
    size = (1080, 1920) if portrait else (1920, 1080)
    scale = 1.0
    shown = ["--window-class", WINDOW_CLASS]
    if display:
        scale, size = _fit(size, display)
    elif panels := [panel for _, panel in beside.panels()]:
        width = size[0] + sum(panel[0] for panel in panels)
        height = max(size[1], *(panel[1] for panel in panels))
        display, shown = cleanup.enter_context(VirtualDisplay(width, height)).name, []
    else:
        display = cleanup.enter_context(VirtualDisplay(*size)).name
    centre_port, bench_port = free_port(CENTRE_PORT), free_port(BENCH_PORT)
    centre_url, bench_url = (f"http://127.0.0.1:{port}/" for port in (centre_port, bench_port))
    looks = ["--display", display, *shown]
    front = ["--cabinet", str(front_file(hall))] if beside.lockers else []
    bench = family.start("bench", ["bench", "--dir", str(hall.bench), "--port", str(bench_port), *looks, *front])
    hall.prepare()
    told = ["--sms", str(message_settings(hall))] if beside.lockers else []
    centre = family.start("central", ["central", "--database", hall.database, "--port", str(centre_port), *told])
    printer = str(hall.bench / "ports" / "ticket-printer")
    hall.configure(centre_url.rstrip("/"), printer, size, scale=scale, readers=readers)
    face = {"DISPLAY": display, "SDL_VIDEO_X11_WMCLASS": WINDOW_CLASS}
    engine = ["engine", "--settings", str(hall.terminal.settings)]
    family.start("engine", engine, face)  # it waits for the others by itself
    family.wait_for(lambda: answers(bench_url + "api/devices"), bench, limits.start_seconds)
    family.wait_for(lambda: answers(centre_url + "api/v1/health"), centre, limits.start_seconds)
    return Running(centre=centre_url, bench=bench_url, display=display, size=size, scale=scale)


def _start_beside(hall: DemoHall, family: Family, running: Running, beside: Beside) -> Cabinet | None:
    """The hall's voice, and the terminals that are wanted. They wait for their devices by themselves."""
    centre = running.centre.rstrip("/")
    VOICE.prepare(hall, centre, voice_tables(hall))
    family.start("hall-voice", ["engine", "--without-face", "--settings", str(VOICE.settings(hall))])
    if beside.window:
        WINDOW.prepare(hall, centre, window_tables(hall, running.scale))
        _start_terminal(WINDOW, hall, family, running)
    if not beside.lockers:
        return None
    cabinet = furnish(hall, centre, running.scale, datetime.now(UTC))
    _start_terminal(CABINET, hall, family, running)
    return cabinet


def _start_terminal(post: Post, hall: DemoHall, family: Family, running: Running) -> None:
    face = {"DISPLAY": running.display, "SDL_VIDEO_X11_WMCLASS": post.code}
    family.start(post.code, ["engine", "--settings", str(post.settings(hall))], face)


def _fit(size: tuple[int, int], display: str) -> tuple[float, tuple[int, int]]:
    """A panel that fits on a person's own screen, with room for a title bar."""
    with Screen(display) as screen:
        width, height = screen.size
    scale = min(1.0, width / size[0], (height - 96) / size[1])
    return scale, (round(size[0] * scale), round(size[1] * scale))


def _wait(ready: Callable[[], bool], seconds: float, what: str, family: Family) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        family.check()
        if time.monotonic() > deadline:
            raise ScreenStuck(f"{what}: not within {seconds:g} s")
        time.sleep(0.05)


def _addresses(
    running: Running, hall: DemoHall, key: Key, booking: Booking, beside: Beside, cabinet: Cabinet | None
) -> Panel:
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(overflow="fold")
    table.add_column()
    table.add_row("[bold]Bench[/]", running.bench, "kiosk's screen, paper, devices, faults")
    table.add_row("[bold]Hall[/]", running.centre + "display", "hall display, open to everybody")
    table.add_row("[bold]Staff[/]", running.centre, "counters, waiting: by the link below, or this account")
    table.add_row("", f"{key.name}   {key.password}", "a new password at each start")
    table.add_row("Kiosk", f"display {running.display}", "touch it, or click the bench page")
    card = f"{booking.time}: show this code to {SCANNER}, or put the card {CARD!r} on {CARD_READER}"
    table.add_row("Appointment", booking.code, card)
    if beside.window:
        counter = f"sit down at counter {COUNTER}, then use the box counter-line on the bench page"
        table.add_row("Window", f"display {running.display}", counter)
    if cabinet is not None:
        table.add_row("[bold]Cabinet[/]", f"{running.bench}#cabinet", "its doors, labels, badge, QRs, cards, messages")
        table.add_row("", f"once-code {cabinet.once_code}", "staff, within 10 minutes; or hold up the badge")
        table.add_row("", str(outbox(hall).relative_to(ROOT)), "codes arrive here when a parcel is in its cell")
        table.add_row("", running.centre + "cabinets", "the same cabinet, as staff sees it")
    table.add_row("Voice", "voice, led-display", "on the bench page: what is spoken and shown of each call")
    table.add_row("Logs", str((hall.directory / "logs").relative_to(ROOT)), "Ctrl-C stops everything")
    return Panel(table, title="hallkiosk", border_style="cyan", expand=False)


def _verdict(evidence: proof.Evidence | None, wrong: list[str], seconds: float, out: Path) -> str:
    if wrong:
        return "[bold red]Failed.[/] " + " ".join(wrong) + f" See {out}"
    number = evidence.number_paper if evidence else "?"
    return f"[bold green]{number}[/] on the paper, in the journal and at the centre, in {seconds:.1f} s. See {out}"

"""`python main.py simulate hall`: days of a whole hall against the real centre, faster than real time.

The story of each day comes from the seed (story.py); people, counters and troubles act it out on the agenda; the
ledger keeps what people saw and judges in the end.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson
import uvloop
from rich.console import Console

from bench.campaigns.queue_hall import chart, report
from bench.campaigns.queue_hall.agenda import Agenda, ClockFile
from bench.campaigns.queue_hall.catalogue import MadeHall, made_hall
from bench.campaigns.queue_hall.centre_process import CentreProcess
from bench.campaigns.queue_hall.clerk import Clerk, PageRefused
from bench.campaigns.queue_hall.counters import CounterDay
from bench.campaigns.queue_hall.floor import Floor
from bench.campaigns.queue_hall.latencies import Latencies
from bench.campaigns.queue_hall.ledger import Ledger, Shown
from bench.campaigns.queue_hall.office import clerks_of, run_commands
from bench.campaigns.queue_hall.people import People
from bench.campaigns.queue_hall.quick_http import Connection
from bench.campaigns.queue_hall.story import MINUTE_MS, Day, Line, Size, pace_for, tell
from bench.campaigns.queue_hall.terminal_child import Post
from bench.campaigns.queue_hall.terminals import Terminal, nursery
from bench.campaigns.queue_hall.troubles import Troubles
from bench.campaigns.queue_hall.window import Window

ZONE = ZoneInfo("Asia/Shanghai")
FIRST_DAY = datetime(2026, 3, 16, 9, 0, tzinfo=ZONE)  # in the past: sign-in links are made in real time
MORNING_MINUTES = 40  # before opening, clerks sign in and terminals fetch leases
LONGEST_MINUTES = 30 + 1  # the longest head start of the hall's rules, and a minute for what happened at once
STEP_MS, STEP_PEOPLE = 4_000, 750  # one step; on a day with more people it is longer, and no fuller
SEATING_AT_ONCE = 8
LINK_MINUTES = 600
WORTH_A_PROCESS = 4  # clerks: making them one after the other takes as long as another process needs to start
HOURS = "06:00-23:59"  # the centre refuses nobody for the hour; the story has its own


@dataclass(frozen=True, slots=True)
class Asked:
    """The command's options."""

    seed: int
    days: int
    terminals: int
    counters: int
    cuts: int
    out: Path
    people: int | None = None
    database: str = ""


def simulate_hall(asked: Asked) -> int:
    """Write result.json and days.html; 0 if nothing was doubled, lost, starved or called twice."""
    asked.out.mkdir(parents=True, exist_ok=True)
    console = Console()
    hall = _hall(asked)
    begun = time.monotonic()
    with _prepared(asked, hall) as (keys, clock, centre, post_office):
        simulation = Simulation(asked, hall, keys, clock, centre, console)
        set_up = time.monotonic() - begun
        days = uvloop.run(simulation.run(post_office))
    result = report.result(asked, days, simulation.ledger.faults, simulation.latencies, set_up)
    (asked.out / "result.json").write_bytes(orjson.dumps(result, option=orjson.OPT_INDENT_2))
    (asked.out / "days.html").write_text(chart.page(result, days), encoding="utf-8")
    report.show(console, result, simulation.ledger.faults, asked.out)
    return 0 if simulation.ledger.faults.none else 1


def _hall(asked: Asked) -> MadeHall:
    """With services so quick that the counters can serve as many people as are to come."""
    hall = made_hall(asked.counters, hours=HOURS)
    if asked.people is None:
        return hall
    return made_hall(asked.counters, hours=HOURS, pace=pace_for(asked.people, asked.counters, hall))


def _step_ms(people: int) -> int:
    return STEP_MS * max(STEP_PEOPLE, people) // STEP_PEOPLE


@dataclass(frozen=True, slots=True)
class Keys:
    """What the centre's command line made: tokens by terminal, sign-in links by counter (one a day)."""

    lobby: list[str]
    windows: dict[str, str]
    links: dict[str, list[str]]


@contextmanager
def _prepared(asked: Asked, hall: MadeHall) -> Iterator[tuple[Keys, ClockFile, CentreProcess, socket.socket]]:
    database = asked.database or f"sqlite:///{asked.out / 'hall.db'}"
    for old in asked.out.glob("hall.db*"):
        old.unlink()
    shutil.rmtree(asked.out / "terminals", ignore_errors=True)
    clock = ClockFile(asked.out / "clock", int(FIRST_DAY.timestamp() * 1000) - MORNING_MINUTES * MINUTE_MS)
    keys = _set_up(asked, hall, database)
    centre = CentreProcess(database, clock.path, asked.out / "central.log")
    with nursery() as post_office:
        centre.begin()
        try:
            yield keys, clock, centre, post_office
        finally:
            centre.end()


def _set_up(asked: Asked, hall: MadeHall, database: str) -> Keys:
    file = asked.out / "catalogue.toml"
    file.write_text(hall.toml, encoding="utf-8")
    at = ("--database", database)
    commands: list[list[str]] = [["catalogue", "load", str(file), *at]]
    for n in range(asked.terminals):
        commands.append(["terminal", "add", f"lobby-{n}", "--unit", f"{n} 号机", "--series", f"{n}", *at])
    codes = [counter.code for counter in hall.counters]
    for n, code in enumerate(codes):
        series = f"W{n}"
        commands.append(
            ["terminal", "add", f"window-{code}", "--unit", code, "--series", series, "--counter", code, *at]
        )
    at_once = [codes[:half], codes[half:]] if (half := len(codes) // 2) >= WORTH_A_PROCESS else [codes]
    said = run_commands(commands, *(clerks_of(share, asked.days, LINK_MINUTES, at) for share in at_once))
    tokens = [one["token"] for one in said if "token" in one]
    paths = [one["path"] for one in said if "path" in one]
    return Keys(
        lobby=tokens[: asked.terminals],
        windows=dict(zip(codes, tokens[asked.terminals :], strict=True)),
        links={code: paths[n * asked.days : (n + 1) * asked.days] for n, code in enumerate(codes)},
    )


@dataclass(frozen=True, slots=True)
class Lived:
    """One day as it was: `waiting`: who waited when it was over, by the centre's own list."""

    day: Day
    shown: list[Shown]
    seconds: float
    waiting: int
    killed_terminals: int


class Simulation:
    def __init__(
        self, asked: Asked, hall: MadeHall, keys: Keys, clock: ClockFile, centre: CentreProcess, console: Console
    ) -> None:
        self.ledger = Ledger(LONGEST_MINUTES * MINUTE_MS)
        self.latencies = Latencies()
        self._asked, self._hall, self._keys = asked, hall, keys
        self._clock, self._centre, self._console = clock, centre, console
        self._clerks = [Clerk(centre.url, Connection(centre.url), counter.code) for counter in hall.counters]

    async def run(self, post_office: socket.socket) -> list[Lived]:
        terminals = [Terminal(post_office, self._post(n)) for n in range(self._asked.terminals)]
        try:
            await asyncio.gather(*(terminal.begin() for terminal in terminals))
            return [await self._day(number, terminals) for number in range(self._asked.days)]
        finally:
            await asyncio.gather(*(terminal.end() for terminal in terminals))
            for clerk in self._clerks:
                clerk.close()

    def _post(self, n: int) -> Post:
        folder = self._asked.out / "terminals" / f"lobby-{n}"
        folder.mkdir(parents=True)
        (folder / "token").write_text(self._keys.lobby[n])
        return Post(
            code=f"lobby-{n}",
            series=f"{n}",
            folder=str(folder.resolve()),
            clock_file=str(self._clock.path.resolve()),
            centre_url=self._centre.url,
            prefixes=sorted({service.prefix for service in self._hall.services}),
            line=Line.OPEN.value,
            wrong_seconds=0,
        )

    async def _day(self, number: int, terminals: list[Terminal]) -> Lived:
        opens = FIRST_DAY + timedelta(days=number)
        size = Size(self._asked.terminals, self._asked.cuts, self._asked.people)
        day = tell(self._asked.seed, number, int(opens.timestamp() * 1000), self._hall, size)
        self._clock.set(day.opens_ms - MORNING_MINUTES * MINUTE_MS)
        await self._morning(number, terminals)
        begun = time.monotonic()
        agenda = Agenda(self._clock, _step_ms(len(day.people)))
        floor = Floor(agenda, self.ledger, self.latencies, coming=len(day.people))
        phone = Connection(self._centre.url)
        people = People(floor, terminals, phone, self._centre.url)
        troubles = Troubles(floor, terminals, people, self._centre)
        windows = [
            Window(self._centre.url, self._keys.windows[counter.code], counter.code, agenda, self.latencies)
            for counter in self._hall.counters
        ]
        for person in day.people:
            agenda.begin(people.visit(person))
        for place, (counter, clerk, window) in enumerate(zip(self._hall.counters, self._clerks, windows, strict=True)):
            has_box = place % 2 == 1
            agenda.begin(CounterDay(counter, clerk, window, floor, self._asked.seed, has_box=has_box).work(day))
        troubles.begin(day)
        agenda.begin(self._speak(agenda, day, floor))
        await agenda.run()
        for window in windows:
            window.close()
        lived = await self._evening(day, phone, time.monotonic() - begun, troubles.killed)
        phone.close()
        return lived

    async def _morning(self, number: int, terminals: list[Terminal]) -> None:
        """Clerks sign in and sit down, terminals have right clocks again and fetch leases."""
        turn = asyncio.Semaphore(SEATING_AT_ONCE)

        async def seat(clerk: Clerk) -> None:
            async with turn:
                await clerk.sign_in(self._keys.links[clerk.counter][number])
                await clerk.sit()

        async def stock(terminal: Terminal) -> None:
            await terminal.jump(0)
            await terminal.ask("stock")

        await asyncio.gather(*map(seat, self._clerks), *map(stock, terminals))

    async def _evening(self, day: Day, phone: Connection, seconds: float, killed: int) -> Lived:
        """Everybody has gone. Numbers that nobody called are asked for: the centre must know them."""
        shown = list(self.ledger.shown.values())
        unknown: set[str] = set()
        for ticket in shown:
            if ticket.called_ms is None and (await phone.get(f"/t/{ticket.token}", {})).status != 200:
                unknown.add(ticket.key)
        waiting = orjson.loads((await phone.get("/api/v1/hall/waiting", {})).body)
        for clerk in self._clerks:
            with suppress(PageRefused):  # a session that ended by itself, on a very long day
                await clerk.leave()
        self.ledger.close(unknown)
        return Lived(day, shown, seconds, len(waiting), killed)

    async def _speak(self, agenda: Agenda, day: Day, floor: Floor) -> None:
        """One line an hour."""
        at_ms = day.opens_ms
        while agenda.now_ms < day.closes_ms or (floor.unfinished() and agenda.now_ms < day.drained_ms):
            at_ms += 60 * MINUTE_MS
            await agenda.until(at_ms)
            shown = self.ledger.shown.values()
            waiting = sum(ticket.called_ms is None and ticket.gone_ms is None for ticket in shown)
            clock = datetime.fromtimestamp(agenda.now_ms / 1000, ZONE)
            self._console.print(f"[dim]day {day.number + 1} {clock:%H:%M}[/] {len(shown)} numbers, {waiting} wait")

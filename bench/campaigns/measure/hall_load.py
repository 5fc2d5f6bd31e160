"""A hall under load: hundreds of people at once at displays, counters and terminals, against the real server.

Load generator and server are two processes on the same cores. `python -m bench.campaigns.measure.hall_load` measures
this alone; with a database URL as its argument, against that database.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvloop
from rich.console import Console

from bench.campaigns.http import answers
from bench.campaigns.measure.figures import Figure, Table, percentile
from bench.campaigns.measure.hall_users import Asked, Place, Terminals, calls, displays, double_taps, tickets
from bench.campaigns.measure.hall_watchers import call_to_change
from bench.campaigns.processes import free_port, start_main, stop, wait_for
from bench.campaigns.queue_hall.catalogue import MadeHall, made_hall
from bench.campaigns.queue_hall.office import clerks_of, run_commands

COUNTERS = 40  # of the larger crowd's calling users two share one, and press by turns
WAITING = 300  # people who wait already when a crowd comes
WARM_SECONDS, CROWD_SECONDS, TICKETS_SECONDS = 3.0, 15.0, 8.0
LINK_MINUTES = 60


@dataclass(frozen=True, slots=True)
class Goal:
    users: int
    p95_ms: float


CROWDS = (Goal(200, 150), Goal(400, 300))
TICKETS_A_SECOND, TICKETS_P95_MS, CHANGE_P95_MS = 900, 300, 300


def measure(directory: Path, database: str = "") -> Table:
    url = database or f"sqlite:///{directory}/hall.db"
    with _place(directory, url, staffed=True) as place:
        figures = uvloop.run(_crowds(place))
    with _place(directory, database or f"sqlite:///{directory}/tickets.db", staffed=False) as place:
        figures += uvloop.run(_rushes(place))
    note = (
        "Users of a crowd: 60 % open the hall display, 20 % press “next” on a counter's page, 20 % ask for a number, "
        f"each with a second of thought, for {CROWD_SECONDS:g} s; {WAITING} people wait when it begins. Generator and "
        "server share the cores. "
        f"{'PostgreSQL' if url.startswith('postgresql') else 'SQLite'}."
    )
    return Table("A hall under load", tuple(figures), note)


@contextmanager
def _place(directory: Path, database: str, *, staffed: bool) -> Iterator[Place]:
    """The server with a hall in it; stopped afterwards. All departments: one alone has too few numbers for a rush."""
    hall = made_hall(COUNTERS)
    tokens, links = set_up(directory, database, hall, staffed=staffed)
    port = free_port()
    process = start_main("central", "--database", database, "--port", str(port), log=directory / "central.log")
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: answers(url + "/api/v1/health"), "the centre", process)
        yield Place(url, hall, Terminals(tokens), links)
    finally:
        stop(process)


def set_up(directory: Path, database: str, hall: MadeHall, *, staffed: bool) -> tuple[list[str], list[str]]:
    """The tokens of ten terminals, and with `staffed` a sign-in link for a clerk of each counter."""
    file = directory / "hall.toml"
    file.write_text(hall.toml, encoding="utf-8")
    at = ("--database", database)
    commands: list[list[str]] = [["catalogue", "load", str(file), *at]]
    commands += [
        ["terminal", "add", f"t-{n}", "--unit", f"{n} 号机", "--series", str(n), "--renew", *at] for n in range(10)
    ]
    if staffed:
        commands += clerks_of([counter.code for counter in hall.counters], 1, LINK_MINUTES, at)
    said = run_commands(commands)
    return [one["token"] for one in said if "token" in one], [one["path"] for one in said if "path" in one]


async def _crowds(place: Place) -> list[Figure]:
    await place.seat()
    figures = [_change(await call_to_change(place)), _taps(await double_taps(place))]
    for goal in CROWDS:
        await place.teller.give(WAITING, place.hall.services)
        figures += _crowd(goal, await _load(place, goal.users))
    place.close()
    return figures


async def _rushes(place: Place) -> list[Figure]:
    figures: list[Figure] = []
    for users in (20, 200):
        asked = await _for_a_while([tickets(place, at, 0.0) for at in range(users)], TICKETS_SECONDS)
        figures += _tickets(users, asked)
    place.close()
    return figures


async def _load(place: Place, users: int) -> list[Asked]:
    calling, asking = users // 5, users // 5
    work = [displays(place, at, 1.0) for at in range(users - calling - asking)]
    work += [calls(place, at, 1.0) for at in range(calling)]
    work += [tickets(place, at, 1.0) for at in range(asking)]
    random.Random(users).shuffle(work)
    return await _for_a_while(work, CROWD_SECONDS)


async def _for_a_while(users: list[Callable[[float, list[Asked]], Awaitable[None]]], seconds: float) -> list[Asked]:
    """All at once until the time is over; what was asked after the warm-up."""
    begun = time.perf_counter()
    heard: list[Asked] = []
    await asyncio.gather(*(user(begun + WARM_SECONDS + seconds, heard) for user in users))
    return [asked for asked in heard if asked.at >= begun + WARM_SECONDS]


def _crowd(goal: Goal, asked: list[Asked]) -> list[Figure]:
    times = [one.ms for one in asked]
    if not times:
        return [Figure(f"{goal.users} users: p95", "no answer at all", f"<= {goal.p95_ms:g} ms", held=False)]
    p95, failed = percentile(times, 0.95), sum(one.status >= 500 or not one.status for one in asked)
    of_kind = {kind: [one.ms for one in asked if one.kind == kind] for kind in ("display", "call", "ticket")}
    kinds = ", ".join(f"{kind} {percentile(times, 0.95):.0f}" for kind, times in of_kind.items() if times)
    value = f"{p95:.0f} ms ({kinds}; p50 {percentile(times, 0.5):.0f}; n = {len(asked)})"
    return [
        Figure(f"{goal.users} users: p95", value, f"<= {goal.p95_ms:g} ms", p95 <= goal.p95_ms),
        Figure(f"{goal.users} users: 5xx or no answer", str(failed), "0", failed == 0),
    ]


def _tickets(users: int, asked: list[Asked]) -> list[Figure]:
    a_second = len(asked) / TICKETS_SECONDS
    p95 = percentile([one.ms for one in asked], 0.95)
    failed = sum(one.status != 200 for one in asked)
    numbers = [one.said for one in asked if one.status == 200]
    doubled = len(numbers) - len(set(numbers))
    value = f"{a_second:.0f} a second, p95 {p95:.0f} ms ({failed} refused, {doubled} twice)"
    if users == 20:
        held = a_second >= TICKETS_A_SECOND and not failed and not doubled
        return [Figure("Tickets, 20 clients", value, f">= {TICKETS_A_SECOND} a second", held)]
    held = p95 <= TICKETS_P95_MS and not failed and not doubled
    return [Figure(f"Tickets, {users} clients", value, f"p95 <= {TICKETS_P95_MS} ms", held)]


def _change(times: list[float]) -> Figure:
    p95 = percentile(times, 0.95)
    value = f"p95 {p95:.0f} ms (p50 {percentile(times, 0.5):.0f}; n = {len(times)})"
    return Figure("A call to its change on 50 open displays", value, f"p95 <= {CHANGE_P95_MS} ms", p95 <= CHANGE_P95_MS)


def _taps(different: int) -> Figure:
    return Figure("Double taps that gave two numbers", str(different), "0", different == 0)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="hallkiosk-load-") as folder:
        table = measure(Path(folder), *sys.argv[1:2])
    console = Console(width=160)
    for figure in table.figures:
        console.print(f"{figure.name}: {figure.value}  [{figure.target}] {figure.verdict}", markup=False)

"""Two thousand open phone pages against the real server, while counters call: how soon the one who is called knows.

Each phone asks as the page's script does: a question that waits for news, with the version that it has, a short pause
between two. Phones and server share the cores. `python -m bench.campaigns.measure.phones` measures this alone.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import orjson
import uvloop
from rich.console import Console

from bench.campaigns.http import answers
from bench.campaigns.measure.figures import Figure, Table, percentile
from bench.campaigns.measure.hall_load import set_up
from bench.campaigns.measure.hall_users import Place, Terminals
from bench.campaigns.measure.process import cpu_seconds, family, own_mb
from bench.campaigns.processes import free_port, start_main, stop, wait_for
from bench.campaigns.queue_hall.catalogue import made_hall
from bench.campaigns.queue_hall.quick_http import Connection, NoAnswer

PHONES, COUNTERS = 2_000, 40
SETTLE_SECONDS = 24.0  # also until numbers may be called that their terminal has not confirmed (reserved_grace_ms)
CALLING_SECONDS, HEARING_SECONDS = 40.0, 8.0
CALL_EVERY_SECONDS = 8.0  # each counter; five calls a second in all
WAIT_SECONDS, ANSWER_SECONDS = 25, 45.0
PAUSE_SECONDS = (0.15, 0.45)  # as the page's script spreads it
AWAY_SECONDS = 2.0  # after an answer that did not come
GIVING_AT_ONCE = 16
P95_MS = 2_000


@dataclass(slots=True)
class Heard:
    """What all phones saw. `knew_ms`: from each call, by the server's clock, until its phone had the answer."""

    knew_ms: list[float] = field(default_factory=list)
    calls: int = 0
    answers: int = 0
    unchanged: int = 0
    errors: int = 0


def measure(directory: Path) -> Table:
    with _place(directory) as (place, pid):
        heard, cpu, memory_mb = uvloop.run(_phones(place, pid))
    missed = heard.calls - len(heard.knew_ms)
    p50, p95 = (percentile(heard.knew_ms, share) for share in (0.5, 0.95)) if heard.knew_ms else (0.0, 0.0)
    asked = heard.answers + heard.unchanged
    note = (
        f"{PHONES} phones wait, {COUNTERS} counters call every {CALL_EVERY_SECONDS:g} s for {CALLING_SECONDS:g} s. "
        f"{asked:,} questions: {heard.answers:,} with news, {heard.unchanged:,} answered 304. SQLite."
    )
    figures = (
        Figure("from the call to the phone's knowledge: p95", f"{p95:.0f} ms (p50 {p50:.0f}; n = {len(heard.knew_ms)})",
               f"<= {P95_MS} ms", bool(heard.knew_ms) and p95 <= P95_MS),
        Figure("called people whose phone did not know", str(missed), "0", missed == 0),
        Figure("errors", str(heard.errors), "0", heard.errors == 0),
        Figure("the server's CPU while they look, all processes", f"{cpu:.0f} % of a core"),
        Figure("the server's memory, all processes", f"{memory_mb:.0f} MB"),
    )  # fmt: skip
    return Table("Phones", figures, note)


@contextmanager
def _place(directory: Path) -> Iterator[tuple[Place, int]]:
    """The server with a hall in it, and its process; stopped afterwards."""
    hall, database = made_hall(COUNTERS), f"sqlite:///{directory}/hall.db"
    tokens, links = set_up(directory, database, hall, staffed=True)
    port = free_port()
    process = start_main("central", "--database", database, "--port", str(port), log=directory / "central.log")
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: answers(url + "/api/v1/health"), "the centre", process)
        yield Place(url, hall, Terminals(tokens), links), process.pid
    finally:
        stop(process)


async def _phones(place: Place, pid: int) -> tuple[Heard, float, float]:
    tokens = await _give(place)
    await place.seat()
    heard = Heard()
    phones = [asyncio.create_task(_look(_connection(place), token, heard)) for token in tokens]
    try:
        await asyncio.sleep(SETTLE_SECONDS)
        before, begun = sum(map(cpu_seconds, family(pid))), time.perf_counter()
        await asyncio.gather(*(_call(place, at, heard) for at in range(COUNTERS)))
        percent = 100 * (sum(map(cpu_seconds, family(pid))) - before) / (time.perf_counter() - begun)
        await asyncio.sleep(HEARING_SECONDS)
    finally:
        for phone in phones:
            phone.cancel()
        await asyncio.gather(*phones, return_exceptions=True)
        place.close()
    return heard, percent, sum(map(own_mb, family(pid)))


def _connection(place: Place) -> Connection:
    """One that waits as long as the page does."""
    connection = Connection(place.url, ANSWER_SECONDS)
    place.connections.append(connection)
    return connection


async def _give(place: Place) -> list[str]:
    """So many people wait, spread over the services; the tokens of their tickets."""
    turn, tokens = asyncio.Semaphore(GIVING_AT_ONCE), []
    connections = [place.connection() for _ in range(GIVING_AT_ONCE)]

    async def take(at: int) -> None:
        async with turn:
            connection = connections.pop()
            body = place.question(place.hall.services[at % len(place.hall.services)].code)
            answer = await connection.post("/api/v1/tickets", place.terminals.headers(at), body)
            connections.append(connection)
        if answer.status != 200:
            raise RuntimeError(f"no number: {answer.status} {answer.body[:200]!r}")
        tokens.append(str(orjson.loads(body)["token"]))

    await asyncio.gather(*(take(at) for at in range(PHONES)))
    return tokens


async def _call(place: Place, at: int, heard: Heard) -> None:
    """One counter calls again and again."""
    rng = random.Random(at)
    deadline = time.perf_counter() + CALLING_SECONDS
    await asyncio.sleep(rng.random() * CALL_EVERY_SECONDS)
    while time.perf_counter() < deadline:
        if await place.clerks[at].press("next") == 200:
            heard.calls += 1
        await asyncio.sleep(CALL_EVERY_SECONDS)


async def _look(connection: Connection, token: str, heard: Heard) -> None:
    """One phone, until it is called and knows it; then it goes on looking like the others."""
    rng, version, called_ms = random.Random(token), "", None
    await asyncio.sleep(rng.random() * SETTLE_SECONDS / 6)
    while True:
        try:
            answer = await connection.get(f"/t/{token}/state?wait={WAIT_SECONDS}", {"If-None-Match": version})
        except NoAnswer:
            heard.errors += 1
            await asyncio.sleep(AWAY_SECONDS)
            continue
        if answer.status == 200:
            heard.answers += 1
            version, told = answer.etag, orjson.loads(answer.body)
            if told["state"] == "called" and told["called_ms"] != called_ms:
                called_ms = told["called_ms"]
                heard.knew_ms.append(time.time() * 1000 - called_ms)
        elif answer.status == 304:
            heard.unchanged += 1
        else:
            heard.errors += 1
            await asyncio.sleep(AWAY_SECONDS)
        await asyncio.sleep(rng.uniform(*PAUSE_SECONDS))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="hallkiosk-measure-") as folder:
        table = measure(Path(folder))
    for figure in table.figures:
        Console().print(figure.name, figure.value, figure.target, figure.verdict)
    Console().print(table.note)

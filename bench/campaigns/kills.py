"""A busy terminal is killed with SIGKILL at random instants, again and again; then everybody is asked.

The real centre, the real engine, the bench's printer over TCP; a citizen takes tickets without a pause. In the end
every number that was shown or printed must be in the journal and exactly once at the centre, and no number twice
anywhere. The same seed gives the same instants after each start.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
import tempfile
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.campaigns.centre import Centre, running_centre
from bench.campaigns.citizen import Citizen
from bench.campaigns.http import get_json
from bench.campaigns.processes import stop, wait_for
from bench.campaigns.terminal import Terminal, running_bench

EARLIEST_SECONDS, LATEST_SECONDS = 0.05, 2.0  # after the engine's socket is there
SETTLE_SECONDS = 60.0
NUMBER = re.compile(r"[A-Z]{1,2}(?:[0-9A-Z]+-)?[0-9]{3,5}")
NO_GUARD = "[visit]\ndouble_touch_guard_ms = 0\n"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Counts of the whole campaign; the last four must be 0."""

    kills: int
    shown: int
    printed: int
    given: int
    sources: dict[str, int]
    missing_in_journal: int
    missing_at_centre: int
    twice: int
    printed_twice: int

    @property
    def good(self) -> bool:
        return not (self.missing_in_journal or self.missing_at_centre or self.twice or self.printed_twice)


def run_kills(kills: int, seed: int) -> int:
    """Print the verdict as one JSON object; 0 if nothing was lost and nothing doubled."""
    with tempfile.TemporaryDirectory(prefix="hallkiosk-kills-") as directory:
        verdict = kill_and_count(Path(directory), kills, seed)
    sys.stdout.write(json.dumps(asdict(verdict)) + "\n")
    return 0 if verdict.good else 1


def kill_and_count(directory: Path, kills: int, seed: int) -> Verdict:
    rng = random.Random(seed)
    terminal = Terminal(directory / "terminal")
    with (
        running_centre(f"sqlite:///{directory}/hall.db") as centre,
        running_bench(directory / "bench", "--paper-mm-per-second", "0", "--slips-kept", "100000") as bench,
    ):
        terminal.configure(centre, bench.tcp, NO_GUARD)
        citizen = Citizen(terminal.socket, rng)
        for _ in range(kills):
            asyncio.run(_busy_until_killed(terminal, citizen, rng.uniform(EARLIEST_SECONDS, LATEST_SECONDS)))
        _let_it_settle(terminal, centre)
        printed = printed_numbers(bench.url)
        return _verdict(kills, citizen.shown, printed, terminal.events("ticket.given"), centre)


async def _busy_until_killed(terminal: Terminal, citizen: Citizen, seconds: float) -> None:
    terminal.socket.unlink(missing_ok=True)  # so that its being there means this engine
    engine = terminal.start(face=False)
    try:
        await asyncio.to_thread(wait_for, terminal.socket.exists, "the engine", engine)
        visits = asyncio.create_task(citizen.visit_until_cut())
        await asyncio.sleep(seconds)
        engine.kill()
        await visits
    finally:
        engine.kill()
        engine.wait()


def _let_it_settle(terminal: Terminal, centre: Centre) -> None:
    """One more start without a citizen: what was open is closed, and everything goes to the centre."""
    engine = terminal.start(face=False)
    try:
        wait_for(lambda: _synced(terminal, centre), "the sync", engine, SETTLE_SECONDS)
    finally:
        stop(engine)


def _synced(terminal: Terminal, centre: Centre) -> bool:
    if not terminal.journal.exists():
        return False
    known = {ticket["number"] for ticket in _at_centre(centre)}
    return all(event["body"]["number"] in known for event in terminal.events("ticket.given")) and bool(known)


def _at_centre(centre: Centre) -> list[dict[str, Any]]:
    """Every ticket of the day that the centre would call."""
    waiting: list[dict[str, Any]] = centre.get("/api/v1/hall/waiting")
    return [ticket for ticket in waiting if ticket["state"] == "waiting"]


def printed_numbers(url: str) -> list[str]:
    """The number on each slip, as the printer's bytes say it."""
    slips = get_json(f"{url}/api/devices/ticket-printer")["slips"]
    numbers = []
    for slip in slips:
        numbers += [line.strip() for line in slip["lines"] if NUMBER.fullmatch(line.strip())][:1]
    return numbers


def _verdict(kills: int, shown: list[str], printed: list[str], given: list[dict[str, Any]], centre: Centre) -> Verdict:
    journal = Counter(event["body"]["number"] for event in given)
    at_centre = Counter(ticket["number"] for ticket in _at_centre(centre))
    seen = set(shown) | set(printed)
    return Verdict(
        kills=kills,
        shown=len(set(shown)),
        printed=len(printed),
        given=len(given),
        sources=dict(Counter(event["body"]["source"] for event in given)),
        missing_in_journal=sum(number not in journal for number in seen),
        missing_at_centre=sum(number not in at_centre for number in journal),
        twice=sum(count > 1 for count in (*journal.values(), *at_centre.values())),
        printed_twice=sum(count > 1 for count in Counter(printed).values()),
    )

"""A day of a large hall, simulated against the real centre: how long it takes, alone on the machine."""

from __future__ import annotations

from pathlib import Path

import orjson

from bench.campaigns.measure.figures import Figure, Table
from bench.campaigns.queue_hall.simulate import Asked, simulate_hall

PEOPLE, COUNTERS, TERMINALS = 4500, 40, 10  # some of them take two numbers: about 5,000 tickets
SEED = 5
GOAL_SECONDS = 60.0
WRONGS = ("duplicates", "lost", "starved", "double_called")


def measure(directory: Path) -> Table:
    simulate_hall(Asked(SEED, 1, TERMINALS, COUNTERS, 0, directory, PEOPLE))
    told = orjson.loads((directory / "result.json").read_bytes())
    seconds = told["seconds"] + told["set_up_seconds"]
    wronged = sum(told[name] for name in WRONGS)
    return Table(
        "A day of a large hall",
        (
            Figure(
                f"{told['tickets']:,} tickets, {COUNTERS} counters, {TERMINALS} terminals",
                f"{seconds:.1f} s, of which {told['set_up_seconds']:.1f} to set it up",
                f"< {GOAL_SECONDS:g} s",
                seconds < GOAL_SECONDS,
            ),
            Figure("numbers twice, people lost, starved or called twice", f"{wronged}", "0", wronged == 0),
        ),
    )

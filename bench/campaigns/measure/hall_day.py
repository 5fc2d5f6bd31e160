"""A day of a large hall, simulated against the real centre: how long it takes, alone on the machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import orjson

from bench.campaigns.measure.figures import Figure, Table
from bench.campaigns.processes import ROOT

PEOPLE, COUNTERS, TERMINALS = 4500, 40, 10  # some of them take two numbers: about 5,000 tickets
SEED = 5
LONGEST_SECONDS = 600
GOAL_SECONDS = 60.0
WRONGS = ("duplicates", "lost", "starved", "double_called")


def measure(directory: Path) -> Table:
    """Raises CalledProcessError where somebody was wronged."""
    size = {"people": PEOPLE, "counters": COUNTERS, "terminals": TERMINALS, "days": 1, "cuts": 0, "seed": SEED}
    options = [word for name, value in size.items() for word in (f"--{name}", str(value))]
    command = [sys.executable, "main.py", "simulate", "hall", *options, "--out", str(directory)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=LONGEST_SECONDS)
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

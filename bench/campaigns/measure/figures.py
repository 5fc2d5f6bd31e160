"""What a measurement returns, and the page made of it."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `held` is None where there is no target, only a figure to know."""

    name: str
    value: str
    target: str = ""
    held: bool | None = None

    @property
    def verdict(self) -> str:
        return {True: "held", False: "**missed**", None: ""}[self.held]


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    figures: tuple[Figure, ...]
    note: str = ""


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie; nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(values: Sequence[float], unit: str = "ms") -> str:
    """`p50 / p99` of the values, with how many there were."""
    return f"p50 {percentile(values, 0.5):.2f}, p99 {percentile(values, 0.99):.2f} {unit} (n = {len(values)})"


def page(tables: Sequence[Table]) -> str:
    """docs/benchmarks.md."""
    lines = [
        "# Benchmarks",
        "",
        "Written by `make benchmark`. The ratios are what counts: both sides of each were measured in turn in one run.",
        "Absolute times belong to the machine they were taken on and vary from run to run.",
        "",
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {_machine()}, Python {platform.python_version()},",
        "the screen drawn in software.",
    ]
    for table in tables:
        lines += ["", f"## {table.title}", "", "| | measured | target | |", "|---|---|---|---|"]
        lines += [f"| {f.name} | {f.value} | {f.target} | {f.verdict} |" for f in table.figures]
        if table.note:
            lines += ["", table.note]
    return "\n".join(lines) + "\n"


def _machine() -> str:
    cpus = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    model = cpus[0].split(":", 1)[1].strip() if cpus else platform.machine()
    return f"{len(cpus)} cores of {model}"

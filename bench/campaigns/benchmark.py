"""`make benchmark`: every measurement in turn, a table on the screen and docs/benchmarks.md."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table as RichTable

from bench.campaigns.measure import (
    devices,
    face,
    hall_day,
    hall_load,
    intake,
    journal,
    latency,
    locker_codes,
    locker_polls,
    phones,
    scanning,
)
from bench.campaigns.measure.figures import Table, page

MEASUREMENTS: dict[str, Callable[[Path], list[Table]]] = {
    "the way of a touch": latency.measure,
    "the journal": lambda directory: [journal.measure(directory)],
    "the face": lambda directory: [face.measure(directory)],
    "devices": lambda directory: [devices.measure(directory)],
    "codes in pictures": scanning.measure,
    "the centre's intake": lambda directory: [intake.measure(directory)],
    "a hall under load": lambda directory: [hall_load.measure(directory)],
    "a day of a large hall": lambda directory: [hall_day.measure(directory)],
    "phones": lambda directory: [phones.measure(directory)],
    "lockers": lambda directory: [locker_codes.measure_codes(directory), locker_polls.measure_polls(directory)],
}


def run_benchmark(out: Path) -> int:
    """Measure all, write `out`; 1 when a target was missed."""
    console = Console()
    tables: list[Table] = []
    for name, measure in MEASUREMENTS.items():
        console.print(f"[dim]measuring {name} ...")
        with tempfile.TemporaryDirectory(prefix="hallkiosk-measure-") as directory:
            measured = measure(Path(directory))
        tables += measured
        for table in measured:
            console.print(_rich(table))
    out.write_text(page(tables))
    console.print(f"written: {out}")
    return 1 if any(figure.held is False for table in tables for figure in table.figures) else 0


def _rich(table: Table) -> RichTable:
    shown = RichTable(title=table.title, title_justify="left")
    for heading in ("", "measured", "target", ""):
        shown.add_column(heading)
    for figure in table.figures:
        shown.add_row(figure.name, figure.value, figure.target, figure.verdict.replace("**", ""))
    return shown

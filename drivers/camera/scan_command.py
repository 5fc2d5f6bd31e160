"""`python main.py scan IMAGE...`: one line of JSON a picture, or a table for people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from drivers.camera.cascade import Cascade
from drivers.camera.codes import USUAL, formats_named
from drivers.camera.files import Scan, exit_code, scan


def run_scan(images: Sequence[Path], formats: str | None, budget_ms: float, *, as_json: bool) -> int:
    """Returns the exit code. Raises UnknownFormat before a picture is read."""
    wanted = USUAL if formats is None else formats_named(formats.split(","))
    cv2.setNumThreads(1)  # a picture is too small to be worth a pool of threads
    cascade = Cascade()
    scans = []
    for image in images:
        scanned = scan(image, cascade, wanted, budget_ms)
        scans.append(scanned)
        if as_json:
            print(scanned.to_json(), flush=True)
    if not as_json:
        _table(scans)
    return exit_code(scans)


def _table(scans: Sequence[Scan]) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("file", "kind", "text", "ms"):
        table.add_column(heading, overflow="fold")
    for scanned in scans:
        took = f"{scanned.took_ms:.0f}"
        if scanned.error is not None:
            table.add_row(escape(scanned.file), "[red]not read", escape(scanned.error), took)
        elif not scanned.codes:
            table.add_row(escape(scanned.file), "[dim]none", "[dim]no code found", took)
        for code in scanned.codes:
            table.add_row(escape(scanned.file), code.format.value, escape(code.text), took)
    Console().print(table)

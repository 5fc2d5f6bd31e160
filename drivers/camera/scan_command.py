"""`python main.py scan IMAGE...`: one line of JSON a picture, or a table for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from drivers.camera.cascade import Cascade
from drivers.camera.codes import USUAL, formats_named
from drivers.camera.files import Scan, scan
from drivers.technician.json_lines import print_json

BUDGET_MS = 300.0  # a picture is looked at once, so that it gets more than a frame does
DONE, WRONG_USE = 0, 2


def run_scan(images: Sequence[Path], formats: str | None, budget_ms: float, *, as_json: bool) -> int:
    """The exit code: 2 when a file could not be looked at; a picture without a code is no error.

    Raises UnknownFormat before a picture is read.
    """
    wanted = USUAL if formats is None else formats_named(formats.split(","))
    cv2.setNumThreads(1)  # a picture is too small to be worth a pool of threads
    cascade = Cascade()
    scans = (scan(image, cascade, wanted, budget_ms) for image in images)
    failed = _lines(scans) if as_json else _table(scans)
    return WRONG_USE if failed else DONE


def _lines(scans: Iterable[Scan]) -> bool:
    """Whether a file could not be looked at."""
    failed = False
    for scanned in scans:
        failed |= scanned.error is not None
        print_json(scanned.to_json())
    return failed


def _table(scans: Iterable[Scan]) -> bool:
    failed = False
    table = Table(box=None, pad_edge=False)
    for heading in ("file", "kind", "text", "ms"):
        table.add_column(heading, overflow="fold")
    for scanned in scans:
        took = f"{scanned.took_ms:.0f}"
        if scanned.error is not None:
            failed = True
            table.add_row(escape(scanned.file), "[red]not read", escape(scanned.error), took)
        elif not scanned.codes:
            table.add_row(escape(scanned.file), "[dim]none", "[dim]no code found", took)
        for code in scanned.codes:
            table.add_row(escape(scanned.file), code.format.value, escape(code.text), took)
    Console().print(table)
    return failed

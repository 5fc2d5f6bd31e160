"""`python main.py simulate lockers`: many schedules on all processors, and what they came to.

Each schedule has its own chance (seed and place), journal folder and loop; the processes share nothing but the template
of the real centre's database, which they copy.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import orjson
from rich.console import Console
from rich.table import Table

from bench.campaigns.cabinets.schedule import FIRST_MORNING, Told, play
from bench.campaigns.cabinets.template import Template, make_template

MEMORY = Path("/dev/shm")  # noqa: S108 - the kernel's: an fsync costs nothing there, and a cut is made by copying
SENTENCES_SHOWN = 20
CHUNK = 5  # schedules that a process is given at a time: of ten on two processes one is on the real centre
REAL_EVERY = 10
COLLECT_AFTER = (20_000, 20, 50)  # Python's are (700, 10, 10)


class WhichCentre(StrEnum):
    REAL = "real"  # the centre's own code over a database of each schedule
    MODEL = "model"  # quicker
    MIXED = "mixed"  # every tenth schedule on the real one

    def is_real(self, place: int) -> bool:
        return self is WhichCentre.REAL or (self is WhichCentre.MIXED and place % REAL_EVERY == REAL_EVERY - 1)


@dataclass(frozen=True, slots=True)
class Asked:
    """The command's options. `only`: this schedule alone, with its story."""

    seed: int
    schedules: int
    out: Path
    only: int | None = None
    jobs: int = 0
    centre: WhichCentre = WhichCentre.MIXED


def simulate_lockers(asked: Asked) -> int:
    """Write result.json; 0 if nobody was wronged."""
    asked.out.mkdir(parents=True, exist_ok=True)
    console = Console()
    began = time.monotonic()
    with _folder() as folder:
        told = list(_played(asked, _template(asked, folder), console))
    result = _result(asked, told, time.monotonic() - began)
    (asked.out / "result.json").write_bytes(orjson.dumps(result, option=orjson.OPT_INDENT_2))
    _show(console, asked, told, result)
    opened = any(each.pulses for each in told)  # a cabinet that opens nothing wrongs nobody, and is of no use
    return 0 if opened and all(each.faults.none for each in told) else 1


def one(seed: int, centre: WhichCentre, template: Template | None, place: int) -> Told:
    """One schedule in a folder of its own, which is gone afterwards."""
    with _folder() as folder:
        return play(seed, place, folder, template=template if centre.is_real(place) else None)


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="hallkiosk-cabinet-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _template(asked: Asked, folder: Path) -> Template | None:
    """For the schedules on the real centre, if there are any."""
    return make_template(folder, FIRST_MORNING) if any(map(asked.centre.is_real, _places(asked))) else None


def _places(asked: Asked) -> Sequence[int]:
    return range(asked.schedules) if asked.only is None else (asked.only,)


def _played(asked: Asked, template: Template | None, console: Console) -> Iterator[Told]:
    jobs, places = asked.jobs or os.cpu_count() or 1, _places(asked)
    play_one = partial(one, asked.seed, asked.centre, template)
    if jobs == 1 or asked.only is not None:
        yield from map(play_one, places)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_collect_seldom) as pool:
        for told in pool.map(play_one, places, chunksize=CHUNK):
            if not told.faults.none:
                console.print(f"[red]schedule {told.place}: {told.faults.sentences[0]}")
            yield told


def _collect_seldom() -> None:
    """What is imported stays, and a schedule's own rubbish is small: looking for it less often saves a tenth."""
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def _result(asked: Asked, told: list[Told], seconds: float) -> dict[str, object]:
    counts: Counter[str] = Counter()
    for each in told:
        counts.update(each.counts)
    return {
        "schedules": len(told),
        "on_the_real_centre": sum(asked.centre.is_real(each.place) for each in told),
        "parcels": sum(each.parcels for each in told),
        "wrong_doors": sum(len(each.faults.wrong_doors) for each in told),
        "lost_parcels": sum(len(each.faults.lost_parcels) for each in told),
        "unexplained_openings": sum(len(each.faults.unexplained_openings) for each in told),
        "broken_journals": sum(len(each.faults.broken_journals) for each in told),
        "failures": sum(len(each.faults.failures) for each in told),
        "seed": asked.seed,
        "seconds": round(seconds, 1),
        "cuts": sum(each.cuts for each in told),
        "events": sum(each.events for each in told),
        "pulses": sum(each.pulses for each in told),
        "simulated_hours": round(sum(each.virtual_seconds for each in told) / 3600, 1),
        "counts": dict(sorted(counts.items())),
        "faults": {str(each.place): each.faults.sentences for each in told if not each.faults.none},
    }


def _show(console: Console, asked: Asked, told: list[Told], result: dict[str, object]) -> None:
    if asked.only is not None:
        for sentence in told[0].story:
            console.print(sentence, highlight=False, markup=False)
    table = Table(title=f"{result['schedules']} schedules, {result['seconds']} s", title_justify="left")
    names = (
        "parcels",
        "pulses",
        "cuts",
        "wrong_doors",
        "lost_parcels",
        "unexplained_openings",
        "broken_journals",
        "failures",
    )
    for name in names:
        table.add_column(name.replace("_", " "), justify="right")
    table.add_row(*(str(result[name]) for name in names))
    console.print(table)
    wronged = [(each.place, sentence) for each in told for sentence in each.faults.sentences]
    for place, sentence in wronged[:SENTENCES_SHOWN]:
        console.print(f"[red]schedule {place}: {sentence}", highlight=False)
    if wronged:
        console.print(f"once more with its story: --seed {asked.seed} --only {wronged[0][0]} --centre {asked.centre}")
    console.print(f"written: {asked.out / 'result.json'}")

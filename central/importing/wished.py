"""Wishes that stood in a file, upon what is stored: what is wrong with one is told by its row and column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from central.importing.columns import Sheet
from central.importing.given import Origin
from central.importing.grid import letter
from central.importing.problems import NotTaken, Problem
from central.wishes import Fault, Faulty

T = TypeVar("T")


def take_wished(
    sheet: Sheet,
    wishes: Sequence[Any],
    origins: Sequence[Origin],
    problems: Sequence[Problem],
    take: Callable[[bool], list[T]],
    *,
    check: bool,
) -> list[T]:
    """What `take` made of the wishes; with True it writes nothing, and so it is asked where the file has `problems`
    already. Raises NotTaken with every problem; then nothing was written.
    """
    found, taken = list(problems), []
    try:
        taken = take(check or bool(found))
    except Faulty as error:
        found += [_problem(sheet, wishes, origins, fault) for fault in error.faults]
    if found:
        raise NotTaken(sorted(found, key=lambda each: (each.file, each.sheet, each.row or 0)))
    return taken


def _problem(sheet: Sheet, wishes: Sequence[Any], origins: Sequence[Origin], fault: Fault) -> Problem:
    origin = origins[fault.place]
    column = next(column for column in sheet.columns if column.key == fault.key)
    at = origin.columns.get(column)
    where = ("", "") if at is None else (letter(at), column.heading)
    said = "" if column.personal else repr(wishes[fault.place].model_dump(mode="json", by_alias=True)[column.key])
    return Problem(origin.file, f"{fault.why}; {column.right}", origin.sheet, origin.row, *where, said)

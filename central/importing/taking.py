"""A file's catalogue upon the stored one: checked as a whole, then taken as a whole. What a command or a route calls,
inside one transaction: `database.write(lambda db: take(db, given, now_ms))`.
"""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from central.catalogue import Catalogue
from central.catalogue_faults import find_faults
from central.importing.changes import Changes, changes_between
from central.importing.given import Given
from central.importing.problems import NotTaken, Problem
from central.importing.storing import read_catalogue, write_catalogue
from central.queue import today
from central.states import STILL_HERE
from central.tables import tickets


def take(db: Connection, given: Given, now_ms: int) -> Changes:
    """Store it. Raises NotTaken with every problem; then nothing was written."""
    catalogue, changes = _checked(db, given, now_ms)
    if changes.tables:
        write_catalogue(db, catalogue)
    return changes


def what_changes(db: Connection, given: Given, now_ms: int) -> Changes:
    """The same without writing. Raises NotTaken like `take`."""
    return _checked(db, given, now_ms)[1]


def _checked(db: Connection, given: Given, now_ms: int) -> tuple[Catalogue, Changes]:
    stored = read_catalogue(db)
    catalogue = given.upon(stored)
    problems = list(given.problems)
    if given.complete:
        problems += [given.problem(fault) for fault in find_faults(catalogue, given.broken)]
    if not problems:
        problems = _people_left_behind(db, given.file, stored, catalogue, now_ms)
    if problems:
        raise NotTaken(problems)
    return catalogue, changes_between(stored, catalogue)


def _people_left_behind(db: Connection, file: str, old: Catalogue, new: Catalogue, now_ms: int) -> list[Problem]:
    """A service with people in its queue stays until they are served."""
    kept = {entry.code for entry in new.services}
    gone = [entry for entry in old.services if entry.code not in kept]
    if not gone:
        return []
    here = (tickets.c.day == today(db, now_ms)) & tickets.c.state.in_(STILL_HERE)
    rows = db.execute(select(tickets.c.service, func.count()).where(here).group_by(tickets.c.service))
    people: dict[str, int] = {row[0]: row[1] for row in rows}
    return [
        Problem(
            file,
            f"service {entry.code!r} ({entry.name}) is not in it, but {people[entry.code]} with its tickets are still "
            "here; keep it until they are served, or load this after closing time",
        )
        for entry in gone
        if people.get(entry.code)
    ]

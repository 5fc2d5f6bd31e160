"""A file of appointments upon what is stored: every problem by row and column, nothing half taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from central.appointments.columns import APPOINTMENTS
from central.appointments.taking import Taken, take_wishes
from central.appointments.wish import Wish
from central.importing.given import Given, Origin
from central.importing.problems import Problem
from central.importing.reading import file_bytes, read_upload
from central.importing.wished import take_wished


@dataclass(frozen=True, slots=True)
class WishFile:
    """What a file asks for, where each wish stands in it, and what in it is no wish."""

    wishes: Sequence[Wish]
    origins: Sequence[Origin]
    problems: Sequence[Problem] = ()

    def take(self, db: Connection, now_ms: int, *, check: bool = False) -> list[Taken]:
        """Raises NotTaken with every problem; then nothing was written."""
        return take_wished(
            APPOINTMENTS,
            self.wishes,
            self.origins,
            self.problems,
            lambda checked: take_wishes(db, self.wishes, now_ms, check=checked),
            check=check,
        )


def read_wishes(path: Path) -> WishFile:
    """An .xlsx, .csv or .zip with one sheet of appointments. Raises NotTaken where it cannot be read at all."""
    return wishes_of(read_upload(str(path), file_bytes(path), sheets=(APPOINTMENTS,)))


def wishes_of(given: Given) -> WishFile:
    table = APPOINTMENTS.table
    return WishFile(given.parts.get(table, ()), given.origins.get(table, ()), given.problems)

"""A file of parcels upon what is stored: every problem by row and column, nothing half taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from central.importing.given import Given, Origin
from central.importing.problems import Problem
from central.importing.reading import file_bytes, read_upload
from central.importing.wished import take_wished
from central.parcels.by import By
from central.parcels.columns import PARCELS
from central.parcels.drafting import Drafted
from central.parcels.registering import Registered, enter
from central.parcels.settings import ParcelSettings
from central.parcels.wish import ParcelWish


@dataclass(frozen=True, slots=True)
class ParcelFile:
    """What a file asks for, where each wish stands in it, and what in it is no wish."""

    file: str
    wishes: Sequence[ParcelWish]
    origins: Sequence[Origin]
    problems: Sequence[Problem] = ()

    def take(
        self, db: Connection, drafted: Drafted, by: By, settings: ParcelSettings, *, check: bool = False
    ) -> list[Registered]:
        """`drafted`: of these wishes. Raises NotTaken with every problem; then nothing was written."""
        return take_wished(
            PARCELS,
            self.wishes,
            self.origins,
            self.problems,
            lambda checked: enter(db, drafted, by, settings, check=checked),
            check=check,
        )


def read_file(path: Path) -> ParcelFile:
    """An .xlsx, .csv or .zip with one sheet of parcels. Raises NotTaken where it cannot be read at all."""
    return parcels_of(read_upload(str(path), file_bytes(path), sheets=(PARCELS,)))


def parcels_of(given: Given) -> ParcelFile:
    """Of what came over the network too: `read_upload(name, content, sheets=(PARCELS,))`."""
    table = PARCELS.table
    return ParcelFile(given.file, given.parts.get(table, ()), given.origins.get(table, ()), given.problems)

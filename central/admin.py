"""What an operator does from the command line: make a terminal known, load the hall's catalogue. Works beside running
servers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Table, delete, select, text, update

from central.catalogue import Catalogue, CatalogueError, CounterEntry, read_catalogue
from central.clock import wall_clock
from central.database import Database, DatabaseBusy
from central.migrate import migrate
from central.settings import Settings
from central.tables import counter_services, counters, departments, hall, places, services, terminals
from central.tokens import new_token, token_hash

T = TypeVar("T")
_CODE = re.compile(r"[0-9A-Za-z._-]{1,64}", re.ASCII)
_SERIES = re.compile(r"[0-9A-Z]{1,4}", re.ASCII)
_COUNTER = text(
    "INSERT INTO counters (code, place_in_list, department) VALUES (:code, :place, :department) ON CONFLICT (code) "
    "DO UPDATE SET place_in_list = excluded.place_in_list, department = excluded.department"
)


class AdminError(ValueError):
    """Nothing was changed; the sentence says why."""


def add_terminal(database: str, code: str, unit: str, unit_en: str, series: str, *, renew: bool = False) -> str:
    """Make a terminal known and return its token, which is kept nowhere. `renew`: a known one gets a new token, the
    old one ends.

    Raises AdminError for a code or series that is taken; a series is never used again in a hall.
    """
    _check(code, unit, series)
    token = new_token()
    values = {"unit": unit, "unit_en": unit_en, "series": series, "token_sha256": token_hash(token)}

    def add(db: Connection) -> None:
        holder = db.execute(select(terminals.c.code).where(terminals.c.series == series)).scalar()
        if holder is not None and holder != code:
            raise AdminError(f"series {series!r} is that of terminal {holder}; it is never used again, choose another")
        known = db.execute(select(terminals.c.code).where(terminals.c.code == code)).first()
        if known is None:
            db.execute(terminals.insert().values(code=code, added_ms=wall_clock(), **values))
        elif renew:
            db.execute(update(terminals).where(terminals.c.code == code).values(**values))
        else:
            raise AdminError(f"terminal {code!r} is known already; --renew gives it a new token and ends the old one")

    operate(database, add)
    return token


def load_catalogue(database: str, path: Path) -> None:
    """Replace departments, services, counters and the hall's own words by the file's. What counters do goes on.

    Raises AdminError that names file, key and value; then nothing of it was taken.
    """
    try:
        catalogue = read_catalogue(Path(path))
    except CatalogueError as error:
        raise AdminError(str(error)) from error
    operate(database, lambda db: _replace(db, catalogue))


def _replace(db: Connection, catalogue: Catalogue) -> None:
    zone, words = catalogue.hall.time_zone, catalogue.hall.model_dump_json()
    db.execute(update(hall).values(time_zone=zone, body=words))
    for table in (departments, services, counter_services, places):
        db.execute(delete(table))
    _insert(
        db,
        departments,
        [
            {"code": entry.code, "place_in_list": place, "prefix": entry.prefix, "body": entry.model_dump_json()}
            for place, entry in enumerate(catalogue.departments)
        ],
    )
    _insert(
        db,
        services,
        [
            {
                "code": entry.code,
                "place_in_list": place,
                "department": entry.department,
                "body": entry.model_dump_json(),
            }
            for place, entry in enumerate(catalogue.services)
        ],
    )
    _insert(db, places, [entry.model_dump() | {"terminal": entry.code} for entry in catalogue.terminals])
    _replace_counters(db, catalogue)


def _replace_counters(db: Connection, catalogue: Catalogue) -> None:
    codes = [entry.code for entry in catalogue.counters]
    db.execute(delete(counters).where(counters.c.code.not_in(codes)))
    for place, entry in enumerate(catalogue.counters):
        db.execute(_COUNTER, {"code": entry.code, "place": place, "department": entry.department})
    served = [
        {"counter": entry.code, "service": service}
        for entry in catalogue.counters
        for service in _services_of(entry, catalogue)
    ]
    _insert(db, counter_services, served)


def _services_of(counter: CounterEntry, catalogue: Catalogue) -> list[str]:
    return counter.services or [entry.code for entry in catalogue.services if entry.department == counter.department]


def _insert(db: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    if rows:
        known = [{key: value for key, value in row.items() if key in table.c} for row in rows]
        db.execute(table.insert(), known)


def _check(code: str, unit: str, series: str) -> None:
    if not _CODE.fullmatch(code):
        raise AdminError(f"terminal code {code!r}: write 1 to 64 letters, digits, dots, dashes or underscores")
    if not _SERIES.fullmatch(series):
        raise AdminError(f"series {series!r}: write 1 to 4 digits or capital letters; numbers become A{{series}}-001")
    if not unit.strip():
        raise AdminError("unit: write what people call the terminal, for example 1 号机")


def operate(database: str, work: Callable[[Connection], T]) -> T:
    """Do one piece of an operator's work in a database of this version. Raises AdminError."""
    try:
        opened = Database(Settings(database=database))
    except ValueError as error:
        raise AdminError(str(error)) from error
    try:
        migrate(opened)
        return opened.write_now(work)
    except DatabaseBusy as error:
        raise AdminError(str(error)) from error
    finally:
        opened.close()

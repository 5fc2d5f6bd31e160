"""The catalogue in the database: written whole, read whole. Both inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, select, text, update

from central.catalogue import Catalogue, CounterEntry, DepartmentEntry, PlaceEntry, ServiceEntry
from central.hall import read_hall
from central.hours_entry import HoursEntry
from central.service_hours import counter_hours, service_hours
from central.tables import counter_services, counters, departments, hall, hours, places, services

_COUNTER = text(
    "INSERT INTO counters (code, place_in_list, department, hours) VALUES (:code, :place, :department, :hours) "
    "ON CONFLICT (code) DO UPDATE SET place_in_list = excluded.place_in_list, department = excluded.department, "
    "hours = excluded.hours"
)


def write_catalogue(db: Connection, catalogue: Catalogue) -> None:
    """Replaces all of it. What counters do goes on."""
    db.execute(update(hall).values(time_zone=catalogue.hall.time_zone, body=catalogue.hall.model_dump_json()))
    for table in (departments, services, counter_services, places, hours):
        db.execute(delete(table))
    _insert(
        db,
        departments,
        [
            {"code": entry.code, "place_in_list": place, "prefix": entry.prefix, "body": entry.model_dump_json()}
            for place, entry in enumerate(catalogue.departments)
        ],
    )
    hours_of = service_hours(catalogue)
    _insert(
        db,
        services,
        [
            {
                "code": entry.code,
                "place_in_list": place,
                "department": entry.department,
                "body": entry.model_dump_json(),
                "hours": hours_of[entry.code],
            }
            for place, entry in enumerate(catalogue.services)
        ],
    )
    _insert(
        db, places, [entry.model_dump(exclude={"code"}) | {"terminal": entry.code} for entry in catalogue.terminals]
    )
    _insert(db, hours, [_hours_row(place, entry) for place, entry in enumerate(catalogue.hours)])
    _write_counters(db, catalogue)


def services_of(counter: CounterEntry, catalogue: Catalogue) -> list[str]:
    """What the counter serves, also where its entry leaves that open."""
    return counter.services or [entry.code for entry in catalogue.services if entry.department == counter.department]


def read_catalogue(db: Connection) -> Catalogue:
    """An empty one before any was loaded. A counter that serves all of its department names no services."""
    of_departments = [DepartmentEntry.model_validate_json(body) for body in _bodies(db, departments)]
    of_services = [ServiceEntry.model_validate_json(body) for body in _bodies(db, services)]
    return Catalogue(
        hall=read_hall(db),
        departments=of_departments,
        services=of_services,
        counters=_read_counters(db, of_services),
        terminals=[_place(row) for row in db.execute(select(places).order_by(places.c.terminal))],
        hours=[hours_line(row) for row in db.execute(select(hours).order_by(hours.c.place_in_list))],
    )


def _write_counters(db: Connection, catalogue: Catalogue) -> None:
    codes = [entry.code for entry in catalogue.counters]
    db.execute(delete(counters).where(counters.c.code.not_in(codes)))
    hours_of = counter_hours(catalogue)
    for place, entry in enumerate(catalogue.counters):
        row = {"code": entry.code, "place": place, "department": entry.department, "hours": hours_of[entry.code]}
        db.execute(_COUNTER, row)
    served = [
        {"counter": entry.code, "service": service}
        for entry in catalogue.counters
        for service in dict.fromkeys(services_of(entry, catalogue))
    ]
    _insert(db, counter_services, served)


def _read_counters(db: Connection, of_services: list[ServiceEntry]) -> list[CounterEntry]:
    served: dict[str, set[str]] = {}
    for row in db.execute(select(counter_services)):
        served.setdefault(row.counter, set()).add(row.service)
    entries = []
    for row in db.execute(select(counters).order_by(counters.c.place_in_list)):
        own = served.get(row.code, set())
        everything = own == {entry.code for entry in of_services if entry.department == row.department}
        named = [] if everything else [entry.code for entry in of_services if entry.code in own]
        entries.append(CounterEntry(code=row.code, department=row.department, services=named))
    return entries


def _hours_row(place: int, entry: HoursEntry) -> dict[str, object]:
    date = None if entry.date is None else entry.date.isoformat()
    return {**entry.model_dump(), "place_in_list": place, "weekdays": " ".join(entry.weekdays), "date": date}


def hours_line(row: Any) -> HoursEntry:
    """Of a row of the table `hours`."""
    columns = {key: value for key, value in row._mapping.items() if key != "place_in_list"}
    return HoursEntry.model_validate({**columns, "weekdays": row.weekdays.split()})


def _place(row: Any) -> PlaceEntry:
    return PlaceEntry(
        code=row.terminal,
        place=row.place,
        place_en=row.place_en,
        elsewhere=row.elsewhere,
        elsewhere_en=row.elsewhere_en,
    )


def _bodies(db: Connection, table: Table) -> list[str]:
    return list(db.execute(select(table.c.body).order_by(table.c.place_in_list)).scalars())


def _insert(db: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    if rows:
        db.execute(table.insert(), rows)

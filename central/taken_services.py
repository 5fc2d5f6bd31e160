"""Which services each counter takes: what its clerk sat down for, else what the catalogue says of it.

The same as central.queue.served_by says to the database for one counter, here for all counters at once.
"""

from __future__ import annotations

from sqlalchemy import Connection

from central.quick import Quick

_SAT = Quick(
    "SELECT sittings.counter, sitting_services.service FROM sittings "
    "LEFT JOIN sitting_services ON sitting_services.sitting = sittings.id WHERE sittings.ended_ms IS NULL"
)
_USUAL = Quick("SELECT counter, service FROM counter_services")


def taken_services(db: Connection) -> dict[str, set[str]]:
    """By counter. One that is not there takes none by itself."""
    sat: dict[str, set[str]] = {}
    for counter, service in _SAT.rows(db, {}):
        services = sat.setdefault(counter, set())
        if service is not None:  # a clerk who takes none calls those only that are kept for the counter
            services.add(service)
    taken: dict[str, set[str]] = {}
    for counter, service in _USUAL.rows(db, {}):
        if counter not in sat:
            taken.setdefault(counter, set()).add(service)
    return taken | sat

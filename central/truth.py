"""What terminals shall know now, as the database has it: the hall, themselves, the catalogue, the people waiting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, func, select

from central.appointments.word import appointments_word
from central.clock import business_day, iso
from central.counter_words import counter_words
from central.estimates import Reckoned, keep, reckon
from central.feed import EVERYBODY, Word, lock, tell
from central.hall import Hall, read_hall
from central.hall_key import hall_key
from central.hours_entry import Of
from central.importing.storing import hours_line
from central.openings import Openings, openings
from central.parcels.cabinet_rows import cabinet_words
from central.queue import WAITS
from central.settings import Settings
from central.states import CounterState
from central.tables import counters, departments, hours, places, services, terminals, tickets
from kiosk.wire import CatalogueBody, HallBody, HallRules, NeighbourBody, TerminalBody, WaitingBody


@dataclass(frozen=True, slots=True)
class News:
    """What terminals shall know now, and the waits behind it, which the centre keeps for itself; None without any."""

    words: list[Word]
    reckoned: Reckoned | None


def publish(db: Connection, news: News, now_ms: int) -> int:
    """Tell terminals what changed; returns how many rows that took.

    The news was read before this transaction, so that nobody waits while it is put together: what changes meanwhile is
    seen by the next look at the database, and told then.
    """
    lock(db)
    if news.reckoned is not None:
        keep(db, news.reckoned)
    return tell(db, news.words, now_ms)


def read_news(db: Connection, settings: Settings, now_ms: int) -> News:
    """Reads only, once the hall has its key."""
    hall = read_hall(db)
    day = business_day(now_ms, hall.time_zone)
    open_when = _openings(db, hall, day)
    told = [_hall(hall, day, open_when), *_terminals(db, settings, now_ms), appointments_word(db, settings, hall, day)]
    told += counter_words(db, settings, day.isoformat(), now_ms)
    told += cabinet_words(db, settings.parcels, hall.time_zone, now_ms)
    catalogue = _catalogue(db, open_when)
    if catalogue is None:
        return News(told, None)
    reckoned = reckon(db, day.isoformat(), now_ms)
    told.append(Word(EVERYBODY, "catalogue", "", catalogue.model_dump(mode="json")))
    codes = [service.code for service in catalogue.services]
    told.append(_waiting(db, settings, day.isoformat(), codes, reckoned, now_ms))
    return News(told, reckoned)


def _openings(db: Connection, hall: Hall, day: date) -> Openings:
    lines = db.execute(select(hours).where(hours.c.of == Of.HALL).order_by(hours.c.place_in_list))
    of_services = {row.code: row.hours for row in db.execute(select(services.c.code, services.c.hours))}
    return openings(hall, [hours_line(row) for row in lines], of_services, day)


def _hall(hall: Hall, day: date, open_when: Openings) -> Word:
    body = HallBody(
        name=hall.name,
        name_en=hall.name_en,
        open_until=open_when.open_until,
        phone=hall.phone,
        public_url=hall.public_url,
        day=day,
        open_spans=open_when.hall,
        rules=HallRules.model_validate(hall.rules.model_dump()),
        night=hall.night,
    )
    return Word(EVERYBODY, "hall", "", body.model_dump(mode="json"))


def _catalogue(db: Connection, open_when: Openings) -> CatalogueBody | None:
    """None before one was loaded: a terminal then says that it has nothing to offer yet."""
    of_departments = [orjson.loads(body) for body in _bodies(db, departments)]
    of_services = [orjson.loads(body) for body in _bodies(db, services)]
    for service in of_services:
        service["open_spans"] = open_when.services[service["code"]]
    if not of_services:
        return None
    return CatalogueBody.model_validate({"departments": of_departments, "services": of_services})


def _bodies(db: Connection, table: Any) -> list[str]:
    return list(db.execute(select(table.c.body).order_by(table.c.place_in_list)).scalars())


def _terminals(db: Connection, settings: Settings, now_ms: int) -> list[Word]:
    rows = db.execute(
        select(terminals, places.c.place, places.c.place_en, places.c.elsewhere, places.c.elsewhere_en)
        .outerjoin(places, places.c.terminal == terminals.c.code)
        .order_by(terminals.c.code)
    ).all()
    alive_ms = now_ms - settings.terminal_lost_seconds * 1000
    key = hall_key(db).hex()
    working = [row for row in rows if row.place and row.seen_ms is not None and row.seen_ms >= alive_ms]
    return [Word(row.code, "terminal", row.code, _terminal(row, working, key).model_dump(mode="json")) for row in rows]


def _terminal(row: Any, working: list[Any], key: str) -> TerminalBody:
    neighbours = [
        NeighbourBody(unit=other.unit, unit_en=other.unit_en, place=other.place, place_en=other.place_en or other.place)
        for other in working
        if other.code != row.code
    ]
    return TerminalBody(
        unit=row.unit,
        unit_en=row.unit_en,
        series=row.series,
        neighbours=neighbours,
        elsewhere=row.elsewhere or "",
        elsewhere_en=row.elsewhere_en or "",
        place=row.place or "",
        person_key=key,
        counter=row.counter,
    )


def _waiting(db: Connection, settings: Settings, day: str, codes: list[str], reckoned: Reckoned, now_ms: int) -> Word:
    waits = (tickets.c.day == day) & WAITS
    count = select(tickets.c.service, func.count()).where(waits).group_by(tickets.c.service)
    people = {row[0]: row[1] for row in db.execute(count)}
    is_open = (counters.c.state == CounterState.OPEN) & (counters.c.state_day == day)
    open_count = select(counters.c.department, func.count()).where(is_open).group_by(counters.c.department)
    of_departments = dict.fromkeys(db.execute(select(departments.c.code)).scalars(), 0)
    body = WaitingBody(
        at=iso(now_ms),
        services={code: people.get(code, 0) for code in codes},
        open_counters=of_departments | {row[0]: row[1] for row in db.execute(open_count)},
        busy_from=settings.busy_from,
        minutes=reckoned.minutes,
    )
    dumped = body.model_dump(mode="json")
    return Word(EVERYBODY, "waiting", "", dumped, every_ms=settings.publish_ms, beside="at")

"""A journal that older software wrote goes on: nothing is lost, nothing is set aside, old numbers stay given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import apsw

from kiosk.events import NumberSource, TicketGiven
from kiosk.journal import requests
from kiosk.journal.own_tickets import of_appointment, of_person
from kiosk.wanted import Held

DAY = date(2026, 3, 18)
PERSON = "aa" * 16
Factory = Callable[..., Any]


def ticket(number: str, **more: Any) -> TicketGiven:
    told: dict[str, Any] = {
        "key": f"key-{number}", "number": number, "day": DAY, "prefix": "A", "service": "id-card",
        "source": NumberSource.OWN, "token": f"token-{number}", "visit": "v", "issued_at": "2026-03-18T10:00:00+08:00",
    }  # fmt: skip
    return TicketGiven(**(told | more))


def make_old(folder: Path) -> None:
    """As the first version wrote it: a table of three columns, no version number."""
    with apsw.Connection(str(folder / "journal.db")) as connection:
        connection.execute(
            "DROP TABLE given;"
            "CREATE TABLE given (day TEXT, number TEXT, key TEXT NOT NULL, PRIMARY KEY (day, number)) WITHOUT ROWID;"
            "INSERT INTO given VALUES ('2026-03-18', 'A1-001', 'key-old');"
            "PRAGMA user_version = 0;"
        )
    connection.close()


async def test_an_older_file_is_brought_up_to_date_once(opened: Factory, tmp_path: Path) -> None:
    async with opened() as journal:
        first = journal.id
    make_old(tmp_path / "state")
    for _ in range(2):
        async with opened() as journal:
            assert (journal.id, journal.put_aside) == (first, None)
            assert not await journal.write(lambda tx: requests.free(tx, DAY, "A1-001"))
            assert await journal.read(lambda sql: of_person(sql, DAY, "", "")) == []
    async with opened() as journal:
        await journal.write(lambda tx: requests.give(tx, ticket("A1-002", person=PERSON)))
        found = await journal.read(lambda sql: of_person(sql, DAY, PERSON, "id-card"))
        assert found == [Held("key-A1-002", "A1-002", "token-A1-002", "2026-03-18T10:00:00+08:00")]


async def test_own_tickets_are_found_by_whom_and_what_they_were_for(opened: Factory) -> None:
    async with opened() as journal:
        given = [
            ticket("A1-001", person=PERSON),
            ticket("A1-002", person=PERSON, issued_at="2026-03-18T11:00:00+08:00"),
            ticket("A1-003", person=PERSON, service="permit"),
            ticket("A1-004", person="bb" * 16, appointment="booking-1"),
            ticket("A1-001", person=PERSON, day=date(2026, 3, 17), key="key-yesterday"),
        ]
        for one in given:
            await journal.write(lambda tx, one=one: requests.give(tx, one))
        mine = await journal.read(lambda sql: of_person(sql, DAY, PERSON, "id-card"))
        assert [one.number for one in mine] == ["A1-002", "A1-001"]
        checked_in = await journal.read(lambda sql: of_appointment(sql, DAY, "booking-1"))
        assert checked_in is not None
        assert checked_in.number == "A1-004"
        assert await journal.read(lambda sql: of_appointment(sql, DAY, "")) is None

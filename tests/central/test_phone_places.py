"""Where tickets stand, as phones hear of it: one look for all, news for whom it concerns, strangers slowed."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.database import Database
from central.phones.phones import Phones
from central.phones.place import Living, Place, is_urgent, places
from central.phones.strangers import Strangers
from central.pulse import Pulse
from central.refusals import TooBusy
from central.settings import Settings
from central.states import IN_LINE, TicketState
from central.tables import tickets

NOW_MS = 1_773_800_000_000
DAY = "2026-03-18"


def row(token: str, state: TicketState = TicketState.WAITING, service: str = "pension") -> Living:
    return Living(token, state, service, None if state in IN_LINE else "05", None)


@given(st.lists(st.tuples(st.sampled_from(list(TicketState)), st.sampled_from(["pension", "card"])), max_size=40))
def test_ahead_counts_who_waits_for_the_same_service_and_came_before(people: list[tuple[TicketState, str]]) -> None:
    rows = [row(f"token-{n}", state, service) for n, (state, service) in enumerate(people)]
    found = places(rows, lambda service, ahead: None)
    for n, (state, service) in enumerate(people):
        if state in IN_LINE:
            before = [p for p in people[:n] if p[0] in IN_LINE and p[1] == service]
            assert found[f"token-{n}"].ahead == len(before)
    over = {TicketState.DONE, TicketState.GIVEN_UP, TicketState.VOID}
    assert found.keys() == {f"token-{n}" for n, (state, _) in enumerate(people) if state not in over}


def test_a_version_changes_with_what_is_told() -> None:
    waits = Place(TicketState.WAITING, 4)
    assert waits.version == Place(TicketState.WAITING, 4).version
    assert (
        len({waits.version, Place(TicketState.WAITING, 3).version, Place(TicketState.CALLED, None, "05").version}) == 3
    )
    assert not is_urgent(waits, Place(TicketState.WAITING, 10))
    assert is_urgent(waits, Place(TicketState.WAITING, 3))
    assert is_urgent(waits, Place(TicketState.CALLED, None, "05"))
    assert is_urgent(waits, None)


def test_strangers_are_slowed_and_forgotten() -> None:
    now = [0.0]
    strangers = Strangers(3, 2.0, lambda: now[0])
    for _ in range(3):
        strangers.check("10.1.2.3")
        strangers.missed("10.1.2.3")
    with pytest.raises(TooBusy) as slowed:
        strangers.check("10.1.2.3")
    assert slowed.value.retry_after_seconds == 2
    strangers.check("10.1.2.4")
    now[0] += 2.0
    strangers.check("10.1.2.3")


def insert(database: Database, count: int) -> None:
    shared = {"day": DAY, "department": "social-insurance", "service": "pension", "state": "waiting", "source": "own"}
    rows = [
        {"number": f"A{n}", "terminal": "lobby-1", "key": f"key-{n:05}", "token": f"token-{n:05}", "rank_ms": n}
        for n in range(count)
    ]
    times = {"issued_ms": NOW_MS, "known_ms": NOW_MS}
    database.write_now(lambda db: db.execute(tickets.insert(), [shared | times | each for each in rows]))


def call(database: Database, token: str) -> None:
    called = {"state": TicketState.CALLED, "counter": "05", "called_ms": NOW_MS}
    database.write_now(lambda db: db.execute(tickets.update().where(tickets.c.token == token).values(called)))


class Looking:
    """Phones over a real database, and how often it was read for them."""

    def __init__(self, database: Database, **limits: Any) -> None:
        self.reads = 0
        self.pulse = Pulse()
        self.database = database
        settings = Settings(database="", phone_look_ms=10, phone_spread_seconds=0.05, **limits)
        self.phones = Phones(self.pulse, database, settings, self._clock)

    def _clock(self) -> int:
        self.reads += 1
        return NOW_MS

    async def __aenter__(self) -> Looking:
        self._running = asyncio.create_task(self.phones.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self.pulse.end()
        await self._running


async def test_who_is_called_hears_it_and_so_does_everybody_behind(database: Database) -> None:
    insert(database, 100)
    async with Looking(database) as looking:
        versions = {}
        for n in range(100):
            place = await looking.phones.place(f"token-{n:05}")
            assert place is not None
            versions[f"token-{n:05}"] = place.version
        assert looking.reads == 1
        asks = [asyncio.create_task(looking.phones.news(*each, 20)) for each in versions.items()]
        await asyncio.sleep(0)
        call(database, "token-00000")
        looking.pulse.beat()
        told = await asyncio.gather(*asks)
        assert told[0] == Place(TicketState.CALLED, None, "05", NOW_MS)
        assert [place.ahead for place in told[1:] if place] == list(range(99))
        assert looking.reads == 2


async def test_without_news_the_answer_comes_at_the_deadline(database: Database) -> None:
    insert(database, 1)
    async with Looking(database) as looking:
        place = await looking.phones.place("token-00000")
        assert place is not None
        assert await looking.phones.news("token-00000", place.version, 0.05) == place


async def test_when_too_many_wait_the_answer_comes_at_once(database: Database) -> None:
    insert(database, 1)
    async with Looking(database, phones_waiting=0) as looking:
        place = await looking.phones.place("token-00000")
        assert place is not None
        async with asyncio.timeout(5):
            assert await looking.phones.news("token-00000", place.version, 20) == place


async def test_the_end_of_the_server_ends_every_wait(database: Database) -> None:
    insert(database, 1)
    async with Looking(database) as looking:
        place = await looking.phones.place("token-00000")
        assert place is not None
        ask = asyncio.create_task(looking.phones.news("token-00000", place.version, 20))
        await asyncio.sleep(0)
    async with asyncio.timeout(5):
        assert await ask == place

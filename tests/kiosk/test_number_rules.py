"""The hall's rules at a terminal: the centre's refusals, and without it what this terminal's own journal knows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import orjson
import pytest

from kiosk.day import BusinessDay
from kiosk.events import NumberSource
from kiosk.journal import Journal
from kiosk.numbers import Declined, Given, Held, Numbers, Wanted
from kiosk.person import Green
from kiosk.sync.centre import CentreAway, Reply
from kiosk.trace import Trace
from kiosk.views import Refused
from kiosk.wire import Refusal

PERSON = "aa" * 16
AWAY = CentreAway("cut")
WELL = {"number": "A001", "day": "2026-03-18", "prefix": "A", "service": "id-card", "ahead": 3, "minutes": [10, 15]}


class Saying:
    """A centre that says what it is told to say."""

    def __init__(self) -> None:
        self.says: Any = AWAY
        self.asked: list[dict[str, Any]] = []

    def heard(self) -> None:
        pass

    async def post(self, path: str, body: bytes, deadline_seconds: float) -> Reply:
        self.asked.append(orjson.loads(body))
        if isinstance(self.says, Exception):
            raise self.says
        status, told = self.says
        return Reply(status, told if isinstance(told, bytes) else orjson.dumps(told))


@pytest.fixture
async def desk(opened: Callable[..., Any], held: Any, log: Any) -> AsyncIterator[tuple[Numbers, Any, Journal, Any]]:
    centre: Any = Saying()
    async with opened() as journal:
        clock = held.clock()
        numbers = Numbers(
            journal, centre, BusinessDay(clock, None), clock, 500, log, Trace(log, False), timedelta(minutes=120)
        )
        yield numbers, centre, journal, held


def wanted(**more: Any) -> Wanted:
    return Wanted(**({"visit": "v1", "service": "id-card", "prefix": "A", "series": "1"} | more))


async def events(journal: Journal) -> list[dict[str, Any]]:
    rows = await journal.read(lambda sql: sql.execute("SELECT bytes FROM events ORDER BY seq").fetchall())
    return [orjson.loads(row[0]) for row in rows][1:]


async def test_what_is_known_goes_to_the_centre_and_into_the_journal(desk: Any) -> None:
    numbers, centre, journal, _ = desk
    centre.says = (200, WELL)
    asked = wanted(person=PERSON, green=Green.DISABLED, appointment="booking-1")
    given = await numbers.take(asked)
    assert isinstance(given, Given)
    assert (given.number, given.ahead, given.minutes, given.green) == ("A001", 3, (10, 15), Green.DISABLED)
    told = {"visit": "v1", "person": PERSON, "green": "disabled", "appointment": "booking-1"}
    requested, ticket = await events(journal)
    for body in (centre.asked[0], requested["body"], ticket["body"]):
        assert {name: body[name] for name in told} == told


@pytest.mark.parametrize("refusal", list(Refusal))
async def test_a_refusal_ends_the_request_and_gives_no_number(desk: Any, refusal: Refusal) -> None:
    numbers, centre, journal, _ = desk
    held = {"number": "A009", "key": "key-0009", "token": "token-09", "issued_at": "2026-03-18T09:00:00+08:00"}
    opens = "2026-03-18T13:30:00+08:00"
    centre.says = (409, {"refused": refusal, "sentence": "no", "ahead": 4, "opens_at": opens, **held})
    declined = await numbers.take(wanted(person=PERSON))
    assert declined == Declined(Refused(refusal.value), Held(**held), 4, opens)
    requested, abandoned = await events(journal)
    assert abandoned["kind"] == "ticket.abandoned"
    assert abandoned["body"] == {"key": requested["body"]["key"], "reason": f"refused: {refusal.value}"}
    assert await journal.read(lambda sql: sql.execute("SELECT count(*) FROM requests").fetchone()) == (0,)


async def test_a_service_that_the_centre_does_not_know_is_gone_and_no_number_is_lost(desk: Any) -> None:
    numbers, centre, journal, _ = desk
    centre.says = (404, {"detail": "service 'id-card' is not in the hall's catalogue"})
    assert await numbers.take(wanted()) == Declined(Refused.SERVICE_GONE)
    assert [event["kind"] for event in await events(journal)] == ["ticket.requested", "ticket.abandoned"]


@pytest.mark.parametrize(
    "says",
    [
        (404, {"detail": "Not Found"}),
        (404, b"<html>no such page</html>"),
        (409, {"detail": "the request was abandoned"}),
        (409, {"refused": "something new", "sentence": "no"}),
        (200, WELL | {"service": "another"}),
        (200, b"[]"),
        (503, {"detail": "busy"}),
    ],
)
async def test_what_is_no_word_on_this_number_never_blocks_a_citizen(desk: Any, says: Any) -> None:
    numbers, centre, _, _ = desk
    centre.says = says
    given = await numbers.take(wanted())
    assert isinstance(given, Given)
    assert (given.number, given.source) == ("A1-001", NumberSource.OWN)


async def test_without_the_centre_the_same_person_is_offered_the_ticket_that_waits(desk: Any) -> None:
    numbers, _, _, held = desk
    first = await numbers.take(wanted(person=PERSON))
    assert isinstance(first, Given)
    held.go(119 * 60)
    again = await numbers.take(wanted(person=PERSON))
    assert again == Declined(Refused.QUEUED, Held(first.key, first.number, first.token, first.issued_at))
    for other in (wanted(person="bb" * 16), wanted(person=PERSON, service="permit"), wanted(), wanted()):
        assert isinstance(await numbers.take(other), Given)
    held.go(2 * 60)  # by now it has been served, as far as anybody here can know
    assert isinstance(await numbers.take(wanted(person=PERSON)), Given)


async def test_without_the_centre_a_person_has_as_many_as_the_service_allows(desk: Any) -> None:
    numbers, _, _, held = desk
    for _ in range(2):
        assert isinstance(await numbers.take(wanted(person=PERSON, per_person=2)), Given)
        held.go(3 * 3600)
    assert await numbers.take(wanted(person=PERSON, per_person=2)) == Declined(Refused.PERSON_LIMIT)
    held.go(24 * 3600)
    assert isinstance(await numbers.take(wanted(person=PERSON, per_person=2)), Given)


async def test_while_the_centre_answers_its_word_counts_and_not_this_journals(desk: Any) -> None:
    numbers, centre, _, _ = desk
    assert isinstance(await numbers.take(wanted(person=PERSON)), Given)
    centre.says = (200, WELL)
    given = await numbers.take(wanted(person=PERSON, per_person=1, otherwise=Refused.APPOINTMENT_EARLY))
    assert isinstance(given, Given)
    assert given.number == "A001"


async def test_an_appointment_is_checked_in_once_also_without_the_centre(desk: Any) -> None:
    numbers, _, _, _ = desk
    first = await numbers.take(wanted(appointment="booking-1", person=PERSON))
    assert isinstance(first, Given)
    again = await numbers.take(wanted(appointment="booking-1"))
    assert isinstance(again, Declined)
    assert (again.refused, again.held and again.held.number) == (Refused.APPOINTMENT_USED, first.number)


async def test_what_the_terminals_own_clock_says_counts_only_without_the_centre(desk: Any) -> None:
    numbers, _, journal, _ = desk
    early = wanted(appointment="booking-1", otherwise=Refused.APPOINTMENT_EARLY)
    assert await numbers.take(early) == Declined(Refused.APPOINTMENT_EARLY)
    assert [event["kind"] for event in await events(journal)] == ["ticket.requested", "ticket.abandoned"]


@pytest.mark.parametrize(
    ("issued", "shown"),
    [("2026-03-18T01:00:00+00:00", "2026-03-18T09:00:00+08:00"), ("soon", "2026-03-18T12:00:00+08:00")],
)
async def test_a_copy_has_its_own_event_and_the_first_tickets_time(desk: Any, issued: str, shown: str) -> None:
    numbers, _, journal, _ = desk
    copy = await numbers.reprint(Held("key-0009", "A009", "token-09", issued), wanted())
    assert (copy.number, copy.reprint, copy.issued_at) == ("A009", True, shown)
    (event,) = await events(journal)
    assert (event["kind"], event["body"]) == (
        "ticket.reprinted", {"key": "key-0009", "number": "A009", "visit": "v1"},
    )  # fmt: skip

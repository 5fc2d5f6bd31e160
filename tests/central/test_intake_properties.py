"""Whatever happens on the line, a journal arrives whole and once. And pure parts: reading, chain, numbers."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from central.batch import read_batch, read_exactly
from central.chain import check
from central.database import Database
from central.intake import Intake
from central.numbers import Range, capacity, number_at, position_of
from kiosk.wire import FIRST_HASH, Gap, canonical, event_hash

LENGTH = 24
NOW_MS = 1_773_800_000_000
_journals = itertools.count(1)

sends = st.lists(st.tuples(st.integers(1, LENGTH), st.integers(0, 9)), max_size=30)
strange = st.sampled_from(["unknown kind", "no event", "text"])


def story(teller: Any, strange_at: dict[int, str]) -> None:
    """A journal of visits with tickets, with something strange at some places."""
    for seq in range(1, LENGTH + 1):
        match strange_at.get(seq):
            case "unknown kind":
                teller.tell("door.opened", door=seq)
            case "no event":
                teller.append({"seq": seq, "prev": teller.prev})
            case "text":
                teller.append("text")
            case _ if seq % 3 == 0:
                teller.give(f"A1-{seq:03d}", f"{teller.journal}-{seq:03d}", "2026-03-18", source="own")
            case _:
                teller.tell("visit.started", visit=f"v{seq}")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=sends, strange_at=st.dictionaries(st.integers(1, LENGTH), strange, max_size=4))
def test_any_split_repetition_and_order_ends_in_the_journal_once(
    database: Database, teller: Any, sent: list[tuple[int, int]], strange_at: dict[int, str]
) -> None:
    voice = type(teller)(teller.token, journal=f"journal-{next(_journals):06d}")
    story(voice, strange_at)

    def send(first: int, count: int) -> int:
        body = canonical(voice.batch(first, first + count - 1))
        answer = database.write_now(Intake(voice.token, voice.journal, body, 1000, NOW_MS, 5000))
        return answer.expected - 1 if isinstance(answer, Gap) else answer.acked_through

    through = 0
    for first, count in sent:
        now = send(first, count)
        expected = max(through, first + min(count, LENGTH - first + 1) - 1) if first <= through + 1 else through
        assert now == expected
        through = now
    while through < LENGTH:
        through = send(through + 1, 7)
    assert everything(database, voice.journal) == [canonical(event) for event in voice.events]
    assert strange_ones(database, voice.journal) == sorted(strange_at)
    assert tickets(database, voice.journal) == LENGTH // 3 - sum(seq % 3 == 0 for seq in strange_at)
    assert scalar(database, f"SELECT count(*) FROM breaks WHERE journal = ({number_of(voice.journal)})") == 0


def everything(database: Database, journal: str) -> list[bytes]:
    query = "SELECT event FROM events e JOIN journals j ON j.no = e.journal WHERE j.id = :journal ORDER BY seq"
    return database.read_now(lambda db: [row[0].encode() for row in db.execute(text(query), {"journal": journal})])


def strange_ones(database: Database, journal: str) -> list[int]:
    query = "SELECT seq FROM quarantine q JOIN journals j ON j.no = q.journal WHERE j.id = :journal ORDER BY seq"
    return database.read_now(lambda db: list(db.execute(text(query), {"journal": journal}).scalars()))


def tickets(database: Database, journal: str) -> int:
    return int(scalar(database, f"SELECT count(*) FROM tickets WHERE key LIKE '{journal}-%'"))


def number_of(journal: str) -> str:
    return f"SELECT no FROM journals WHERE id = '{journal}'"


def scalar(database: Database, query: str) -> Any:
    return database.read_now(lambda db: db.execute(text(query)).scalar_one())


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.lists(json_values, min_size=1, max_size=5), evidence=json_values)
def test_no_content_is_ever_refused(database: Database, teller: Any, events: list[Any], evidence: Any) -> None:
    voice = type(teller)(teller.token, journal=f"journal-{next(_journals):06d}")
    for event in events:
        voice.append(event)
    voice.tell("print.ended", job="j", key="key-0001", outcome="done", error=None, evidence={"e": evidence})
    voice.tell("assistance.asked", visit=None, key=None, reason="x" * 3000)
    voice.give("Z" * 500, "key-long-number", "2026-03-18", source="own")
    body = canonical(voice.batch())
    answer = database.write_now(Intake(voice.token, voice.journal, body, 1000, NOW_MS, 5000))
    assert answer.acked_through == len(voice.events)  # type: ignore[union-attr]
    assert everything(database, voice.journal) == [canonical(event) for event in voice.events]


@given(st.lists(json_values, max_size=4), st.booleans())
def test_the_quick_reading_agrees_with_the_exact_one(evidences: list[Any], breaks: bool) -> None:
    prev, events = FIRST_HASH, []
    for seq, evidence in enumerate(evidences, 1):
        body = {"job": "j", "key": "key-0001", "outcome": "done", "error": None, "evidence": {"at": evidence}}
        event = {
            "seq": seq,
            "kind": "print.ended",
            "at": "x",
            "boot": "b",
            "monotonic_ms": 1,
            "body": body,
            "prev": prev,
        }
        events.append(event)
        prev = event_hash(canonical(event)) if not breaks else "0" * 64
    body = canonical({"terminal": "t", "first": 1, "events": events})
    quick, exact = read_batch(body, 100), read_exactly(body, 100)
    assert (quick.terminal, quick.first, list(quick.prevs)) == (exact.terminal, exact.first, list(exact.prevs))
    assert [(e["seq"], e["kind"], e["body"]) for e in quick.understood] == [
        (e["seq"], e["kind"], e["body"]) for e in exact.understood
    ]
    found = check(1, FIRST_HASH, exact.hashes, exact.prevs)
    assert bool(found.breaks) == (breaks and len(events) > 1)


@given(st.sampled_from(Range), st.from_regex(r"[A-Z]{1,2}", fullmatch=True), st.integers(1, 9999))
def test_a_number_tells_its_position(kind: Range, prefix: str, position: int) -> None:
    number = number_at(prefix, kind, position)
    assert (number is None) == (position > capacity(kind))
    if number is not None:
        assert position_of(number) == (prefix, kind, position)


def test_the_ranges_are_those_of_the_architecture_and_do_not_meet() -> None:
    def numbers(kind: Range) -> list[str]:
        return [number_at("A", kind, position) or "" for position in range(1, capacity(kind) + 1)]

    centre, lease = numbers(Range.CENTRE), numbers(Range.LEASE)
    assert (centre[0], centre[598], centre[599], centre[-1]) == ("A001", "A599", "A1000", "A4999")
    assert (lease[0], lease[299], lease[300], lease[-1]) == ("A600", "A899", "A5000", "A8999")
    assert not set(centre) & set(lease)
    assert position_of("A1-001") is position_of("A0001") is position_of("A900") is None

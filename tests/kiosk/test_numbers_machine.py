"""Numbers under every disturbance at once: kills, a centre that answers late, twice or with used numbers, or refuses,
copies of tickets, clock jumps, midnight. A number is never given twice on one day, each is in the journal before
anybody sees it, a refusal gives none, and a copy is no other number.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import structlog
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kiosk.clock import Clock
from kiosk.day import BusinessDay
from kiosk.journal import Journal, leases, requests
from kiosk.life import clear_up
from kiosk.numbers import Declined, Given, Numbers, Wanted
from kiosk.sync.centre import CentreAway, Reply
from kiosk.trace import Trace
from kiosk.wire import LeaseAnswer, LeaseRequest

ZONE = ZoneInfo("Asia/Shanghai")
NOON = 1_773_806_400.0
PERSONS = ("", "aa" * 16, "bb" * 16)
IN_MEMORY = Path("/dev/shm")  # thousands of syncs are not what is tried here
LOG: Any = structlog.get_logger("test")


@dataclass
class Hall:
    """The centre's side of the numbers: never the same twice of itself, but its word may get lost or be repeated."""

    now: list[float]
    count: dict[date, int] = field(default_factory=dict)
    leased: dict[date, int] = field(default_factory=dict)
    mood: str = "well"
    said: list[tuple[str, date]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    held: dict[str, str] = field(default_factory=dict)  # the ticket that a refusal names

    def today(self) -> date:
        return datetime.fromtimestamp(NOON + self.now[0], ZONE).date()

    def heard(self) -> None:
        pass

    async def post(self, path: str, body: bytes, deadline_seconds: float) -> Reply:
        asked = orjson.loads(body)
        self.asked.append(asked)
        if self.mood == "gone":
            return Reply(404, orjson.dumps({"detail": "service 'id-card' is not in the hall's catalogue"}))
        if self.mood == "refuses":
            return Reply(409, orjson.dumps({"refused": "queued", "sentence": "waits already", **self.held}))
        if self.mood == "away":
            raise CentreAway("cut")
        if self.mood == "garbage":
            return Reply(200, b"[]")
        if self.mood == "repeats" and self.said:
            number, day = self.said[0]
        else:
            day = self.today()
            self.count[day] = self.count.get(day, 0) + 1
            number = f"A{self.count[day]:03d}"
            self.said.insert(0, (number, day))
        if self.mood == "late":
            raise CentreAway("no answer in time")  # it gave the number, nobody heard it
        answer = {"number": number, "day": day.isoformat(), "prefix": "A", "service": asked["service"], "ahead": 0}
        return Reply(200, orjson.dumps(answer))

    def lease(self, asked: LeaseRequest) -> LeaseAnswer:
        day = self.today()
        first = 600 + self.leased.get(day, 0)
        self.leased[day] = self.leased.get(day, 0) + asked.count
        return LeaseAnswer(day=day, prefix="A", numbers=[f"A{first + i}" for i in range(asked.count)])


def count_given(sql: Any) -> int:
    (count,) = sql.execute("SELECT count(*) FROM given").fetchone()
    return int(count)


class NumbersMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None)
        self.true_time = [0.0]
        self.wrong_by = 0.0
        self.hall = Hall(self.true_time)
        self.shown: list[Given] = []
        self.asks = 0
        self.journals: list[str] = []
        self.clock = Clock(ZONE, "boot", lambda: NOON + self.true_time[0] + self.wrong_by, lambda: self.true_time[0])
        self.run(self.open())

    def run(self, work: Awaitable[Any]) -> Any:
        async def end() -> Any:
            return await work

        return self.runner.run(end())

    async def open(self) -> None:
        self.journal = await Journal.open(Path(self.folder.name), "test", self.clock)
        await self.journal.write(clear_up)
        self.day = BusinessDay(self.clock, await self.journal.read(requests.latest_day))
        centre: Any = self.hall
        self.numbers = Numbers(self.journal, centre, self.day, self.clock, 500, LOG, Trace(LOG, False))

    @rule(
        mood=st.sampled_from(["well", "away", "late", "garbage", "repeats", "refuses", "gone"]),
        citizens=st.integers(1, 3),
        person=st.sampled_from(PERSONS),
        per_person=st.sampled_from([None, 1, 3]),
    )
    def take(self, mood: str, citizens: int, person: str, per_person: int | None) -> None:
        self.hall.mood = mood

        async def together() -> list[Given | Declined]:
            wanted = [
                Wanted(f"v{i}", "id-card", "A", "1", person=person, per_person=per_person) for i in range(citizens)
            ]
            return list(await asyncio.gather(*(self.numbers.take(one) for one in wanted)))

        for ticket in self.run(together()):
            if isinstance(ticket, Declined):
                assert mood in ("refuses", "gone") or (person and mood != "well"), "refused without a reason"
                continue
            assert mood not in ("refuses", "gone"), "the hall's rules were passed over"
            self.shown.append(ticket)
            stored = self.run(self.journal.read(lambda sql, key=ticket.key: self.stored(sql, key)))
            assert stored == (ticket.number, ticket.day.isoformat()), "shown before it was in the journal"

    @rule(told=st.booleans())
    def print_a_copy(self, told: bool) -> None:
        """Of the last ticket, here or of another terminal: the centre names it in its refusal."""
        if not self.shown:
            return
        last = self.shown[-1]
        key = last.key if told else "key-of-another-terminal"
        self.hall.mood = "refuses"
        self.hall.held = {"key": key, "number": last.number, "token": last.token, "issued_at": last.issued_at}
        wanted = Wanted("v", "id-card", "A", "1", person=PERSONS[1])
        before = self.run(self.journal.read(count_given))
        declined = self.run(self.numbers.take(wanted))
        assert isinstance(declined, Declined)
        assert declined.held is not None
        copy = self.run(self.numbers.reprint(declined.held, wanted))
        assert (copy.key, copy.number, copy.reprint) == (key, last.number, True)
        assert self.run(self.journal.read(count_given)) == before, "a copy is no other number"

    @staticmethod
    def stored(sql: Any, key: str) -> Any:
        return sql.execute("SELECT number, day FROM given WHERE key = ?", (key,)).fetchone()

    @rule(count=st.integers(1, 3), twice=st.booleans())
    def lease(self, count: int, twice: bool) -> None:
        self.asks += 1
        wanted = LeaseRequest(key=f"lease-{self.asks:04d}", prefix="A", count=count)
        asked = self.run(self.journal.write(lambda tx: leases.ask(tx, wanted)))
        answer = self.hall.lease(asked)
        assert self.run(self.journal.write(lambda tx: leases.take(tx, asked, answer)))
        if twice:
            assert not self.run(self.journal.write(lambda tx: leases.take(tx, asked, answer)))

    @rule(minutes=st.integers(1, 900))
    def time_passes(self, minutes: int) -> None:
        self.true_time[0] += minutes * 60

    @rule(hours=st.integers(-60, 60))
    def the_clock_jumps(self, hours: int) -> None:
        self.wrong_by = hours * 3600.0

    @rule(open_request=st.booleans())
    def the_terminal_is_killed(self, open_request: bool) -> None:
        """Nothing is told to the journal; what it holds is what the next start finds."""
        if open_request:
            request = requests.Request(f"open-{len(self.journals):04d}-{self.asks}", "id-card", "v")
            self.run(self.journal.write(lambda tx: requests.ask(tx, request)))
        self.journals.append(self.journal.id)
        self.run(self.journal.close())
        self.run(self.open())

    @rule()
    def the_journal_is_lost(self) -> None:
        self.run(self.journal.close())
        (Path(self.folder.name) / "journal.db").write_bytes(b"\x00" * 8192)
        self.run(self.open())
        assert self.journal.put_aside is not None

    @invariant()
    def never_twice(self) -> None:
        numbers = [(ticket.day, ticket.number) for ticket in self.shown if ticket.source != "centre"]
        assert len(set(numbers)) == len(numbers)

    @invariant()
    def every_request_has_its_end(self) -> None:
        assert self.run(self.journal.read(lambda sql: sql.execute("SELECT count(*) FROM requests").fetchone())) == (0,)

    def teardown(self) -> None:
        self.run(self.journal.close())
        self.runner.close()
        self.folder.cleanup()


class OneJournalMachine(NumbersMachine):
    """With its journal the terminal also guards against a centre that repeats a number."""

    the_journal_is_lost = None  # type: ignore[assignment]

    @invariant()
    def never_twice_whatever_the_centre_says(self) -> None:
        numbers = [(ticket.day, ticket.number) for ticket in self.shown]
        assert len(set(numbers)) == len(numbers)


TestNumbers = NumbersMachine.TestCase
TestNumbers.settings = settings(max_examples=10, stateful_step_count=15, deadline=None)
TestOneJournal = OneJournalMachine.TestCase
TestOneJournal.settings = settings(max_examples=10, stateful_step_count=20, deadline=None)

"""The queue as a state machine over the real database code: whatever people, clerks and clocks do, nobody is lost,
nobody is at two counters, no number is given twice, and nobody starves.

The clock is given. A person is known by the visits and the card of their numbers, as in central/person_tickets.py, but
judged here by an own reckoning.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, precondition, rule
from sqlalchemy import text

from central.admin import add_terminal, load_catalogue
from central.calling import Act, Transfer
from central.database import Database
from central.hall import read_hall
from central.issue import IssueTicket
from central.phones.giving_up import give_up
from central.queue import today
from central.settings import Settings
from central.states import Deed
from kiosk.person import Green
from kiosk.wire import TicketAnswer, TicketRequest

CATALOGUE = Path(__file__).resolve().parents[2] / "config" / "catalogue.toml"
MORNING_MS = 1_773_800_000_000  # 2026-03-18 10:13 in Shanghai
MINUTE_MS, DAY_MS = 60_000, 86_400_000
GRACE_MS = 20_000
COUNTERS = ("05", "06", "10")
SERVICES = ("social-card", "pension", "medical-register")
AT = ("called", "recalled", "serving")
WAITS = ("waiting", "reserved")
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # a commit there costs no disk
_templates: dict[str, tuple[Path, str]] = {}  # made once: an empty hall takes longer than a whole day in it


def template() -> tuple[Path, str]:
    if "hall" not in _templates:
        path = Path(tempfile.mkdtemp()) / "hall.db"
        url = f"sqlite:///{path}"
        load_catalogue(url, CATALOGUE, always_open=True)
        _templates["hall"] = path, add_terminal(url, "lobby-1", "1 号机", "Unit 1", "1")
    return _templates["hall"]


@dataclass(frozen=True)
class Comer:
    service: str
    person: str
    visit: str
    green: Green | None
    booked_minutes: int | None
    seconds_later: int
    confirmed: bool


COMER = st.builds(
    Comer,
    service=st.sampled_from(SERVICES),
    person=st.sampled_from(["", "", "a" * 32, "b" * 32]),
    visit=st.sampled_from(["", "v1", "v2", "v3"]),
    green=st.sampled_from([None, None, Green.ELDERLY]),
    booked_minutes=st.sampled_from([None, None, None, -10, 0, 20]),
    seconds_later=st.sampled_from([0, 60, 600, 2400]),
    confirmed=st.booleans(),
)


class Hall(RuleBasedStateMachine):
    given = Bundle("given")  # keys

    def open(self) -> None:
        source, self.token = template()
        self.folder = tempfile.TemporaryDirectory(dir=MEMORY)
        shutil.copy(source, f"{self.folder.name}/hall.db")
        self.database = Database(Settings(database=f"sqlite:///{self.folder.name}/hall.db", readers=1))
        self.now_ms = MORNING_MS
        self.came: dict[str, int] = {}  # key -> when, by the centre's clock
        self.requests: dict[str, TicketRequest] = {}
        self.answers: dict[str, TicketAnswer] = {}
        self.last: tuple[Act, int] | None = None
        rows = self.rows("SELECT counter, service FROM counter_services")
        self.served = {counter: {row.service for row in rows if row.counter == counter} for counter in COUNTERS}
        hall = self.database.read_now(read_hall)
        self.longest_ms = hall.rules.head_start.longest_ms

    def teardown(self) -> None:
        if not hasattr(self, "database"):
            return
        try:
            self.everybody_is_called_in_the_end()
        finally:
            self.database.close()
            self.folder.cleanup()

    # --- people ---------------------------------------------------------------------------------------

    @initialize(target=given, comers=st.lists(COMER, min_size=5, max_size=9))
    def the_doors_open(self, comers: list[Comer]) -> Any:
        self.open()
        return multiple(*[self.take_a_number(comer) for comer in comers])

    @rule(target=given, comers=st.lists(COMER, min_size=1, max_size=4))
    def people_come(self, comers: list[Comer]) -> Any:
        return multiple(*[self.take_a_number(comer) for comer in comers])

    def take_a_number(self, comer: Comer) -> str:
        self.now_ms += comer.seconds_later * 1000
        key = f"key-{len(self.requests):05d}"
        appointment = "" if comer.booked_minutes is None else str(self.book(key, comer.service, comer.booked_minutes))
        who = {"visit": comer.visit, "person": comer.person, "green": comer.green, "appointment": appointment}
        asked = TicketRequest(key=key, service=comer.service, token=f"t-{key}", **who)
        self.requests[key] = asked
        answer = self.database.write_now(IssueTicket(self.token, asked, self.now_ms))
        if isinstance(answer, TicketAnswer):
            shown = {(known.day, known.number) for known in self.answers.values()}
            assert (answer.day, answer.number) not in shown
            self.answers[key], self.came[key] = answer, self.now_ms
            if comer.confirmed:
                self.execute("UPDATE tickets SET state = 'waiting' WHERE key = :key AND state = 'reserved'", key=key)
        return key

    def book(self, reference: str, service: str, minutes: int) -> int:
        starts_ms = self.now_ms + minutes * MINUTE_MS
        day = self.database.read_now(lambda db: today(db, self.now_ms))
        row = {"r": reference, "c": f"{len(self.requests):032x}", "s": service, "day": day, "b": starts_ms}
        insert = (
            "INSERT INTO appointments (reference, code, person, shown, service, day, starts_ms, ends_ms, changed_ms) "
            "VALUES (:r, :c, '', '', :s, :day, :b, :b + 1800000, :b) RETURNING id"
        )
        return int(self.database.write_now(lambda db: db.execute(text(insert), row).scalar_one()))

    @rule(key=given)
    def ask_again_with_the_same_key(self, key: str) -> None:
        answer = self.database.write_now(IssueTicket(self.token, self.requests[key], self.now_ms))
        known = self.answers.get(key)
        if known is None:
            assert not isinstance(answer, TicketAnswer)
        else:
            assert isinstance(answer, TicketAnswer)
            assert (answer.number, answer.day) == (known.number, known.day)

    @rule(key=given)
    def give_the_number_up(self, key: str) -> None:
        before = self.ticket(key)
        if self.database.write_now(lambda db: give_up(db, f"t-{key}", self.now_ms)):
            assert before is not None
            assert before.state in WAITS

    # --- counters -------------------------------------------------------------------------------------

    @rule(counter=st.sampled_from(COUNTERS))
    def call_the_next(self, counter: str) -> None:
        before = self.rows("SELECT * FROM tickets ORDER BY id")
        self.act(counter, Deed.NEXT)
        day = self.database.read_now(lambda db: today(db, self.now_ms))
        after = {row.id: row for row in self.rows("SELECT * FROM tickets")}
        here = [row for row in before if row.counter == counter and row.state in AT]
        called = [row for row in after.values() if row.counter == counter and row.state in AT]
        could = [row for row in before if self.could_be_called(row, counter, day, before)]
        if not called:
            assert not could
            return
        came_back = called[0].id in {row.id for row in before if row.return_to and row.return_to == row.for_counter}
        chosen_ms = self.came[called[0].key]
        for other in could:
            if other.id != called[0].id and not came_back:
                assert self.came[other.key] + self.longest_ms >= chosen_ms, "overtaken by one who came too much later"
        assert all(after[row.id].state in ("done", "waiting", *AT) for row in here)

    @rule(counter=st.sampled_from(COUNTERS), deed=st.sampled_from([Deed.CALL, Deed.BACK, Deed.TAKE_UP]), key=given)
    def name_somebody(self, counter: str, deed: Deed, key: str) -> None:
        named = self.ticket(key)
        self.act(counter, deed, ticket=None if named is None else named.id)

    @rule()
    def everybody_calls(self) -> None:
        for counter in COUNTERS:
            self.call_the_next(counter)

    @rule(
        counter=st.sampled_from(COUNTERS),
        deed=st.sampled_from([Deed.RECALL, Deed.BEGIN, Deed.FINISH, Deed.HOLD, Deed.NO_SHOW, Deed.PAUSE, Deed.RESUME]),
    )
    def do_something_with_them(self, counter: str, deed: Deed) -> None:
        self.somebody_is_at(counter)
        self.act(counter, deed)

    @rule(
        counter=st.sampled_from(COUNTERS),
        service=st.sampled_from(["", *SERVICES]),
        onward=st.sampled_from(["", *COUNTERS]),
        returns=st.booleans(),
    )
    def send_on(self, counter: str, service: str, onward: str, returns: bool) -> None:
        self.somebody_is_at(counter)
        ranks = {row.id: row.rank_ms for row in self.rows("SELECT id, rank_ms FROM tickets")}
        self.act(counter, Deed.TRANSFER, transfer=Transfer(service, onward, returns))
        assert ranks == {row.id: row.rank_ms for row in self.rows("SELECT id, rank_ms FROM tickets")}

    @precondition(lambda self: self.last is not None)
    @rule()
    def press_the_same_button_twice(self) -> None:
        assert self.last is not None
        before = self.rows("SELECT * FROM tickets ORDER BY id")
        assert not self.database.write_now(self.last[0])
        assert self.rows("SELECT * FROM tickets ORDER BY id") == before

    @rule(counter=st.sampled_from(COUNTERS))
    def go_home(self, counter: str) -> None:
        self.execute("UPDATE counters SET state = 'closed' WHERE code = :code", code=counter)

    # --- clocks ---------------------------------------------------------------------------------------

    @rule(minutes=st.sampled_from([1, 5, 45, 180, -2, -90]))
    def the_clock_goes(self, minutes: int) -> None:
        self.now_ms += minutes * MINUTE_MS

    @rule()
    def midnight_passes(self) -> None:
        self.now_ms += DAY_MS // 2

    # --- what is always true --------------------------------------------------------------------------

    @invariant()
    def every_ticket_is_somewhere(self) -> None:
        if not hasattr(self, "database"):
            return
        rows = self.rows("SELECT * FROM tickets")
        assert sorted(row.key for row in rows) == sorted(self.answers)
        assert len({(row.day, row.number) for row in rows}) == len(rows)
        for row in rows:
            assert (row.counter is not None) == (row.state in (*AT, "held", "done", "no_show")), row
            assert row.state in (*WAITS, *AT, "held", "done", "no_show", "given_up"), row
            assert row.for_counter == "" or row.state in (*WAITS, "given_up"), row

    @invariant()
    def nobody_is_at_two_counters(self) -> None:
        if not hasattr(self, "database"):
            return
        rows = self.rows("SELECT * FROM tickets")
        there = [row for row in rows if row.state in AT]
        assert len({row.counter for row in there}) == len(there)
        for row in there:
            group = persons_numbers(row, [other for other in rows if other.day == row.day])
            assert [other.counter for other in there if other.id in group] == [row.counter]

    def everybody_is_called_in_the_end(self) -> None:
        """Nobody who waits or was put aside is out of every counter's reach."""
        self.now_ms += GRACE_MS
        day = self.database.read_now(lambda db: today(db, self.now_ms))
        for _ in range(3 * len(self.answers) + 3):
            for counter in COUNTERS:
                held = self.rows("SELECT id FROM tickets WHERE state = 'held' AND day = :day", day=day)
                for row in held:
                    self.act(counter, Deed.TAKE_UP, ticket=row.id)
                self.act(counter, Deed.NEXT)
                self.act(counter, Deed.FINISH)
            left = self.rows(
                "SELECT * FROM tickets WHERE day = :day AND state IN ('waiting', 'reserved', 'held')", day=day
            )
            if not [row for row in left if row.known_ms <= self.now_ms - GRACE_MS or row.state != "reserved"]:
                return
        raise AssertionError(f"never called: {left}")

    # --- reckoning ------------------------------------------------------------------------------------

    def could_be_called(self, row: Any, counter: str, day: str, rows: list[Any]) -> bool:
        waits = row.state == "waiting" or (row.state == "reserved" and row.known_ms <= self.now_ms - GRACE_MS)
        if row.day != day or not waits or row.for_counter not in ("", counter):
            return False
        if row.for_counter == "" and row.service not in self.served[counter]:
            return False
        group = persons_numbers(row, [other for other in rows if other.day == row.day])
        return not any(other.id in group and other.state in AT and other.counter != counter for other in rows)

    def somebody_is_at(self, counter: str) -> None:
        there = self.rows("SELECT state FROM tickets WHERE counter = :counter", counter=counter)
        if not any(row.state in AT for row in there):
            self.call_the_next(counter)

    def act(self, counter: str, deed: Deed, **more: Any) -> bool:
        turn = self.rows("SELECT turn FROM counters WHERE code = :code", code=counter)[0].turn
        act = replace(Act(counter, deed, turn, self.now_ms, GRACE_MS), **more)
        done = self.database.write_now(act)
        self.last = act, turn
        return done

    def ticket(self, key: str) -> Any:
        found = self.rows("SELECT * FROM tickets WHERE key = :key", key=key)
        return found[0] if found else None

    def rows(self, sql: str, **values: Any) -> list[Any]:
        return self.database.read_now(lambda db: list(db.execute(text(sql), values)))

    def execute(self, sql: str, **values: Any) -> None:
        self.database.write_now(lambda db: db.execute(text(sql), values))


def persons_numbers(row: Any, rows: list[Any]) -> set[int]:
    """The ids of all numbers of this one's holder: the same visit, or the same card, as far as that leads."""
    found, size = {row.id: row}, 0
    while size != len(found):
        size = len(found)
        for other in rows:
            if any(
                (mine.visit and mine.visit == other.visit) or (mine.person and mine.person == other.person)
                for mine in list(found.values())
            ):
                found[other.id] = other
    return set(found)


TestHall = Hall.TestCase
TestHall.settings = settings(
    max_examples=20,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)

"""How long people will wait: from queue, counters and measured times to a range of minutes; and where it is told."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.clock import wall_clock
from central.database import Database
from central.estimates import estimate_ticket, keep, reckon
from central.queue import today
from central.service_times import Measured, paces
from central.simulated_clock import file_clock
from central.waits import EDGES, Busy, Open, Pace, Person, Wait, minutes, waits

TEN_MINUTES = {"pension": Pace(600, 300), "card": Pace(600, 300)}
PENSION, BOTH = frozenset({"pension"}), frozenset({"pension", "card"})


def test_a_free_counter_means_no_wait() -> None:
    found = waits([], [Open("01", PENSION)], TEN_MINUTES, 0.0)
    assert found == {"pension": Wait(0.0, 0.0)}
    assert minutes(found["pension"]) == (0, 5)


def test_a_service_that_no_open_counter_takes_is_not_told() -> None:
    assert "card" not in waits([], [Open("01", PENSION)], TEN_MINUTES, 0.0)
    assert waits([Person("pension")], [], TEN_MINUTES, 0.0) == {}


def test_each_one_before_takes_the_mean() -> None:
    found = waits([Person("pension")] * 3, [Open("01", PENSION, Busy("pension", 240))], TEN_MINUTES, 0.0)
    assert found["pension"].seconds == pytest.approx(360 + 3 * 600)


def test_two_counters_halve_it_and_their_range_is_narrower() -> None:
    one = waits([Person("pension")] * 4, [Open("01", PENSION)], TEN_MINUTES, 0.0)["pension"]
    two = waits([Person("pension")] * 4, [Open("01", PENSION), Open("02", PENSION)], TEN_MINUTES, 0.0)["pension"]
    assert two.seconds == pytest.approx(one.seconds / 2)
    assert two.spread_s < one.spread_s / 1.9


def test_a_counter_that_takes_both_helps_both() -> None:
    counters = [Open("01", PENSION), Open("02", BOTH)]
    found = waits([Person("pension"), Person("card"), Person("pension")], counters, TEN_MINUTES, 0.0)
    assert found["pension"].seconds == pytest.approx(600)
    assert found["card"].seconds == pytest.approx(600)


def test_one_kept_for_a_counter_burdens_only_that_one() -> None:
    counters = [Open("01", PENSION), Open("02", BOTH)]
    found = waits([Person("pension", counter="02")], counters, TEN_MINUTES, 0.0)
    assert found["pension"].seconds == 0
    assert found["card"].seconds == pytest.approx(600)


def test_a_service_that_overruns_is_not_over_at_once() -> None:
    found = waits([], [Open("01", PENSION, Busy("pension", 5000))], TEN_MINUTES, 0.0)
    assert found["pension"].seconds > 120


def test_people_who_do_not_come_shorten_it() -> None:
    queue, counters = [Person("pension")] * 10, [Open("01", PENSION)]
    assert (
        waits(queue, counters, TEN_MINUTES, 0.2)["pension"].seconds
        < waits(queue, counters, TEN_MINUTES, 0)["pension"].seconds * 0.9
    )


def test_nothing_known_is_said_as_nothing() -> None:
    assert waits([Person("pension")], [Open("01", PENSION)], {}, 0.0) == {}
    assert waits([], [Open("01", PENSION, Busy("pension", 10))], {}, 0.0) == {}


@given(st.floats(0, 40_000), st.floats(0, 20_000))
def test_a_range_is_one_of_spoken_minutes_around_the_wait(seconds: float, spread_s: float) -> None:
    low, high = minutes(Wait(seconds, spread_s))
    assert low in EDGES
    assert high in EDGES
    assert low < high
    assert low <= seconds / 60 or low == EDGES[-2]
    assert seconds / 60 <= high or high == EDGES[-1]


@given(st.lists(st.sampled_from(["pension", "card"]), max_size=30), st.sampled_from(["pension", "card"]))
def test_one_more_before_shortens_nobodys_wait(queue: list[str], more: str) -> None:
    counters = [Open("01", PENSION), Open("02", BOTH), Open("03", BOTH)]
    before = waits([Person(service) for service in queue], counters, TEN_MINUTES, 0.05)
    after = waits([Person(service) for service in [*queue, more]], counters, TEN_MINUTES, 0.05)
    assert all(after[service].seconds >= before[service].seconds - 1e-6 for service in before)


def test_what_is_measured_outweighs_what_the_catalogue_says() -> None:
    assert paces({}, {"pension": 600.0})["pension"].mean_s == 600
    few = paces({"pension": Measured(3, 1200, 100)}, {"pension": 600.0})["pension"]
    many = paces({"pension": Measured(300, 1200, 100)}, {"pension": 600.0})["pension"]
    assert few.mean_s == pytest.approx(900)
    assert many.mean_s == pytest.approx(1200, rel=0.01)
    assert many.spread_s == pytest.approx(100)
    assert paces({"pension": Measured(1, 1200, 0)}, {"pension": None})["pension"].mean_s == 1200
    assert "pension" not in paces({}, {"pension": None})


def test_numbers_and_feed_tell_it(server: Any, teller: Any, database: Database, wait_until: Any) -> None:
    """Nobody sits: nothing is told. A clerk sits down: the wait is, and grows with the people."""
    first = server.post("/api/v1/tickets", teller.token, _question(0)).json()
    assert first["minutes"] is None
    with server.person("wang") as wang:
        server.sit("05", wang)
        now_ms = wall_clock()
        low, high = _reckoned(database, now_ms)["pension"]
        for n in range(1, 8):
            server.post("/api/v1/tickets", teller.token, _question(n))
        longer = _reckoned(database, now_ms)
        assert longer["pension"][0] > low
        assert longer["pension"][1] > high
        near, far = (
            database.read_now(lambda db, ahead=ahead: estimate_ticket(db, today(db, now_ms), "pension", ahead))
            for ahead in (0, 7)
        )
        assert near is not None
        assert far == longer["pension"]
        assert near[1] < far[1]
        assert server.post("/api/v1/tickets", teller.token, _question(99)).json()["minutes"] is not None
        feed = wait_until(lambda: _waiting(server, teller.token))
        assert feed["minutes"]["pension"][0] >= low


def _reckoned(database: Database, now_ms: int) -> dict[str, Any]:
    reckoned = database.read_now(lambda db: reckon(db, today(db, now_ms), now_ms))
    database.write_now(lambda db: keep(db, reckoned))
    return reckoned.minutes


def test_yesterdays_reckoning_says_nothing_of_today(database: Database) -> None:
    now_ms = wall_clock()
    _reckoned(database, now_ms)
    assert database.read_now(lambda db: estimate_ticket(db, "2020-01-01", "pension", 0)) is None
    assert database.read_now(lambda db: estimate_ticket(db, today(db, now_ms), "no-such", 0)) is None


def test_the_simulated_clock_is_the_files(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    with pytest.raises(ValueError, match="holds no time"):
        file_clock(file)
    file.write_bytes(struct.pack("<q", 1_773_622_800_000))
    clock = file_clock(file)
    assert clock() == 1_773_622_800_000
    with file.open("r+b") as opened:
        opened.write(struct.pack("<q", 1_773_622_801_000))
    assert clock() == 1_773_622_801_000


def _question(n: int) -> dict[str, str]:
    return {"key": f"key-{n:08d}", "service": "pension", "token": f"token-{n:08d}"}


def _waiting(server: Any, token: str) -> Any:
    rows = server.client.get("/api/v1/feed?after=0", headers={"Authorization": f"Bearer {token}"}).json()["rows"]
    return next((row["body"] for row in rows if row["kind"] == "waiting" and row["body"]["minutes"]), None)

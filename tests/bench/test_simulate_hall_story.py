"""The same seed tells the same day; the agenda lets simulated time go on when everybody sleeps."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bench.campaigns.queue_hall.agenda import Agenda, Alarm, ClockFile
from bench.campaigns.queue_hall.catalogue import made_hall
from bench.campaigns.queue_hall.story import Line, Size, pace_for, taken_minutes, tell

OPENS_MS = 1_773_622_800_000
SIZE = Size(terminals=6, cuts=8)


def test_a_seed_tells_one_story() -> None:
    hall = made_hall(12)
    assert tell(5, 0, OPENS_MS, hall, SIZE) == tell(5, 0, OPENS_MS, hall, SIZE)
    assert tell(5, 0, OPENS_MS, hall, SIZE) != tell(6, 0, OPENS_MS, hall, SIZE)
    assert tell(5, 0, OPENS_MS, hall, SIZE) != tell(5, 1, OPENS_MS, hall, SIZE)


def test_everything_of_the_day_has_its_part() -> None:
    day = tell(1, 0, OPENS_MS, made_hall(12), SIZE)
    assert len(day.cuts) == len(day.kills) == 8
    assert day.centre_kills
    assert all(day.opens_ms < cut.from_ms < cut.to_ms < day.closes_ms for cut in day.cuts)
    assert {cut.line for cut in day.cuts} <= {Line.DOWN, Line.DEAF}
    assert any(person.green for person in day.people)
    assert any(len(person.wishes) == 2 for person in day.people)
    assert any(person.gives_up_ms for person in day.people)


def test_so_many_people_are_served_in_time() -> None:
    usual = made_hall(40)
    hall = made_hall(40, pace=pace_for(5000, 40, usual))
    assert 5000 * taken_minutes(hall) == pytest.approx(40 * 8 * 60 * 0.86, rel=0.01)


def test_every_service_has_a_counter() -> None:
    for counters in (1, 2, 5, 12, 40):
        hall = made_hall(counters)
        assert len(hall.counters) == counters
        taken = {code for counter in hall.counters for code in counter.services}
        assert taken == {service.code for service in hall.services}


async def test_time_goes_on_when_all_sleep(tmp_path: Path) -> None:
    clock = ClockFile(tmp_path / "clock", 1_000)
    agenda, woke = Agenda(clock, step_ms=100), list[tuple[str, int]]()

    async def sleeper(name: str, seconds: float) -> None:
        await agenda.after(seconds)
        await asyncio.sleep(0)  # others wait for whoever is awake
        woke.append((name, agenda.now_ms))

    for name, seconds in (("late", 60), ("early", 10), ("with early", 10.05)):
        agenda.begin(sleeper(name, seconds))
    await agenda.run()
    assert woke == [("early", 11_000), ("with early", 11_000), ("late", 61_000)]
    assert int.from_bytes((tmp_path / "clock").read_bytes(), "little") == 61_000


async def test_an_alarm_wakes_its_sleeper_before_the_time(tmp_path: Path) -> None:
    agenda, alarm, woke = Agenda(ClockFile(tmp_path / "clock", 0), step_ms=0), Alarm(), list[int]()

    async def sleeper() -> None:
        await agenda.until(100_000, alarm)
        woke.append(agenda.now_ms)
        await agenda.until(100_000, alarm)
        woke.append(agenda.now_ms)

    async def ringer() -> None:
        await agenda.until(20_000)
        assert agenda.ring(alarm, seconds=3)
        assert not agenda.ring(alarm, seconds=5)

    agenda.begin(sleeper())
    agenda.begin(ringer())
    await agenda.run()
    assert woke == [23_000, 100_000]


async def test_what_an_actor_raises_ends_the_day(tmp_path: Path) -> None:
    agenda = Agenda(ClockFile(tmp_path / "clock", 0), step_ms=0)

    async def fails() -> None:
        await agenda.after(1)
        raise ValueError("a clerk is confused")

    async def waits() -> None:
        await agenda.after(3600)

    agenda.begin(fails())
    agenda.begin(waits())
    with pytest.raises(ValueError, match="a clerk is confused"):
        await agenda.run()

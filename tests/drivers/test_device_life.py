"""The life of a device: what it does when, with a clock that only moves when it is told to."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from random import Random
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.device import Device, Works
from drivers.errors import DeviceError, LinkError, Mends, ProtocolError
from drivers.facts import DeviceBack, DeviceChanged, DeviceLost, Fact, Link, Operational
from drivers.life import HourlyCap, LifeSettings, backoff_seconds, waiting_state
from drivers.link.memory import MemoryLink, pair


class HandClock:
    """Time stands still until `advance`."""

    def __init__(self) -> None:
        self.time = 1000.0
        self._waiting: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> float:
        return self.time

    async def wait(self, event: asyncio.Event, seconds: float) -> bool:
        if event.is_set():
            return True
        over = asyncio.get_running_loop().create_future()
        entry = (self.time + seconds, over)
        self._waiting.append(entry)
        setting = asyncio.ensure_future(event.wait())
        try:
            await asyncio.wait((over, setting), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._waiting.remove(entry)
            setting.cancel()
        return event.is_set()

    @property
    def sleeps(self) -> list[float]:
        return sorted(until - self.time for until, _ in self._waiting)

    async def advance(self, seconds: float) -> None:
        self.time += seconds
        for until, over in self._waiting:
            if until <= self.time + 1e-9 and not over.done():
                over.set_result(None)
        await settle()


async def settle() -> None:
    """Let everything run that can run without time."""
    for _ in range(30):
        await asyncio.sleep(0)


class Lamp(Device):
    """The simplest device: it answers a question, or not."""

    driver: ClassVar[str] = "lamp"

    def __init__(self, link: MemoryLink, clock: HandClock, **life: Any) -> None:
        super().__init__("lamp", link, LifeSettings(poll_seconds=1.0, **life), clock, Random(7))
        self.answers = True
        self.identifies: Callable[[], None] = lambda: None
        self.did: list[str] = []
        self.broke_by: str | None = None

    def received(self, data: bytes) -> None:
        pass

    async def identify(self) -> None:
        self.did.append("identify")
        self.identifies()

    async def poll(self) -> bool:
        self.did.append("poll")
        return self.answers

    async def soft_reset(self) -> None:
        self.did.append("soft reset")

    def line_broke(self, error: DeviceError) -> None:
        self.did.append("broke")
        self.broke_by = error.code

    def works(self) -> Works:
        return Works(Operational.READY)


class Life:
    def __init__(self, **life: Any) -> None:
        self.link, self.far = pair()
        self.clock = HandClock()
        self.lamp = Lamp(self.link, self.clock, **life)
        self.facts: list[Fact] = []
        self.lamp.listen(self.facts.append)

    def of(self, kind: type[Any]) -> list[Any]:
        return [fact for fact in self.facts if isinstance(fact, kind)]

    @property
    def states(self) -> list[Link]:
        return [fact.link for fact in self.of(DeviceChanged)]


@asynccontextmanager
async def living(*, present: bool = True, **life: Any) -> AsyncIterator[Life]:
    it = Life(**life)
    it.link.present = present
    await it.lamp.start()
    await settle()
    try:
        yield it
    finally:
        await it.lamp.stop()


async def test_a_device_is_opened_identified_and_online() -> None:
    async with living() as life:
        assert life.states == [Link.ABSENT, Link.OPENING, Link.IDENTIFYING, Link.ONLINE]
        assert life.of(DeviceLost) == life.of(DeviceBack) == []
    assert life.states[-1] is Link.CLOSING


async def test_an_absent_device_is_tried_for_ever_with_growing_waits(caplog: pytest.LogCaptureFixture) -> None:
    async with living(present=False) as life:
        waits = []
        for _ in range(12):
            (wait,) = life.clock.sleeps
            waits.append(wait)
            await life.clock.advance(wait)
        steps = [1, 2, 5, 10, 20, 40, 80, 80, 80, 80, 80, 80]
        assert all(step - 1e-6 <= wait <= step * 1.2 for step, wait in zip(steps, waits, strict=True))
        assert len(life.of(DeviceLost)) == 1
        assert life.states == [Link.ABSENT, Link.OPENING, Link.ABSENT]  # the tries are no news
        life.link.present = True
        await life.clock.advance(100)
        (back,) = life.of(DeviceBack)
        assert back.seconds_away == pytest.approx(sum(waits) + 100)
    assert [record.levelno for record in caplog.records if record.name == "drivers.device"].count(logging.WARNING) == 1


async def test_a_nudge_cuts_the_wait_short() -> None:
    async with living(present=False) as life:
        life.link.present = True
        life.lamp.nudge()
        await settle()
        assert life.lamp.condition().link is Link.ONLINE
        assert life.clock.time == 1000.0


async def test_a_lost_device_is_told_after_its_port_is_closed_and_once() -> None:
    async with living() as life:
        closed_when_told: list[bool] = []
        life.lamp.listen(
            lambda fact: closed_when_told.append(life.link._received is None) if isinstance(fact, DeviceLost) else None
        )
        life.link.present = False
        life.link.unplug()
        await settle()
        await life.clock.advance(1.2)
        await life.clock.advance(2.4)
        assert closed_when_told == [True]
        assert [lost.code for lost in life.of(DeviceLost)] == ["link.absent"]
        assert life.lamp.condition().error == "link.absent"


async def test_a_silent_device_is_asked_reset_and_opened_again() -> None:
    async with living() as life:
        life.lamp.answers = False
        life.lamp.did.clear()
        await life.clock.advance(1.0)
        assert life.lamp.did == ["poll"]
        assert life.lamp.condition().link is Link.ONLINE
        await life.clock.advance(1.0)
        assert life.lamp.did == ["poll", "poll", "poll", "soft reset", "poll", "broke"]
        assert [lost.code for lost in life.of(DeviceLost)] == ["proto.timeout"]
        assert Link.UNRESPONSIVE in life.states


async def test_whoever_waits_is_told_what_ended_the_connection() -> None:
    async with living(soft_resets_per_hour=0) as life:
        life.lamp.answers = False
        for _ in range(3):
            await life.clock.advance(1.0)
        assert life.lamp.broke_by == "proto.timeout"


async def test_an_answer_to_the_reset_ends_the_silence() -> None:
    async with living() as life:
        life.lamp.answers = False
        await life.clock.advance(1.0)
        reset = life.lamp.soft_reset

        async def mend() -> None:
            await reset()
            life.lamp.answers = True

        life.lamp.soft_reset = mend  # type: ignore[method-assign]
        await life.clock.advance(1.0)
        assert life.lamp.condition().link is Link.ONLINE
        assert life.lamp.condition().error is None
        assert life.of(DeviceLost) == []


async def test_resets_are_capped_an_hour() -> None:
    async with living(soft_resets_per_hour=2, backoff_longest_seconds=1.0) as life:
        life.lamp.answers = False
        for _ in range(40):
            await life.clock.advance(1.2)
        assert life.lamp.did.count("soft reset") == 2
        await life.clock.advance(3600)
        for _ in range(10):
            await life.clock.advance(1.2)
        assert life.lamp.did.count("soft reset") > 2


async def test_the_wrong_device_gets_no_question_and_is_left_alone_for_long() -> None:
    async with living() as life:

        def refuse() -> None:
            raise ProtocolError("link.wrong_device", "a scale at the lamp's port")

        life.lamp.identifies = refuse
        life.link.unplug()
        await settle()
        life.lamp.did.clear()
        await life.clock.advance(1.2)
        assert life.lamp.condition().link is Link.WRONG_DEVICE
        assert "poll" not in life.lamp.did


async def test_a_fault_of_ours_is_told_and_the_port_opened_again(caplog: pytest.LogCaptureFixture) -> None:
    async with living() as life:

        def fail() -> None:
            raise KeyError("oops")

        life.lamp.identifies = fail
        life.link.unplug()
        await settle()
        await life.clock.advance(1.2)
        assert life.lamp.condition().error == "driver.bug"
        assert "KeyError" in caplog.text
        life.lamp.identifies = lambda: None
        await life.clock.advance(2.4)
        assert life.lamp.condition().link is Link.ONLINE
        assert life.lamp.condition().error is None


async def test_a_device_that_is_not_fitted_never_opens_its_port() -> None:
    async with living(fitted=False) as life:
        assert life.lamp.did == []
        assert life.lamp.condition().administrative == "not_fitted"


async def test_handing_over_closes_the_port_at_once_and_tells_no_loss() -> None:
    async with living() as life:
        await life.lamp.hand_over()
        assert life.link._received is None
        assert life.lamp.condition().administrative == "maintenance"
        await life.clock.advance(100)
        assert life.lamp.did.count("identify") == 1
        life.lamp.take_back()
        await settle()
        assert life.lamp.condition().link is Link.ONLINE
        assert life.of(DeviceLost) == []


async def test_the_state_is_told_at_once_to_a_new_listener_and_only_changes_after() -> None:
    async with living() as life:
        facts: list[Fact] = []
        life.lamp.listen(facts.append)
        assert facts == [life.lamp.condition()]
        for _ in range(5):
            await life.clock.advance(1.0)
        assert len(facts) == 1


async def test_stopping_twice_and_starting_twice_is_harmless() -> None:
    async with living() as life:
        await life.lamp.start()
        assert life.lamp.did == ["identify"]
        await life.lamp.stop()
        await life.lamp.stop()


@given(st.integers(1, 1000), st.floats(0.05, 600), st.integers(0, 1000))
def test_no_wait_is_longer_than_the_longest_and_a_fifth(failures: int, longest: float, seed: int) -> None:
    seconds = backoff_seconds(failures, longest, Random(seed))
    assert 0 < seconds <= longest * 1.2 + 1e-9
    assert seconds <= 96


@given(st.lists(st.floats(0, 2000), max_size=60), st.integers(0, 5))
def test_a_cap_holds_in_every_hour(steps: list[float], limit: int) -> None:
    cap, now = HourlyCap(limit), 0.0
    allowed: list[float] = []
    for step in steps:
        now += step
        if cap.allows(now):
            allowed.append(now)
    for start in allowed:
        assert sum(start <= at < start + 3600 for at in allowed) <= limit


@pytest.mark.parametrize(
    ("code", "was_open", "state"),
    [
        ("link.absent", False, Link.ABSENT),
        ("link.absent", True, Link.BACKOFF),
        ("link.permission", False, Link.CONFIG_ERROR),
        ("link.wrong_device", True, Link.WRONG_DEVICE),
        ("proto.timeout", True, Link.BACKOFF),
    ],
)
def test_the_waiting_state_says_why(code: str, was_open: bool, state: Link) -> None:
    assert waiting_state(code, was_open=was_open) is state


def test_an_error_of_a_link_says_what_had_gone_out() -> None:
    assert LinkError("link.stalled", "x", bytes_sent=7).bytes_sent == 7


async def test_a_device_that_is_seen_again_waits_no_longer_than_it_needs_to_settle() -> None:
    async with living(present=False, settle_seconds=0.5) as life:
        await life.clock.advance(1.2)
        await life.clock.advance(2.4)  # the next try would be 5 s away
        life.link.plug()
        await settle()
        assert life.lamp.condition().link is Link.ABSENT
        await life.clock.advance(0.5)
        assert life.lamp.condition().link is Link.ONLINE


async def test_a_device_that_stays_silent_has_its_usb_port_reset_and_then_needs_a_technician() -> None:
    async with living(usb_resets_per_hour=1, backoff_longest_seconds=1.0, settle_seconds=0.0) as life:

        def silent() -> None:
            raise ProtocolError("proto.timeout", "the lamp does not answer")

        life.lamp.identifies = silent
        life.link.unplug()
        await settle()
        assert life.lamp.condition().mends is Mends.TECHNICIAN  # nothing is there
        for resets in (0, 0, 1):
            assert life.link.resets == resets
            await life.clock.advance(1.2)
        assert life.lamp.condition().mends is Mends.NOBODY  # it may still pass
        for _ in range(4):
            await life.clock.advance(1.2)
        assert life.link.resets == 1
        assert life.lamp.condition().mends is Mends.TECHNICIAN
        life.lamp.identifies = lambda: None
        await life.clock.advance(1.2)
        assert life.lamp.condition().link is Link.ONLINE
        assert life.lamp.condition().mends is None

"""Identity cards over bad wires: noise, portions, late answers, silence, cuts at every byte, power, wrong devices."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from bench.cards.wallet import CARDS
from bench.ports.noise import Rates
from drivers.facts import DeviceBack, DeviceLost
from drivers.facts import Link as LinkState
from drivers.roles import CardResult, Outcome

from .conftest import Heard
from .sdt_rig import machine, plain, started, until, without_photo
from .wired import WiredLink

pytestmark = pytest.mark.leaping

CARD = "citizen_moved"
SLACK_SECONDS = 0.5  # of a machine that others use too


async def read_over(link: WiredLink, seconds: float = 0.6, **more: object) -> CardResult | None:
    """One reading; None: the reader was not even found. Ends within its deadline."""
    async with started(link, online=False, **more) as (reader, _):
        loop = asyncio.get_running_loop()
        ends = loop.time() + seconds
        while not reader.online and loop.time() < ends:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        if not reader.online:
            return None
        began = loop.time()
        result = await reader.read(seconds)
        assert loop.time() - began < seconds + SLACK_SECONDS
        return result


def right_or_nothing(result: CardResult | None) -> bool:
    """Whether a card was read; it must be the right one, with or without what was appended."""
    if result is None or result.card is None:
        assert result is None or (result.outcome is Outcome.FAILED and result.error)
        return False
    assert result.outcome is Outcome.DONE
    assert without_photo(result.card) in (plain(CARDS[CARD]), plain(CARDS[CARD], address=False))
    assert result.card.photo in (None, CARDS[CARD].photo)
    return True


@pytest.mark.parametrize("kind", ["loss", "flip", "duplication", "insertion"])
@pytest.mark.parametrize("rate", [0.001, 0.01, 0.1])
async def test_noise_never_makes_a_wrong_person(kind: str, rate: float) -> None:
    readings = (
        read_over(WiredLink(machine(card=CARD, latches=seed % 2 == 0), rates=Rates(**{kind: rate}), seed=10 * seed))
        for seed in range(6)
    )
    for result in await asyncio.gather(*readings):
        right_or_nothing(result)


@pytest.mark.parametrize("rate", [0.0002, 0.001, 0.01, 0.1])
async def test_all_kinds_of_noise_at_once(rate: float) -> None:
    links = (WiredLink(machine(card=CARD), rates=Rates.all(rate), seed=seed) for seed in range(6))
    for result in await asyncio.gather(*map(read_over, links)):
        right_or_nothing(result)


async def test_many_readings_at_the_noise_that_the_xor_misses_most() -> None:
    """Two flips of one bit in a frame pass its XOR: most likely at about one flip a frame."""
    read = 0
    link = WiredLink(machine(card=CARD, latches=False), rates=Rates(flip=0.0008), seed=77)
    async with started(link) as (reader, _):
        for _ in range(12):
            read += right_or_nothing(await reader.read(0.4))
    assert read > 3


@pytest.mark.parametrize("portion", [1, 7, 64])
async def test_portions_do_not_matter(portion: int) -> None:
    assert right_or_nothing(await read_over(WiredLink(machine(card=CARD), portion=portion), 2.0))


@pytest.mark.parametrize("late_seconds", [0.03, 0.05, 0.09, 0.2])
async def test_late_answers_end_in_the_right_card_or_none(late_seconds: float) -> None:
    link = WiredLink(machine(card=CARD, latches=False), late_seconds=late_seconds)
    right_or_nothing(await read_over(link, 1.0))


async def test_a_line_that_gives_back_our_own_bytes() -> None:
    assert right_or_nothing(await read_over(WiredLink(machine(card=CARD), echo=True)))


async def test_a_reader_that_falls_silent_ends_as_a_timeout_of_the_device() -> None:
    link = WiredLink(machine(card=CARD))
    async with started(link, poll_seconds=60.0) as (reader, _):
        link.silent = True
        result = await reader.read(0.3)
    assert (result.outcome, result.error) == (Outcome.FAILED, "proto.timeout")


async def test_a_silent_reader_climbs_the_ladder_and_comes_back() -> None:
    link = WiredLink(machine(card=CARD))
    async with started(link) as (reader, facts):
        link.silent = True
        await until(lambda: any(isinstance(fact, DeviceLost) for fact in facts))
        assert bytes.fromhex("10FF EC") in link.sent  # it was reset before the port was opened anew
        link.silent = False
        await until(lambda: any(isinstance(fact, DeviceBack) for fact in facts))
        assert right_or_nothing(await reader.read(1.0))


# --- cut at every byte ---


def wire_bytes_of_a_reading() -> int:
    async def measure() -> int:
        link = WiredLink(machine(card=CARD))
        counted = 0
        async with started(link, poll_seconds=60.0) as (reader, _):
            before = link._hand

            def hand(data: bytes) -> None:
                nonlocal counted
                counted += len(data)
                before(data)

            link._hand = hand  # type: ignore[method-assign]
            await reader.read(1.0)
        return counted + len(link.sent)

    return asyncio.run(measure())


TOTAL = wire_bytes_of_a_reading()
# Every byte of the short frames at the beginning; of the long ones, whose bytes are alike to the driver, some.
CUTS = sorted({*range(110), *Random(1).sample(range(110, TOTAL + 12), 60)})


async def test_a_cable_pulled_at_any_byte_ends_the_reading_and_the_reader_comes_back() -> None:
    for share in range(0, len(CUTS), 17):
        await asyncio.gather(*map(pulled_at, CUTS[share : share + 17]))


async def pulled_at(cut: int) -> None:
    link, heard = WiredLink(machine(card=CARD, latches=False), break_after=cut), Heard()
    async with started(link, online=False, poll_seconds=60.0) as (reader, _):
        reader.listen(heard)
        await until(lambda: reader.online or not link.present)
        if reader.online:
            result = await reader.read(1.0)
            assert right_or_nothing(result) or result.error == "link.absent", cut
        if not link.present:
            await heard.lost()
            link.plug()
            reader.nudge()
            await heard.back()
        assert right_or_nothing(await reader.read(1.0)), cut
        assert sum(isinstance(fact, DeviceLost) for fact in heard.facts) <= 1


async def test_power_lost_in_the_middle_of_a_reading() -> None:
    device = machine(card=CARD)
    link = WiredLink(device)
    async with started(link) as (reader, _):
        device.act("take_card", {}, 0.0)
        reading = asyncio.create_task(reader.read(2.0))
        await until(lambda: bytes.fromhex("2001 22") in link.sent)
        link.silent = True
        device.act("put_card", {"card": CARD}, 0.0)
        device.power_up(0.0)
        await asyncio.sleep(0.1)  # while it has no power
        link.silent = False
        assert right_or_nothing(await reading)


# --- what is no reader ---


async def state_of(link: WiredLink, state: LinkState) -> str | None:
    async with started(link, online=False) as (reader, _):
        await until(lambda: reader.condition().link is state)
        return reader.condition().error


async def test_a_talking_stranger_is_refused() -> None:
    link = WiredLink(machine())
    link.silent = True

    async def babble() -> None:
        while True:
            link.deliver(b"6901234567892\r\n")
            await asyncio.sleep(0.005)

    babbling = asyncio.create_task(babble())
    try:
        assert await state_of(link, LinkState.WRONG_DEVICE) == "link.wrong_device"
    finally:
        babbling.cancel()


async def test_a_plug_that_joins_both_wires_is_no_reader() -> None:
    link = WiredLink(machine(), echo=True)
    link.silent = True
    assert await state_of(link, LinkState.WRONG_DEVICE) == "link.wrong_device"


async def test_nobody_there_is_a_timeout() -> None:
    link = WiredLink(machine())
    link.silent = True
    assert await state_of(link, LinkState.BACKOFF) == "proto.timeout"

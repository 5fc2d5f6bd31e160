"""Serial scanners on bad wires: noise, late answers, silence, the plug pulled at every byte. Seeded."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from bench.ports.noise import Rates
from bench.scanners.scanner import MODELS
from drivers.facts import DeviceBack, DeviceLost, Link
from drivers.roles import Outcome
from tests.drivers.scanner_rig import BARE, TRIGGERED, rig, until

pytestmark = pytest.mark.leaping


@pytest.mark.parametrize("model", MODELS)
async def test_one_byte_at_a_time_is_read(model: str) -> None:
    async with rig(model, wire={"portion": 1}) as made:
        assert (await made.read("政务 A023")).text == "政务 A023"


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("rate", [0.001, 0.01, 0.1])
async def test_noise_ends_each_read_in_time_and_says_why(model: str, rate: float) -> None:
    """What is flipped in a text cannot be seen without a checksum; whatever else noise does must be."""
    good = 0
    async with rig(model, wire={"rates": Rates.all(rate), "seed": 7}) as made:
        loop = asyncio.get_running_loop()
        for n in range(4):
            began = loop.time()
            result = await made.read(f"A{n:03}", 0.4)
            assert loop.time() - began < 0.6
            good += result.text == f"A{n:03}"
            assert (result.outcome is Outcome.DONE) == (result.text is not None) == (result.error is None)
    assert good >= (3 if rate == 0.001 else 0)


@pytest.mark.parametrize("rate", [0.01, 0.1])
async def test_a_checksum_lets_no_wrong_text_through(rate: float) -> None:
    """It is a sum: a digit lost and the same one doubled elsewhere pass it. Seeds without that."""

    async def read(seed: int) -> str | None:
        async with rig("zebra-ssi", wire={"rates": Rates.all(rate), "seed": seed}) as made:
            return (await made.read("110101194910010001", 0.8)).text

    texts = await asyncio.gather(*(read(seed) for seed in range(20, 32)))
    assert set(texts) <= {"110101194910010001", None}


@pytest.mark.parametrize("model", [model for model in BARE if model in TRIGGERED])
async def test_two_agreeing_reads_let_no_flipped_text_through(model: str) -> None:
    """Unless the same byte is hurt in the same way twice in a row."""

    async def read(seed: int) -> str | None:
        async with rig(model, twice=True, wire={"rates": Rates(flip=0.03), "seed": seed}) as made:
            return (await made.read("A0234567", 0.8)).text

    texts = await asyncio.gather(*(read(seed) for seed in range(8)))
    assert set(texts) <= {"A0234567", None}


@pytest.mark.parametrize("model", TRIGGERED)
async def test_answers_that_come_late_belong_to_their_own_read(model: str) -> None:
    """The first read gives up before its code comes; the next one must not take it."""
    late = {"answer_deadline_ms": 300, "late_code_ms": 400, "late_answer_seconds": 2.0, "retry_ms": 20}
    async with rig(model, wire={"late_seconds": 0.15}, **late) as made:
        made.show("FIRST-CITIZEN")
        assert (await made.scanner.read(0.1)).text is None
        made.show("SECOND-CITIZEN")
        assert (await made.scanner.read(3)).text == "SECOND-CITIZEN"


@pytest.mark.parametrize("model", MODELS)
async def test_the_plug_is_pulled_after_every_byte_and_pushed_back(model: str) -> None:
    """Both ways counted: the read fails or has the whole text, and the next one works."""

    async def pull(count: int) -> None:
        async with rig(model, wire={"break_after": count}) as made:
            result = await made.read("A023", 2)
            assert result.text in ("A023", None)
            assert result.outcome is (Outcome.DONE if result.text else Outcome.FAILED)
            assert result.error in (None, "link.absent")
            await until(lambda: not made.link.present)
            made.link.plug()
            await until(lambda: made.scanner.condition().link is Link.ONLINE)
            assert (await made.read("A024", 3)).text == "A024"

    await asyncio.gather(*(pull(count) for count in range(await _bytes_of_a_read(model))))


async def _bytes_of_a_read(model: str) -> int:
    async with rig(model) as made:
        heard = bytearray()
        hand = made.link._hand
        made.link._hand = lambda data: (heard.extend(data), hand(data))[1]  # type: ignore[method-assign]
        await made.read("A023")
        return len(heard) + len(made.link.sent)


@pytest.mark.parametrize("model", MODELS)
async def test_a_lost_scanner_is_told_once_and_comes_back(model: str) -> None:
    async with rig(model) as made:
        reading = asyncio.ensure_future(made.scanner.read(5))
        await until(lambda: made.scanner.reads)
        made.link.unplug()
        assert (await reading).error == "link.absent"
        assert (await made.scanner.read(1)).error == "link.absent"
        made.link.plug()
        await until(lambda: made.scanner.online)
        assert [type(fact) for fact in made.facts if isinstance(fact, DeviceLost | DeviceBack)] == [
            DeviceLost,
            DeviceBack,
        ]
        assert (await made.read("A1")).text == "A1"


@pytest.mark.parametrize("model", TRIGGERED)
async def test_power_that_fails_in_a_read_costs_the_read_at_most(model: str) -> None:
    async with rig(model) as made:
        reading = asyncio.ensure_future(made.scanner.read(1.5))
        await until(lambda: made.machine.state(asyncio.get_running_loop().time())["reading"])
        made.machine.power_up(0.0)  # it forgets the trigger; the line stays up
        made.show("A1")
        assert (await reading).text == "A1"  # the next trigger finds it


async def test_a_line_that_never_falls_quiet_is_garbage() -> None:
    async with rig("gm65", quiet_ms=100, idle_ms=100) as made:
        chance = Random(3)
        made.link.deliver(b"\xff")
        await asyncio.sleep(0)
        reading = asyncio.ensure_future(made.scanner.read(0.3))
        while not reading.done():
            made.link.deliver(bytes((chance.randrange(0x80, 0xFF),)))
            await asyncio.sleep(0.001)
        assert (await reading).error == "proto.garbage"
        assert (await made.read("A1")).text == "A1"


async def test_reads_wait_for_each_other() -> None:
    async with rig("gm65") as made:
        first, second = (asyncio.ensure_future(made.scanner.read(2)) for _ in range(2))
        await until(lambda: made.scanner.reads)
        made.show("A1")
        assert (await first).text == "A1"
        made.show("A2")
        assert (await second).text in ("A1", "A2")  # the first code may still be before the scanner
        waiting = asyncio.ensure_future(made.scanner.read(0.2))
        assert (await waiting).outcome is Outcome.DONE

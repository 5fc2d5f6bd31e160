"""Bad wires, silence, late answers, unplugging: what an opening says is true, and only its own door is pulsed."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bench.machine import Conversation, Said
from bench.ports.noise import Rates
from drivers.errors import LinkError
from drivers.facts import DeviceBack, DeviceLost, DoorState
from drivers.roles import OpenResult, Outcome
from tests.drivers.locker_cases import CASES, all_known, online, pulsed, pulses_sent, until, wired
from tests.drivers.wired import WiredLink

pytestmark = pytest.mark.leaping

ALL = pytest.mark.parametrize("name", CASES)
BYTES_OF_AN_OPENING = {"locker-wkly": 90, "locker-cu48": 80, "locker-modbus-relay": 65, "locker-kerong": 60}  # at least


class MendingLink(WiredLink):
    """A cable that is plugged in again a moment after it came out. `commands`: what was given to it, whole."""

    def __init__(self, *machines: Any, **wire: Any) -> None:
        super().__init__(*machines, **wire)
        self.commands = bytearray()

    async def write(self, data: bytes, deadline_seconds: float) -> None:
        self.commands += data
        await super().write(data, deadline_seconds)

    def unplug(self, error: LinkError | None = None) -> None:
        super().unplug(error)
        asyncio.get_running_loop().call_later(0.005, self.plug)


def agrees(result: OpenResult, *, is_open: bool, pulses: int) -> bool:
    """Whether what the driver says of an opening can be true."""
    if result.opened is not None and result.opened is not is_open:
        return False
    if result.evidence["pulses"] == 0 and pulses:
        return False
    return (result.outcome is Outcome.DONE) is (result.opened is True) and (result.opened is None) is (
        result.error not in (None, "locker.did_not_open")
    )


@ALL
@pytest.mark.parametrize(("rate", "portion"), [(0.001, 0), (0.01, 0), (0.01, 1), (0.1, 1)])
async def test_noise_costs_time_and_never_the_truth(name: str, rate: float, portion: int) -> None:
    case = CASES[name]
    machine = case.board(spring_seconds=0.005)
    link = WiredLink(machine, rates=Rates.all(rate), seed=7 + portion, portion=portion)
    device = case.device(link)
    await device.start()
    try:
        for door in (1, 2):
            loop = asyncio.get_running_loop()
            began = loop.time()
            result = await device.open(door, 0.4)
            now = loop.time()
            assert now - began <= 0.4 + 1e-6
            assert agrees(result, is_open=machine.cabinet.is_open(door, now), pulses=pulsed(machine).count(door))
            if rate == 0.001 and device.online:
                assert result.outcome is not Outcome.UNKNOWN
        assert set(pulses_sent(name, bytes(link.sent))) <= {1, 2}
    finally:
        await device.stop()


@ALL
async def test_a_silent_board_is_not_pulsed(name: str) -> None:
    async with wired(name, poll_seconds=60.0) as (device, machine, link, _):
        link.silent = True
        result = await device.open(1, 0.3)
        assert (result.outcome, result.opened, result.error) == (Outcome.FAILED, None, "proto.timeout")
        assert result.evidence["pulses"] == 0
        assert pulsed(machine) == pulses_sent(name, bytes(link.sent)) == []


@ALL
async def test_silence_after_the_pulse_is_unknown(name: str) -> None:
    async with wired(name, poll_seconds=60.0) as (device, machine, link, _):
        obey = machine.obey

        def last_word(command: bytes, now: float) -> Conversation:
            said = obey(command, now)
            link.silent = bool(machine.cabinet.pulses)
            return said

        machine.obey = last_word  # type: ignore[method-assign]
        result = await device.open(1, 0.4)
        assert (result.outcome, result.opened, result.error) == (Outcome.UNKNOWN, None, "proto.timeout")
        assert pulsed(machine) == [1]


@ALL
async def test_a_board_that_answers_late_is_understood(name: str) -> None:
    """Each answer comes when the next question, or the one after it, is already out."""
    async with wired(name, wire={"late_seconds": 0.06}, known=False) as (device, machine, _, _):
        assert (await device.open(2, 4.0)).opened is True
        assert pulsed(machine) == [2]


@ALL
async def test_an_answer_from_before_the_pulse_proves_nothing(name: str) -> None:
    """The door is open, is shut by a hand, and sticks: what the board said before arrives after the pulse."""
    async with wired(name) as (device, machine, link, _):
        link.act("pull_door", door=1)
        await until(lambda: device.doors()[1] is DoorState.OPEN)
        link.late_seconds = 0.06
        asked = len(link.sent)
        await until(lambda: len(link.sent) > asked)  # a question is out while the door is open
        machine.set_fault("stuck_door", 0.0, on=True)
        link.act("close_door", door=1)
        result = await device.open(1, 3.0)
        assert result.opened is not True
        assert pulsed(machine) == [1]


@ALL
async def test_unplugged_after_any_byte_of_an_opening(name: str) -> None:
    """And plugged in again a moment later: the opening then goes on asking, and never pulses again."""
    outcomes = set()
    more = {"locks": 3} if name == "locker-winnsen" else {}
    for count in range(BYTES_OF_AN_OPENING.get(name, 45)):
        machine = CASES[name].board(spring_seconds=0.0)
        link = MendingLink(machine)
        async with online(CASES[name], link, backoff_longest_seconds=0.01, poll_seconds=60.0, **more) as (device, _):
            link.break_in(count)
            result = await device.open(3, 1.0)
            now = asyncio.get_running_loop().time()
            pulses = len(pulsed(machine))
            assert agrees(result, is_open=machine.cabinet.is_open(3, now), pulses=pulses), (count, result)
            assert pulses <= result.evidence["pulses"] <= 1
            assert pulses_sent(name, bytes(link.commands)) in ([], [3])
            outcomes.add((result.outcome, result.evidence["pulses"]))
    assert {(Outcome.FAILED, 0), (Outcome.DONE, 1)} <= outcomes


@ALL
async def test_unplugged_after_any_byte_of_the_first_conversation(name: str) -> None:
    case = CASES[name]
    for count in range(0, 60, 3):
        machine = case.board(spring_seconds=0.0)
        link = WiredLink(machine, break_after=count)
        device = (
            case.device(link, backoff_longest_seconds=0.01, locks=5) if name == "locker-winnsen" else case.device(link)
        )
        await device.start()
        try:
            await until(lambda link=link, device=device: not link.present or device.online)  # type: ignore[misc]
            link.plug()
            await until(lambda device=device: device.online and all_known(device))  # type: ignore[misc]
        finally:
            await device.stop()
        assert pulsed(machine) == []


@ALL
async def test_a_door_that_moved_while_the_board_was_away_moved_for_unknown_reasons(name: str) -> None:
    async with wired(name) as (device, machine, link, facts):
        link.unplug()
        await until(lambda: any(isinstance(fact, DeviceLost) for fact in facts.all))
        assert set(device.doors().values()) == {DoorState.UNKNOWN}
        machine.act("pull_door", {"door": 2}, 0.0)
        machine.power_up(0.0)
        link.plug()
        await until(lambda: facts.moves() == [(2, "open", "unknown")])
        assert any(isinstance(fact, DeviceBack) for fact in facts.all)


@pytest.mark.parametrize("name", CASES)
async def test_another_boards_answers_are_no_sign_of_ours(name: str) -> None:
    case = CASES[name]
    machine = case.board(3)
    link = WiredLink(machine)
    device = case.device(link, **{case.address: 1})
    lost: list[DeviceLost] = []
    device.listen(lambda fact: lost.append(fact) if isinstance(fact, DeviceLost) else None)
    await device.start()
    try:
        await until(lambda: bool(lost))
        assert lost[0].code == "proto.timeout"
        assert not device.online
        assert pulses_sent(name, bytes(link.sent)) == []
        assert (await device.open(1, 0.2)).outcome is Outcome.FAILED
    finally:
        await device.stop()
    assert pulsed(machine) == []


@pytest.mark.parametrize("name", CASES)
async def test_another_kind_of_device_is_called_garbage_and_never_driven(name: str) -> None:
    class Printer:
        def receive(self, data: bytes, now: float) -> list[Any]:
            return [Said(bytes.fromhex("16 12 12 12"))]

    link = WiredLink(Printer(), powered=False)  # type: ignore[arg-type]
    device = CASES[name].device(link)
    lost: list[DeviceLost] = []
    device.listen(lambda fact: lost.append(fact) if isinstance(fact, DeviceLost) else None)
    await device.start()
    try:
        await until(lambda: bool(lost))
        assert lost[0].code == "proto.garbage"
        assert pulses_sent(name, bytes(link.sent)) == []
    finally:
        await device.stop()

"""Several boards on one RS-485 line: each its own device, one dead, one echoing adapter, one line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bench.lockers import EightABoard, KerongBoard
from bench.lockers.board import LockBoard as BenchBoard
from bench.machine import Conversation
from drivers.errors import DeviceError
from drivers.facts import DoorState
from drivers.link.bus import Bus
from drivers.lockers.board import LockBoard
from drivers.roles import Outcome
from tests.drivers.locker_cases import CASES, Case, Facts, all_known, pulsed, pulses_sent, until
from tests.drivers.wired import WiredLink

pytestmark = pytest.mark.leaping

DEAD = 3


class DeadBoard:
    """Hangs on the line and says nothing."""

    def power_up(self, now: float) -> Conversation:
        return ()

    def receive(self, data: bytes, now: float) -> Conversation:
        return ()


@asynccontextmanager
async def line(
    case: Case, boards: dict[int, Any], *, wire: dict[str, Any] | None = None, **more: Any
) -> AsyncIterator[tuple[dict[int, LockBoard[Any]], WiredLink, dict[int, Facts]]]:
    """A device for each board, all on taps of one bus."""
    link = WiredLink(*boards.values(), **(wire or {}))
    bus = Bus(link)
    devices = {address: case.device(bus.tap(), **{case.address: address, **more}) for address in boards}
    facts = {address: Facts() for address in boards}
    for address, device in devices.items():
        device.listen(facts[address])
        await device.start()
    try:
        living = [address for address, board in boards.items() if isinstance(board, BenchBoard)]
        await until(lambda: all(devices[address].online and all_known(devices[address]) for address in living))
        yield devices, link, facts
    finally:
        await asyncio.gather(*(device.stop() for device in devices.values()))


@pytest.mark.parametrize("echo", [False, True])
@pytest.mark.parametrize("name", CASES)
async def test_a_dead_board_stops_no_other(name: str, echo: bool) -> None:
    case = CASES[name]
    boards: dict[int, Any] = {
        address: DeadBoard() if address == DEAD else case.board(address, spring_seconds=0.005)
        for address in range(1, 6)
    }
    more = {"locks": 6} if name == "locker-winnsen" else {}
    async with line(case, boards, wire={"echo": echo}, **more) as (devices, _, facts):
        assert not devices[DEAD].online
        results = {address: await device.open(address, 2.0) for address, device in devices.items()}
        for address, board in boards.items():
            if address == DEAD:
                assert results[address].outcome is Outcome.FAILED
                continue
            assert results[address].opened is True
            assert pulsed(board) == [address]  # its own, and none of the others' commands
            await until(lambda address=address: bool(facts[address].moves()))  # type: ignore[misc]
            assert facts[address].moves() == [(address, "open", "command")]


async def test_the_others_keep_their_pace_beside_a_dead_board() -> None:
    """Their polls of one second of a line: at least half of what they are without the dead one."""
    case = CASES["locker-8a"]

    async def polls(dead: bool) -> int:
        living = {address: EightABoard(address) for address in (1, 2, 4, 5)}
        boards: dict[int, Any] = {**living, **({DEAD: DeadBoard()} if dead else {})}
        async with line(case, boards, backoff_longest_seconds=0.2, quick_reopens_per_hour=600) as (_, link, _):
            before = len(link.sent)
            await asyncio.sleep(1.0)  # the measure is a span of time
            return bytes(link.sent[before:]).count(bytes.fromhex("80 01 00 33"))

    alone, beside = await polls(dead=False), await polls(dead=True)
    assert beside >= alone / 2


async def test_a_frame_of_board_2_never_moves_a_door_of_board_1() -> None:
    case = CASES["locker-8a"]
    boards = {1: EightABoard(1, reports=True), 2: EightABoard(2, reports=True)}
    async with line(case, boards) as (devices, link, facts):
        link.act("pull_door", machine=1, door=7)
        await until(lambda: facts[2].moves() == [(7, "open", "hand")])
        for noise in ("80 02 07 11 94", "81 02 07 11 95", "8A 02 07 11 9E", "80 02 00 00 40 33 F1"):
            link.deliver(bytes.fromhex(noise))
        assert (await devices[1].ask_doors(1.0))[7] is DoorState.CLOSED
        assert facts[1].moves() == []


async def test_a_report_is_believed_when_the_board_says_so_itself() -> None:
    case = CASES["locker-8a"]
    async with line(case, {1: EightABoard(1)}, poll_seconds=60.0) as (devices, link, facts):
        link.deliver(bytes.fromhex("81 01 07 11 96"))  # nothing moved
        asked = len(link.sent)
        await until(lambda: len(link.sent) > asked)
        assert (await devices[1].ask_doors(1.0))[7] is DoorState.CLOSED
        assert facts[1].moves() == []
        link.machines[0].act("pull_door", {"door": 7}, 0.0)
        link.deliver(bytes.fromhex("81 01 07 11 96"))  # long before the next poll
        await until(lambda: facts[1].moves() == [(7, "open", "hand")])


async def test_wkly_reports_are_told_long_before_the_next_poll() -> None:
    case = CASES["locker-wkly"]
    async with line(case, {1: case.board(1)}, poll_seconds=60.0) as (_, link, facts):
        link.act("pull_door", door=2)
        await until(lambda: facts[1].moves() == [(2, "open", "hand")])


async def test_no_calls_of_the_role_ever_send_what_opens_more_than_one_door() -> None:
    """Every number that a caller could give, on every board; what was sent is read by the facts."""
    for name, case in CASES.items():
        machine = case.board()
        link = WiredLink(machine)
        device = case.device(link, opens_within_seconds=0.005, ask_again_ms=1)
        await device.start()
        try:
            await until(lambda device=device: device.online)  # type: ignore[misc]
            doors = [-256, -1, 0, 1, case.doors, case.doors + 1, 0x33, 0x86, 0xF0, 0xFF, 0x100, 0x1FF]
            for door in doors:
                await device.open(door, 0.2)
                await device.learn(door, 0.2)
            await device.ask_doors(0.5)
        finally:
            await device.stop()
        allowed = {door for door in doors if 1 <= door <= case.doors}
        assert set(pulses_sent(name, bytes(link.sent))) == allowed


async def test_a_kerong_unit_15_is_refused() -> None:
    with pytest.raises(DeviceError, match="unit = 15"):
        CASES["locker-kerong"].device(WiredLink(KerongBoard()), unit=15)

"""One door, one pulse, and what its own sensor says of it: on all six boards."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from drivers.facts import DoorState
from drivers.roles import Outcome
from tests.drivers.locker_cases import CASES, online, pulsed, until, wired
from tests.drivers.wired import WiredLink

pytestmark = pytest.mark.leaping

ALL = pytest.mark.parametrize("name", CASES)


@ALL
async def test_a_door_opens_by_one_pulse_and_its_sensor(name: str) -> None:
    async with wired(name) as (device, machine, _, facts):
        result = await device.open(5, 2.0)
        assert (result.outcome, result.door, result.opened, result.error) == (Outcome.DONE, 5, True, None)
        assert result.evidence["pulses"] == 1
        assert result.evidence["was_open"] is False
        assert pulsed(machine) == [5]
        await until(lambda: facts.moves() == [(5, "open", "command")])
        assert device.doors()[5] is DoorState.OPEN


@ALL
async def test_a_stuck_door_fails_after_its_time_with_one_pulse(name: str) -> None:
    async with wired(name) as (device, machine, _, facts):
        machine.set_fault("stuck_door", 0.0, on=True)
        result = await device.open(2, 5.0)
        assert (result.outcome, result.opened, result.error) == (Outcome.FAILED, False, "locker.did_not_open")
        assert pulsed(machine) == [2]
        assert facts.moves() == []


@ALL
async def test_a_lying_sensor_is_believed_and_nothing_else(name: str) -> None:
    """Its door is open, and it says closed: that is what `opened` is."""
    async with wired(name) as (device, machine, _, _):
        machine.set_fault("sensor_lies", 0.0, on=True)
        result = await device.open(2, 5.0)
        assert (result.outcome, result.opened) == (Outcome.FAILED, False)
        assert machine.cabinet.doors[2].springs_at is not None


@ALL
async def test_a_door_that_is_open_already_is_pulsed_and_told_so(name: str) -> None:
    async with wired(name) as (device, machine, link, facts):
        link.act("pull_door", door=3)
        await until(lambda: device.doors()[3] is DoorState.OPEN)
        result = await device.open(3, 2.0)
        assert (result.outcome, result.opened, result.evidence["was_open"]) == (Outcome.DONE, True, True)
        assert pulsed(machine) == [3]
        assert facts.moves() == [(3, "open", "hand")]


@ALL
@pytest.mark.parametrize("door", [0, -1, 49, 500])
async def test_a_door_that_the_board_does_not_have_is_never_asked_for(name: str, door: int) -> None:
    async with wired(name) as (device, machine, _, _):
        result = await device.open(door if CASES[name].doors < door or door < 1 else 241, 1.0)
        assert (result.outcome, result.error, result.evidence["pulses"]) == (Outcome.FAILED, "config.invalid", 0)
        assert pulsed(machine) == []


@ALL
async def test_hands_are_told_as_hands(name: str) -> None:
    async with wired(name) as (device, _, link, facts):
        link.act("pull_door", door=1)
        await until(lambda: facts.moves() == [(1, "open", "hand")])
        link.act("close_door", door=1)
        await until(lambda: facts.moves() == [(1, "open", "hand"), (1, "closed", "hand")])
        assert set(device.doors().values()) == {DoorState.CLOSED}


@ALL
async def test_two_openings_at_once_go_one_after_the_other(name: str) -> None:
    async with wired(name) as (device, machine, _, _):
        results = await asyncio.gather(device.open(1, 3.0), device.open(2, 3.0), device.open(3, 3.0))
        assert [result.opened for result in results] == [True] * 3
        assert pulsed(machine) == [1, 2, 3]


@ALL
async def test_state_is_every_door_by_the_board_now(name: str) -> None:
    async with wired(name) as (device, _, link, _):
        link.act("pull_door", door=4)
        states = await device.ask_doors(3.0)
        assert len(states) == CASES[name].doors
        assert {door for door, state in states.items() if state is DoorState.OPEN} == {4}
        assert DoorState.UNKNOWN not in states.values()


POLARITIES: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, str]]] = [
    ("locker-8a", {"open_is": "11"}, {"open_is": None}, {"open_is": "11"}),
    ("locker-8a", {"open_is": "00"}, {"open_is": None}, {"open_is": "00"}),
    ("locker-8a", {"open_is": "00", "bits_are": "open"}, {"open_is": None}, {"open_is": "00"}),
    ("locker-8a", {"open_is": "00"}, {"open_is": "11"}, {"open_is": "00"}),  # set wrong
    ("locker-kerong", {}, {}, {"open_is": "0"}),
    ("locker-wkly", {}, {}, {"open_is": "0"}),
    ("locker-winnsen", {"status_first": True}, {}, {"open_is": "1"}),
    ("locker-modbus-relay", {"input_open_is": "1"}, {"input_open_is": None}, {"input_open_is": "1"}),
    ("locker-modbus-relay", {"input_open_is": "0"}, {"input_open_is": None}, {"input_open_is": "0"}),
    ("locker-cu48", {}, {}, {"open_value": "FF00", "open_is": "0"}),
    ("locker-cu48", {"open_value": "0000"}, {}, {"open_value": "0000", "open_is": "0"}),
]


@pytest.mark.parametrize(("name", "board", "told", "learned"), POLARITIES)
async def test_the_sensors_meaning_is_learned_by_one_door(
    name: str, board: dict[str, Any], told: dict[str, Any], learned: dict[str, str]
) -> None:
    async with wired(name, board=board, known=False, **told) as (device, machine, _, _):
        found = await device.learn(2, 5.0)
        assert (found.outcome, found.settings) == (Outcome.DONE, learned)
        assert set(pulsed(machine)) == {2}
        states = await device.ask_doors(3.0)
        assert {door for door, state in states.items() if state is DoorState.OPEN} == {2}
        assert DoorState.UNKNOWN not in states.values()
        assert (await device.open(3, 3.0)).opened is True


@ALL
async def test_nothing_is_learned_from_a_door_that_does_not_move(name: str) -> None:
    async with wired(name) as (device, machine, _, _):
        machine.set_fault("stuck_door", 0.0, on=True)
        found = await device.learn(2, 5.0)
        assert (found.outcome, found.error, found.settings) == (Outcome.FAILED, "locker.did_not_open", {})
        assert set(pulsed(machine)) == {2}


@pytest.mark.parametrize(("name", "unset"), [("locker-8a", "open_is"), ("locker-modbus-relay", "input_open_is")])
async def test_without_polarity_doors_are_unknown_and_only_a_change_is_an_opening(name: str, unset: str) -> None:
    async with wired(name, known=False, **{unset: None}) as (device, machine, _, facts):
        states = await device.ask_doors(2.0)
        assert set(states.values()) == {DoorState.UNKNOWN}
        assert (await device.open(1, 2.0)).opened is True
        machine.set_fault("stuck_door", 0.0, on=True)
        result = await device.open(2, 2.0)
        assert (result.outcome, result.opened, result.error) == (Outcome.UNKNOWN, None, "config.invalid")
        assert facts.moves() == []
        assert device.condition().error == "config.invalid"


@pytest.mark.parametrize("locks", [8, 16, 24, 32, 48])
@pytest.mark.parametrize("echo", [False, True])
async def test_an_8a_boards_lock_count_is_learned_from_its_answer(locks: int, echo: bool) -> None:
    async with wired("locker-8a", board={"locks": locks}, wire={"echo": echo}, locks=None) as (device, _, _, _):
        assert device.count == locks
        assert set((await device.ask_doors(2.0)).values()) == {DoorState.CLOSED}


@pytest.mark.parametrize("bits_are", ["open", "contacts"])
@pytest.mark.parametrize("open_is", ["00", "11"])
async def test_the_bits_of_an_8a_answer_for_all_are_held_against_one_lock(open_is: str, bits_are: str) -> None:
    board = {"open_is": open_is, "bits_are": bits_are}
    async with wired("locker-8a", board=board, open_is=open_is) as (device, _, link, _):
        link.act("pull_door", door=24)
        states = await device.ask_doors(2.0)
        assert {door for door, state in states.items() if state is DoorState.OPEN} == {24}


async def test_an_8a_board_without_feedback_opens_all_the_same() -> None:
    async with wired("locker-8a") as (device, machine, _, _):
        machine.set_fault("no_feedback", 0.0, on=True)
        result = await device.open(7, 2.0)
        assert (result.opened, result.evidence["acknowledged"]) == (True, False)


@pytest.mark.parametrize(
    "name", ["locker-kerong", "locker-wkly", "locker-modbus-relay", "locker-winnsen", "locker-cu48"]
)
async def test_a_busy_board_is_asked_until_it_speaks(name: str) -> None:
    async with wired(name, board={"busy_seconds": 0.1} if name == "locker-kerong" else {}) as (device, machine, _, _):
        machine.set_fault("busy", 0.0, on=True)
        result = await device.open(6, 3.0)
        if name == "locker-kerong":  # it opened, and said nothing for a while
            assert result.opened is True
        else:
            assert (result.outcome, result.opened) == (Outcome.FAILED, False)
            assert result.evidence["refusal"]
            assert pulsed(machine) == []


async def test_a_kerong_unit_tells_what_lies_behind_its_doors() -> None:
    async with wired("locker-kerong") as (device, _, link, _):
        link.act("put_in", door=3)
        await device.ask_doors(2.0)
        items = device.more_state()["items"]
        assert [door for door, there in items.items() if there] == ["3"]


@pytest.mark.parametrize("locks", [None, 5])
@pytest.mark.parametrize("status_first", [False, True])
async def test_a_winnsen_boards_locks_are_counted_and_its_field_order_learned(
    locks: int | None, status_first: bool
) -> None:
    board = {"locks": 5, "status_first": status_first}
    async with wired("locker-winnsen", board=board, locks=locks) as (device, _, link, _):
        await until(lambda: len(device.doors()) == 5)
        link.act("pull_door", door=1)
        states = await device.ask_doors(2.0)
        assert states == {door: DoorState.OPEN if door == 1 else DoorState.CLOSED for door in range(1, 6)}


async def test_a_relay_board_without_inputs_pulses_and_knows_nothing() -> None:
    async with wired("locker-modbus-relay", board={"has_inputs": False}, known=False) as (device, machine, _, _):
        result = await device.open(2, 1.0)
        assert (result.outcome, result.opened, result.error) == (Outcome.UNKNOWN, None, "proto.timeout")
        assert result.evidence["acknowledged"] is True
        assert pulsed(machine) == [2]


async def test_a_relay_board_is_switched_off_at_the_start_and_pulses_by_itself() -> None:
    machine = CASES["locker-modbus-relay"].board()
    machine.receive(bytes.fromhex("0105 0002 FF00 2DFA"), 0.0)  # left under power by somebody
    assert machine.state(1.0)["relays"]["3"] == "on"
    link = WiredLink(machine, powered=False)
    async with online(CASES["locker-modbus-relay"], link, pulse_ms=300) as (device, _):
        assert machine.state(1.0)["relays"]["3"] == "off"
        await device.open(1, 2.0)
        assert bytes.fromhex("0105 0200 0003 8C73") in bytes(link.sent)

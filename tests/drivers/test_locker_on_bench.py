"""Lock boards over real pseudo-terminals and sockets, as a technician tries them."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bench.appliance import Appliance
from bench.lockers.board import LockBoard as BenchBoard
from drivers.actions import Report, Request, WrongUse
from drivers.facts import DeviceBack, DeviceLost, DoorState
from drivers.registry import build_all
from drivers.roles import Outcome
from drivers.technician.trying import try_action
from tests.drivers.locker_cases import CASES, QUICK, Facts, all_known, pulsed, until

ALL = pytest.mark.parametrize("name", CASES)
PACE = {key: QUICK[key] for key in ("poll_seconds", "question_deadline_ms", "opens_within_seconds", "ask_again_ms")}


@asynccontextmanager
async def standing(directory: Path, **boards: BenchBoard) -> AsyncIterator[Appliance]:
    appliance = Appliance("lockers", boards, directory)
    await appliance.start()
    try:
        yield appliance
    finally:
        await appliance.stop()


async def tried(
    name: str, port: str, action: str, argument: str | None = None, timeout_seconds: float = 4.0, **settings: Any
) -> dict[str, Any]:
    """What `device try` prints."""
    case = CASES[name]
    table = {**PACE, "port": port, **case.settings, "question_deadline_ms": 100, **settings}
    report = await try_action(name, table, action, Request(argument, timeout_seconds, False, lambda step: None))
    assert isinstance(report, Report)
    return dict(report.to_json())


@ALL
@pytest.mark.parametrize("way", ["pty", "tcp"])
async def test_a_technician_opens_a_door_and_sees_all_of_them(name: str, way: str, tmp_path: Path) -> None:
    machine = CASES[name].board(spring_seconds=0.01)
    async with standing(tmp_path, board=machine) as appliance:
        port = str(appliance.pty.address if way == "pty" else appliance.tcp.address)
        opened = await tried(name, port, "open", "2")
        expected = {"outcome": "done", "error": None, "mends": "nobody", "door": 2, "opened": True, "was_open": False}
        assert {key: opened[key] for key in expected} == expected
        state = await tried(name, port, "state")
        assert (state["outcome"], state["doors"]["1"], state["doors"]["2"]) == ("done", "closed", "open")
        assert len(state["doors"]) == CASES[name].doors
        assert pulsed(machine) == [2]


@ALL
async def test_a_board_tells_all_its_doors_without_any_settings(name: str, tmp_path: Path) -> None:
    machine = CASES[name].board()
    async with standing(tmp_path, board=machine) as appliance:
        report = await try_action(
            name, {"port": str(appliance.pty.address)}, "state", Request(None, 6.0, False, lambda step: None)
        )
        assert report.outcome is Outcome.DONE
        assert len(report.fields["doors"]) == CASES[name].doors
        polarity_unset = name in ("locker-8a", "locker-modbus-relay")
        assert set(report.fields["doors"].values()) == {"unknown" if polarity_unset else "closed"}


@ALL
async def test_a_stuck_door_is_told_to_the_technician(name: str, tmp_path: Path) -> None:
    async with standing(tmp_path, board=CASES[name].board()) as appliance:
        await appliance.set_fault("stuck_door", on=True)
        report = await tried(name, str(appliance.pty.address), "open", "1")
        assert (report["outcome"], report["opened"]) == ("failed", False)
        assert (report["error"], report["mends"]) == ("locker.did_not_open", "citizen")


@ALL
async def test_nothing_at_the_port_says_nothing(name: str, tmp_path: Path) -> None:
    machine = CASES[name].board()
    async with standing(tmp_path, board=machine) as appliance:
        await appliance.set_fault("dead", on=True)
        report = await tried(name, str(appliance.pty.address), "open", "1", 0.8)
        assert (report["outcome"], report["error"]) == ("failed", "proto.timeout")
        assert (report["door"], report["opened"]) == (1, None)
        assert appliance.state()["machines"]["board"]["state"]["pulses"] == []


@pytest.mark.parametrize("argument", ["0", "00", "-1", "x", "1.5", "250", ""])
async def test_no_door_is_wrong_use_and_opens_no_port(argument: str) -> None:
    with pytest.raises(WrongUse):
        await tried("locker-8a", "/dev/null/nothing", "open", argument)


async def test_a_door_beyond_the_boards_own_is_wrong_use(tmp_path: Path) -> None:
    machine = CASES["locker-8a"].board()
    async with standing(tmp_path, board=machine) as appliance:
        with pytest.raises(WrongUse, match="1 to 24"):
            await tried("locker-8a", str(appliance.pty.address), "open", "25")
        assert pulsed(machine) == []


@pytest.mark.parametrize("open_is", ["00", "11"])
async def test_learn_tells_the_line_to_paste(open_is: str, tmp_path: Path) -> None:
    machine = CASES["locker-8a"].board(open_is=open_is)
    async with standing(tmp_path, board=machine) as appliance:
        port = str(appliance.pty.address)
        unknown = await tried("locker-8a", port, "state", open_is=None)
        assert set(unknown["doors"].values()) == {"unknown"}
        assert "learn" in unknown["message"]
        learned = await tried("locker-8a", port, "learn", "3", open_is=None)
        assert learned["learned"] == {"open_is": open_is}
        assert learned["paste"] == [f'open_is = "{open_is}"']
        known = await tried("locker-8a", port, "state", open_is=open_is)
        assert [door for door, state in known["doors"].items() if state == "open"] == ["3"]
        again = await tried("locker-8a", port, "learn", "3", open_is=None)
        assert (again["outcome"], again["learned"]) == ("failed", {})


@pytest.mark.parametrize("fault", ["noise", "dribble", "echo", "garbage", "late"])
@ALL
async def test_an_opening_over_a_bad_wire_is_true(name: str, fault: str, tmp_path: Path) -> None:
    machine = CASES[name].board(spring_seconds=0.01)
    async with standing(tmp_path, board=machine) as appliance:
        await appliance.set_fault(fault, {"noise": 0.01, "late": 0.12}.get(fault), on=True)
        report = await tried(name, str(appliance.pty.address), "open", "2", 3.0, late_answer_seconds=0.4)
        assert set(pulsed(machine)) <= {2}
        is_open = machine.cabinet.is_open(2, asyncio.get_running_loop().time())
        assert report.get("opened") in (None, is_open)
        if fault in ("dribble", "echo", "late"):
            assert report["outcome"] == "done"


@ALL
async def test_power_off_and_on_again(name: str, tmp_path: Path) -> None:
    machine = CASES[name].board(spring_seconds=0.01)
    async with standing(tmp_path, board=machine) as appliance, living(name, appliance) as (device, facts):
        assert (await device.open(1, 2.0)).opened is True
        await appliance.set_fault("power_off", on=True)
        await until(lambda: any(isinstance(fact, DeviceLost) for fact in facts.all))
        dark = await device.open(2, 0.3)
        assert (dark.outcome, dark.error, dark.evidence["pulses"]) == (Outcome.FAILED, "link.absent", 0)
        machine.act("close_door", {"door": 1}, 0.0)
        await appliance.set_fault("power_off", on=False)
        await until(lambda: facts.moves() == [(1, "open", "command"), (1, "closed", "unknown")])
        assert any(isinstance(fact, DeviceBack) for fact in facts.all)
        assert (await device.open(2, 2.0)).opened is True
        assert pulsed(machine) == [1, 2]


@asynccontextmanager
async def living(name: str, appliance: Appliance) -> AsyncIterator[tuple[Any, Facts]]:
    settings: Mapping[str, Any] = CASES[name].settled(port=str(appliance.pty.address))
    device, facts = build_all({"lockers": settings}, "test")["lockers"], Facts()
    device.listen(facts)
    await device.start()
    try:
        await until(lambda: all_known(device))  # type: ignore[arg-type]
        yield device, facts
    finally:
        await device.stop()


async def test_five_boards_on_one_pseudo_terminal_through_the_registry(tmp_path: Path) -> None:
    case = CASES["locker-8a"]
    boards = {f"board_{address}": case.board(address) for address in range(1, 6)}
    async with standing(tmp_path, **boards) as appliance:
        await appliance.set_machine_fault("board_3", "dead", on=True)
        tables = {name: case.settled(port=str(appliance.pty.address), board=int(name[-1])) for name in boards}
        devices: dict[str, Any] = dict(build_all(tables, "test"))
        for device in devices.values():
            await device.start()
        try:
            living = [device for name, device in devices.items() if name != "board_3"]
            await until(lambda: all(all_known(device) for device in living))
            results = await asyncio.gather(*(device.open(4, 3.0) for device in living))
            assert all(result.opened for result in results)
            assert {name: pulsed(board) for name, board in boards.items()} == {
                name: [] if name == "board_3" else [4] for name in boards
            }
            assert DoorState.OPEN not in devices["board_3"].doors().values()
        finally:
            await asyncio.gather(*(device.stop() for device in devices.values()))


async def test_a_round_trip_costs_little_beyond_the_wire(tmp_path: Path) -> None:
    """Of one question over a pseudo-terminal; the benchmark measures it on a quiet machine (<= 1.5 ms)."""
    async with standing(tmp_path, board=CASES["locker-8a"].board()) as appliance, living("locker-8a", appliance) as it:
        device, _ = it
        trips = []
        for _ in range(60):
            began = time.perf_counter()
            assert await device.ask_of(1, 1.0)
            trips.append(time.perf_counter() - began)
        assert statistics.median(trips) < 0.01

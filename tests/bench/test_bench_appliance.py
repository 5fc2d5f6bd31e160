"""Any simulated device on its wires: each wire fault over a real pseudo-terminal and over TCP, boards on one line."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bench.appliance import Appliance, WireFault
from bench.device import UnknownFault
from bench.machine import WrongAct
from tests.bench.bell import Bell

WAIT_SECONDS = 10.0


class Line:
    """A host with the pseudo-terminal open."""

    def __init__(self, device: Appliance) -> None:
        self.fd = os.open(device.pty.address, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        self.hung_up = False

    def send(self, data: bytes) -> None:
        os.write(self.fd, data)

    def got(self) -> bytes:
        try:
            data = os.read(self.fd, 4096)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        self.hung_up = not data
        return data

    async def get(self, count: int) -> bytes:
        heard = b""
        async with asyncio.timeout(WAIT_SECONDS):
            while len(heard) < count:
                heard += self.got()
                await asyncio.sleep(0.001)
        return heard

    async def quiet(self, seconds: float = 0.08) -> bool:
        await asyncio.sleep(seconds)
        return not self.got()


@pytest_asyncio.fixture
async def device(tmp_path: Path) -> AsyncIterator[Appliance]:
    appliance = Appliance("bells", {"a": Bell(b"A"), "b": Bell(b"B")}, tmp_path)
    await appliance.start()
    yield appliance
    await appliance.stop()


@pytest_asyncio.fixture
async def line(device: Appliance, until: Any) -> AsyncIterator[Line]:
    line = Line(device)
    await until(lambda: device.pty.opened)
    yield line
    os.close(line.fd)


def there(device: Appliance) -> bool:
    return os.path.lexists(device.pty.address)


async def test_every_board_on_the_line_hears_and_answers(device: Appliance, line: Line) -> None:
    line.send(b"?")
    assert await line.get(4) == b"!A!B"
    device.act("b", "press", {"times": 2})
    assert await line.get(8) == b"dingding"
    state = device.state()
    assert {name: machine["state"]["rung"] for name, machine in state["machines"].items()} == {"a": 0, "b": 2}
    assert [entry["hex"] for entry in state["traffic"]][-1] == "75 70 41 75 70 42"
    assert bytes(device.traffic.received) == b"?"


async def test_the_network_port_leads_to_the_same_machines(device: Appliance) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", device.tcp.port)
    writer.write(b"?")
    assert await reader.readexactly(4) == b"!A!B"
    assert device.state()["opened"] == [device.tcp.address]
    writer.close()
    await writer.wait_closed()
    await device.stop()


async def test_power_off_hangs_up_and_forgets(device: Appliance, line: Line, until: Any) -> None:
    device.act("a", "press", {})
    await device.set_fault(WireFault.POWER_OFF, on=True)
    await until(lambda: line.got() == b"" and line.hung_up)
    assert not there(device)
    assert not device.state()["on"]
    device.act("a", "press", {})  # a hand can do it all the same; nobody hears of it
    await device.set_fault(WireFault.POWER_OFF, on=False)
    assert device.state()["on"]
    assert device.machines["a"].state(0)["rung"] == 0
    await device.stop()


async def test_unplug_hangs_up_and_forgets_nothing(device: Appliance, line: Line, until: Any) -> None:
    device.act("a", "press", {})
    await device.set_fault(WireFault.UNPLUG, on=True)
    await until(lambda: line.got() == b"" and line.hung_up)
    await device.set_fault(WireFault.UNPLUG, on=False)
    assert there(device)
    assert device.machines["a"].state(0)["rung"] == 1
    await device.stop()


async def test_dead_hears_and_says_nothing(device: Appliance, line: Line) -> None:
    await device.set_fault(WireFault.DEAD, on=True)
    line.send(b"?")
    assert await line.quiet()
    assert device.machines["a"].heard == b""  # type: ignore[attr-defined]


async def test_silent_hears_all_and_says_nothing(device: Appliance, line: Line) -> None:
    await device.set_fault(WireFault.SILENT, on=True)
    line.send(b"?")
    assert await line.quiet()
    assert device.machines["a"].heard == b"?"  # type: ignore[attr-defined]


async def test_one_dead_board_leaves_the_others_alone(device: Appliance, line: Line, until: Any) -> None:
    await device.set_machine_fault("a", WireFault.DEAD, 0.1, on=True)
    line.send(b"?")
    assert await line.get(2) == b"!B"
    assert device.state()["machines"]["a"]["on"] == ["dead"]
    assert device.state()["faults"] == {}
    await until(lambda: not device.state()["machines"]["a"]["on"], "it mends itself")
    line.send(b"?")
    assert await line.get(4) == b"!A!B"


async def test_late_answers_come_late_and_in_order(device: Appliance, line: Line) -> None:
    await device.set_fault(WireFault.LATE, 0.12, on=True)
    line.send(b"?")
    assert await line.quiet(0.05)
    device.act("a", "press", {})
    assert await line.get(8) == b"!A!Bding"


async def test_garbage_comes_by_itself(device: Appliance, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.appliance.BABBLE_SECONDS", 0.005)
    await device.set_fault(WireFault.GARBAGE, on=True)
    assert len(await line.get(12)) >= 12
    await device.set_fault(WireFault.GARBAGE, on=False)


async def test_echo_comes_before_the_answer(device: Appliance, line: Line) -> None:
    await device.set_fault(WireFault.ECHO, on=True)
    line.send(b"x?")
    assert await line.get(6) == b"x?!A!B"


async def test_noise_disturbs_both_ways_and_is_seeded(device: Appliance, line: Line, until: Any) -> None:
    await device.set_fault(WireFault.NOISE, 0.3, on=True)
    line.send(b"?" * 40)
    told = await line.get(20)
    heard = bytes(device.machines["a"].heard)  # type: ignore[attr-defined]
    assert heard not in (b"", b"?" * 40)
    assert set(told) - set(b"!AB")
    await device.set_fault(WireFault.NOISE, on=False)
    await until(lambda: not line.got())
    line.send(b"?")
    assert await line.get(4) == b"!A!B"


async def test_a_dribbling_device_sends_one_byte_at_a_time(device: Appliance, line: Line) -> None:
    await device.set_fault(WireFault.DRIBBLE, on=True)
    line.send(b"?")
    portions = []
    while sum(map(len, portions)) < 4:
        if portion := line.got():
            portions.append(portion)
        await asyncio.sleep(0)
    assert b"".join(portions) == b"!A!B"
    assert len(portions) > 1


async def test_a_fault_with_seconds_mends_itself(device: Appliance, until: Any) -> None:
    await device.set_fault("muffled", 0.02, on=True)
    assert device.state()["faults"] == {"muffled": 0.02}
    assert all(machine["on"] == ["muffled"] for machine in device.state()["machines"].values())
    await until(lambda: not device.state()["faults"])
    assert not device.machines["a"].state(0)["muffled"]


async def test_a_fault_of_all_boards_is_gone_when_each_is_mended(device: Appliance) -> None:
    await device.set_fault("muffled", on=True)
    await device.set_machine_fault("a", "muffled", on=False)
    assert device.state()["faults"] == {"muffled": None}
    await device.set_machine_fault("b", "muffled", on=False)
    assert device.state()["faults"] == {}


async def test_what_nobody_knows_is_refused_with_what_there_is(device: Appliance) -> None:
    with pytest.raises(UnknownFault, match=r"bells: fault 'fire' is none of power_off, .*, muffled$"):
        await device.set_fault("fire", on=True)
    with pytest.raises(UnknownFault, match=r"bells, a: fault 'echo' is none of dead, silent, muffled$"):
        await device.set_machine_fault("a", "echo", on=True)
    with pytest.raises(WrongAct, match="'kick' is none of press"):
        device.act("a", "kick", {})


async def test_nothing_stays_behind(tmp_path: Path) -> None:
    device = Appliance("bells", {"a": Bell()}, tmp_path)
    await device.start()
    await device.set_fault(WireFault.GARBAGE, on=True)
    await device.set_fault(WireFault.LATE, 5, on=True)
    await device.set_fault("muffled", 60, on=True)
    await device.set_machine_fault("a", "dead", 60, on=True)
    await device.stop()
    assert list((tmp_path / "ports").iterdir()) == []

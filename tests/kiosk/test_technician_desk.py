"""What a technician's command may ask of a running engine: to lend a port, to follow an order, to be watched."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from drivers.card import Card, CardKind
from drivers.errors import DeviceError
from drivers.facts import Administrative, CardRead, DeviceChanged, Link, Operational, Scanned
from drivers.roles import Listener
from kiosk import technician
from kiosk.local_client import RunningTerminal, usual_socket
from kiosk.local_server import LocalServer
from kiosk.technician import TechnicianDesk, same_port

Factory = Callable[..., Any]


class LampDouble:
    """A device's side of the role, as far as technicians reach."""

    def __init__(self, name: str, port: str) -> None:
        self.name, self.port = name, port
        self.administrative = Administrative.IN_SERVICE
        self.nudges = 0
        self.free = asyncio.Event()  # unset: a job is running
        self.free.set()

    def condition(self) -> DeviceChanged:
        now = self.administrative
        return DeviceChanged(self.name, "lamp", Link.ONLINE, Operational.READY, {}, None, None, now)

    def listen(self, listener: Listener) -> None:
        listener(self.condition())

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def nudge(self) -> None:
        self.nudges += 1

    async def hand_over(self) -> None:
        await self.free.wait()
        self.administrative = Administrative.MAINTENANCE

    def take_back(self) -> None:
        self.administrative = Administrative.IN_SERVICE


class WiresDouble:
    def __init__(self) -> None:
        self.hearing: list[Any] = []

    def listen(self, hear: Any) -> Callable[[], None]:
        self.hearing.append(hear)
        return lambda: self.hearing.remove(hear)


class Standing:
    def __init__(self, folder: Path, log: Any) -> None:
        self.path = folder / "engine.sock"
        stable = folder / "by-id"
        stable.symlink_to("/dev/null")
        self.lamps = {
            name: LampDouble(name, port)
            for name, port in (("board-1", str(stable)), ("board-2", "/dev/null"), ("pad", "socket://127.0.0.1:4001"))
        }
        self.wires = WiresDouble()
        self.desk = TechnicianDesk(self.lamps, self.wires, log)
        self.server = LocalServer(self.path, log)
        self.server.technician = self.desk.connected
        self.terminal = RunningTerminal(self.path)

    def out(self) -> set[str]:
        return {name for name, lamp in self.lamps.items() if lamp.administrative is Administrative.MAINTENANCE}


@pytest.fixture
def standing(tmp_path: Path, log: Any) -> Factory:
    @asynccontextmanager
    async def stand() -> AsyncIterator[Standing]:
        it = Standing(tmp_path, log)
        await it.server.start()
        try:
            yield it
        finally:
            await it.server.close()

    return stand


async def test_a_lent_port_comes_back_from_all_its_devices(standing: Factory, until: Factory) -> None:
    async with standing() as it:
        async with it.terminal.borrow("/dev/null") as names:
            assert sorted(names) == ["board-1", "board-2"]  # a stable name and a node may be one port
            assert it.out() == {"board-1", "board-2"}
        await until(lambda: not it.out())


async def test_a_port_that_no_device_has_is_free(standing: Factory) -> None:
    async with standing() as it, it.terminal.borrow("/dev/zero") as names:
        assert names == ()
        assert not it.out()


async def test_without_an_engine_every_port_is_free(tmp_path: Path) -> None:
    terminal = RunningTerminal(tmp_path / "none.sock")
    async with terminal.borrow("/dev/null") as names:
        assert names == ()
    assert await terminal.devices() == ()
    with pytest.raises(DeviceError, match="no engine runs") as refused:
        await terminal.retry("pad")
    assert refused.value.code == "link.absent"


async def test_a_borrower_that_vanishes_gives_back(standing: Factory, until: Factory) -> None:
    async with standing() as it:
        lending = it.terminal.borrow("socket://127.0.0.1:4001")
        await lending.__aenter__()
        assert it.out() == {"pad"}
        transports = list(it.server._connections)
        transports[0].transport.abort()  # as when its process is killed
        await until(lambda: not it.out())
        await lending.__aexit__(None, None, None)


async def test_two_technicians_do_not_get_one_port(standing: Factory) -> None:
    async with standing() as it, it.terminal.borrow("/dev/null"):
        with pytest.raises(DeviceError, match="another technician's command") as refused:
            async with it.terminal.borrow("/dev/null"):
                pass
        assert refused.value.code == "link.busy"
        assert it.out() == {"board-1", "board-2"}


async def test_a_device_in_the_middle_of_a_job_is_not_lent(standing: Factory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(technician, "LEND_SECONDS", 0.05)
    async with standing() as it:
        it.lamps["board-2"].free.clear()
        with pytest.raises(DeviceError, match="a job may be running"):
            async with it.terminal.borrow("/dev/null"):
                pass
        assert not it.out()  # nor is its neighbour on the line kept


async def test_maintenance_outlasts_the_command_and_ends_by_order(standing: Factory, until: Factory) -> None:
    async with standing() as it:
        assert "is in maintenance" in await it.terminal.maintain("pad")
        await until(lambda: not it.server._connections)
        assert it.out() == {"pad"}
        async with it.terminal.borrow("socket://127.0.0.1:4001") as names:
            assert names == ("pad",)
        await until(lambda: not it.server._connections)
        assert it.out() == {"pad"}  # a borrower does not end it
        with pytest.raises(DeviceError, match="device service pad"):
            await it.terminal.retry("pad")
        assert "again" in await it.terminal.serve("pad")
        assert "already" in await it.terminal.serve("pad")
        assert not it.out()


async def test_a_retry_is_a_nudge(standing: Factory) -> None:
    async with standing() as it:
        assert "tried again now" in await it.terminal.retry("pad")
        assert it.lamps["pad"].nudges == 1


async def test_an_unknown_device_is_named_with_those_there_are(standing: Factory) -> None:
    async with standing() as it:
        with pytest.raises(DeviceError, match=r"'door' .* board-1, board-2, pad") as refused:
            await it.terminal.maintain("door")
        assert refused.value.code == "config.invalid"


async def test_a_lent_device_follows_no_order(standing: Factory) -> None:
    async with standing() as it, it.terminal.borrow("/dev/null"):
        for order in (it.terminal.retry, it.terminal.maintain, it.terminal.serve):
            with pytest.raises(DeviceError, match="with a technician's command"):
                await order("board-1")


async def test_devices_are_told_with_their_ports(standing: Factory) -> None:
    async with standing() as it:
        told = {device.name: device for device in await it.terminal.devices()}
        assert told["pad"].port == "socket://127.0.0.1:4001"
        assert (told["pad"].driver, told["pad"].administrative) == ("lamp", "in_service")


async def test_whoever_watches_hears_facts_and_bytes_without_anything_personal(
    standing: Factory, until: Factory
) -> None:
    card = Card(kind=CardKind.CITIZEN, name="某某", id_number="110101194910010001", address="某市某路1号")
    async with standing() as it:
        news: list[Any] = []

        async def watch() -> None:
            async for one in it.terminal.watch():
                news.append(one)

        task = asyncio.create_task(watch())
        await until(lambda: len(news) == len(it.lamps))  # how they are now
        it.desk.fact(CardRead("reader", card))
        it.desk.fact(Scanned("scanner", "110101194910010001", b"110101194910010001", "qr"))
        it.wires.hearing[0]("/dev/null", "in", "aa 12")
        await until(lambda: len(news) == len(it.lamps) + 3)
        read, scanned, passed = news[-3:]
        assert read["card"]["id_number"] == "1" + "*" * 16 + "1"
        assert (scanned["text"], scanned["format"]) == ("*" * 18, "qr")
        assert (passed["port"], passed["way"], passed["hex"]) == ("/dev/null", "in", "aa 12")
        assert "10101194910010001" not in str(news)
        assert "某某" not in str(news)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await until(lambda: not it.wires.hearing)
        assert not it.desk.watching


def test_ports_are_compared_by_where_they_lead(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/dev/null")
    assert same_port(str(tmp_path / "link"), "/dev/null")
    assert not same_port("/dev/null", "/dev/zero")
    assert same_port("socket://127.0.0.1:1", "socket://127.0.0.1:1")
    assert not same_port("socket://127.0.0.1:1", "/dev/null")


def test_the_usual_socket_is_where_the_settings_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HALLKIOSK_SOCKET", raising=False)
    settings = tmp_path / "kiosk.toml"
    assert usual_socket(settings) == Path("/var/lib/hallkiosk/engine.sock")
    settings.write_text('[terminal]\nstate_dir = "state"\n')
    assert usual_socket(settings) == tmp_path / "state" / "engine.sock"
    settings.write_text('[terminal]\nstate_dir = "state"\nsocket = "/run/hallkiosk/engine.sock"\n')
    assert usual_socket(settings) == Path("/run/hallkiosk/engine.sock")
    monkeypatch.setenv("HALLKIOSK_SOCKET", "/run/other.sock")
    assert usual_socket(settings) == Path("/run/other.sock")

"""Unplugged and plugged in again under another node's name: a device that is bound by its stable name comes back alone.

As with USB adapters: /dev/ttyUSB0 goes, /dev/ttyUSB1 comes, and /dev/serial/by-id/... leads to the new one. Here the
nodes are pseudo-terminals, the stable name is a symbolic link, and the bench's machine behind it stays the same.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bench.appliance import Appliance
from bench.lockers import EightABoard
from bench.printer import PrinterSettings
from bench.scanners.scanner import SerialScanner
from bench.ticket_printer import TicketPrinter
from drivers.device import Device
from drivers.facts import DeviceBack, DeviceLost, DoorChanged, DoorState, Fact, Scanned
from drivers.paper import Cut, Document, Feed, Text
from drivers.registry import build
from drivers.roles import Outcome
from tests.drivers import locker_cases, scanner_rig

Until = Callable[..., Awaitable[None]]


class Socket:
    """Where a device is plugged in. `stable` is its name for ever; the node behind it is another one each time."""

    def __init__(self, appliance: Appliance | TicketPrinter, stable: Path) -> None:
        self.stable = stable
        self._appliance = appliance
        self._others: list[int] = []  # what took the free names meanwhile
        self._point()

    @property
    def node(self) -> str:
        """The kernel's name of it just now."""
        return os.path.realpath(self.stable)

    async def pull(self) -> None:
        """The line hangs up, the node goes away, and with it the stable name."""
        await self._appliance.set_fault("unplug", on=True)
        self.stable.unlink()

    async def push(self) -> None:
        """Another device has got the node's name by now, so this one gets another."""
        self._others += os.openpty()
        await self._appliance.set_fault("unplug", on=False)
        self._point()

    def close(self) -> None:
        for fd in self._others:
            os.close(fd)

    def _point(self) -> None:
        self.stable.parent.mkdir(exist_ok=True)
        self.stable.symlink_to(os.readlink(self._appliance.pty.address))


class Plugged:
    """A device with its socket and all that it told."""

    def __init__(self, device: Any, socket: Socket, facts: list[Fact], until: Until) -> None:
        self.device = device
        self.socket = socket
        self.facts = facts
        self._until = until

    def count(self, kind: type[Fact]) -> int:
        return sum(isinstance(fact, kind) for fact in self.facts)

    async def pulled(self) -> None:
        """Pull it, and wait until it is known."""
        lost = self.count(DeviceLost)
        await self.socket.pull()
        await self._until(lambda: self.count(DeviceLost) > lost)

    async def pushed(self) -> None:
        """Push it into another socket, and wait until it is back by itself."""
        before = self.socket.node
        back = self.count(DeviceBack)
        await self.socket.push()
        assert self.socket.node != before, "the same name again would prove nothing"
        await self._until(lambda: self.count(DeviceBack) > back)


@pytest.fixture
def plugged(tmp_path: Path, wait_until: Until) -> Any:
    @asynccontextmanager
    async def both(
        appliance: Appliance | TicketPrinter, role: str, table: dict[str, Any], serial: str
    ) -> AsyncIterator[Plugged]:
        await appliance.start()
        socket = Socket(appliance, tmp_path / "by-id" / serial)
        table = {**table, "port": str(socket.stable), "settle_seconds": 0.0}
        device: Device = build(role, table, "test")  # type: ignore[assignment]
        facts: list[Fact] = []
        device.listen(facts.append)
        await device.start()
        try:
            await wait_until(lambda: device.online)
            yield Plugged(device, socket, facts, wait_until)
        finally:
            await device.stop()
            await appliance.stop()
            socket.close()

    return both


async def test_a_scanner_comes_back_and_reads_what_is_shown_next(
    tmp_path: Path, plugged: Any, wait_until: Until
) -> None:
    machine = SerialScanner("newland", read_seconds=0.002)
    table = {**scanner_rig.QUICK, "driver": "serial-scanner", "model": "newland"}
    appliance = Appliance("scanner", {"scanner": machine}, tmp_path)
    async with plugged(appliance, "scanner", table, "usb-SCANNER-if00") as it:
        reading = asyncio.create_task(it.device.read(10.0))
        await wait_until(lambda: it.device.reads)
        await it.pulled()
        interrupted = await reading
        assert (interrupted.outcome, interrupted.text, interrupted.error) == (Outcome.FAILED, None, "link.absent")
        await it.pushed()
        for number in ("A023", "A024"):
            reading = asyncio.create_task(it.device.read(10.0))
            await wait_until(lambda: it.device.reads)
            appliance.act("scanner", "show", {"text": number})
            assert (await reading).text == number
            appliance.act("scanner", "take_away", {})
        assert it.count(Scanned) == 0, "nothing but what was asked for, and that once"
        assert (it.count(DeviceLost), it.count(DeviceBack)) == (1, 1)


async def test_a_lock_board_goes_on_with_an_opening_and_pulses_no_door_again(
    tmp_path: Path, plugged: Any, wait_until: Until
) -> None:
    board = EightABoard(spring_seconds=0.005)
    case = locker_cases.CASES["locker-8a"]
    appliance = Appliance("lockers", {"board": board}, tmp_path)
    async with plugged(appliance, "lockers", case.settled(opens_within_seconds=30.0), "usb-RS485-if00") as it:
        await wait_until(lambda: locker_cases.all_known(it.device))
        board.set_fault("stuck_door", 0.0, on=True)
        opening = asyncio.create_task(it.device.open(3, 30.0))
        await wait_until(lambda: locker_cases.pulsed(board) == [3])
        await it.pulled()
        for door in (3, 7):  # a hand pulls the one that sticks, and another one
            appliance.act("board", "pull_door", {"door": door})
        await it.pushed()
        result = await opening
        assert (result.outcome, result.opened, result.evidence["pulses"]) == (Outcome.DONE, True, 1)
        await wait_until(lambda: 7 in moved(it.facts, DoorState.OPEN))
        assert moved(it.facts, DoorState.OPEN).count(7) == 1, "what moved meanwhile is told, once"
        board.set_fault("stuck_door", 0.0, on=False)
        assert (await it.device.open(5, 10.0)).opened is True
        assert locker_cases.pulsed(board) == [3, 5]
        assert (it.count(DeviceLost), it.count(DeviceBack)) == (1, 1)


def moved(facts: list[Fact], state: DoorState) -> list[int]:
    return [fact.door for fact in facts if isinstance(fact, DoorChanged) and fact.state is state]


async def test_a_printer_prints_the_next_ticket_and_the_broken_one_never_again(
    tmp_path: Path, plugged: Any, wait_until: Until, settings_for: Callable[..., Any]
) -> None:
    # It is still printing when it is back: its proof comes behind that.
    table = settings_for("/dev/none", probe_deadline_ms=5000).model_dump(mode="json", exclude_unset=True)
    bench = TicketPrinter(tmp_path, PrinterSettings(speed_mm_per_second=100, cut_seconds=0.05))

    def out(number: str) -> int:
        growing = bench.printer.growing()
        pieces = [*bench.printer.slips, *([growing] if growing else [])]
        return sum(number in line for piece in pieces for line in piece.lines)

    async with plugged(bench, "ticket_printer", table, "usb-PRINTER-if00") as it:
        assert (await it.device.print(slip("A022"), "T022")).outcome is Outcome.DONE
        printing = asyncio.create_task(it.device.print(slip("A023"), "T023"))
        await wait_until(lambda: out("A023") == 1)
        await it.pulled()
        broken = await printing
        assert (broken.outcome, broken.retry_safe, broken.error) == (Outcome.UNKNOWN, False, "link.absent")
        await it.pushed()
        after = await it.device.print(slip("A024"), "T024")
        assert (after.outcome, after.evidence["grade"]) == (Outcome.DONE, "A")
        assert [out(number) for number in ("A022", "A023", "A024")] == [1, 1, 1]
        assert (it.count(DeviceLost), it.count(DeviceBack)) == (1, 1)


def slip(number: str) -> Document:
    return Document((Text(number, size=4), Feed(12), Text("养老保险"), Cut()))

"""The six kinds of lock boards as the tests see them: driver, settings, other end, and what must never be sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bench.lockers import Cu48Board, EightABoard, KerongBoard, ModbusRelayBoard, WinnsenBoard, WklyBoard
from bench.lockers.board import LockBoard as BenchBoard
from drivers.facts import DoorChanged, DoorState, Fact
from drivers.link.contract import Link
from drivers.lockers.board import LockBoard
from drivers.registry import build
from tests.drivers.wired import WiredLink

# Quick enough for a test, in the same proportions as the defaults.
QUICK: dict[str, Any] = {
    "port": "/dev/null",
    "poll_seconds": 0.05,
    "backoff_longest_seconds": 0.03,
    "settle_seconds": 0.0,
    "question_deadline_ms": 25,
    "late_answer_seconds": 0.15,
    "opens_within_seconds": 0.15,
    "ask_again_ms": 5,
    "quick_reopens_per_hour": 600,
    "write_deadline_seconds": 1.0,
}


@dataclass(frozen=True)
class Case:
    """`address`: the setting that says which board it is."""

    driver: str
    board: Callable[..., BenchBoard]
    doors: int
    address: str
    settings: dict[str, Any] = field(default_factory=dict)

    def settled(self, **more: Any) -> dict[str, Any]:
        return {"driver": self.driver, **QUICK, **self.settings, **more}

    def device(self, link: Link, **more: Any) -> LockBoard[Any]:
        device = build("lockers", self.settled(**more), "test", lambda settings: link)
        assert isinstance(device, LockBoard)
        return device


CASES = {
    case.driver: case
    for case in (
        Case("locker-8a", EightABoard, 24, "board", {"locks": 24, "open_is": "11"}),
        Case("locker-kerong", KerongBoard, 16, "unit", {"gap_ms": 0}),
        Case("locker-wkly", WklyBoard, 24, "board"),
        Case("locker-modbus-relay", ModbusRelayBoard, 8, "board", {"input_open_is": "1", "pulse_ms": 100}),
        Case("locker-cu48", Cu48Board, 48, "board"),
        Case("locker-winnsen", WinnsenBoard, 24, "station", {"locks": 24}),
    )
}


class Facts:
    """What a device told, with what it told of doors by itself."""

    def __init__(self) -> None:
        self.all: list[Fact] = []

    def __call__(self, fact: Fact) -> None:
        self.all.append(fact)

    def moves(self, door: int | None = None) -> list[tuple[int, str, str]]:
        """(door, state, cause) but for what was told at first sight."""
        seen: set[int] = set()
        moves = []
        for fact in self.all:
            if isinstance(fact, DoorChanged):
                if fact.door in seen and door in (None, fact.door):
                    moves.append((fact.door, fact.state.value, fact.cause.value))
                seen.add(fact.door)
        return moves


async def until(condition: Callable[[], bool], deadline_seconds: float = 8.0) -> None:
    async with asyncio.timeout(deadline_seconds):
        while not condition():  # noqa: ASYNC110  nothing tells when a foreign thing is so
            await asyncio.sleep(0.002)


def all_known(device: LockBoard[Any]) -> bool:
    states = device.doors().values()
    return bool(states) and DoorState.UNKNOWN not in states


@asynccontextmanager
async def online(
    case: Case, link: Link, *, known: bool = True, **more: Any
) -> AsyncIterator[tuple[LockBoard[Any], Facts]]:
    """A started driver, identified; with `known`, every door's state has been told."""
    device, facts = case.device(link, **more), Facts()
    device.listen(facts)
    await device.start()
    try:
        await until(lambda: device.online and (not known or all_known(device)))
        yield device, facts
    finally:
        await device.stop()


@asynccontextmanager
async def wired(
    name: str,
    *,
    board: dict[str, Any] | None = None,
    wire: dict[str, Any] | None = None,
    known: bool = True,
    **more: Any,
) -> AsyncIterator[tuple[LockBoard[Any], BenchBoard, WiredLink, Facts]]:
    """A driver joined to its other end. `board`, `wire`: of the other end and of the link between them."""
    case = CASES[name]
    machine = case.board(**{"spring_seconds": 0.01, **(board or {})})
    link = WiredLink(machine, **(wire or {}))
    async with online(case, link, known=known, **more) as (device, facts):
        yield device, machine, link, facts


def pulsed(machine: BenchBoard) -> list[int]:
    return [pulse["door"] for pulse in machine.cabinet.pulses]


def pulses_sent(name: str, sent: bytes) -> list[int]:
    """The doors that these bytes pulse, in order. Fails on any command but a question and one lock's pulse.

    Written from the facts; what a driver sends has no gaps, so it is read from the front.
    """
    doors, at = [], 0
    while at < len(sent):
        length = {"locker-kerong": 5, "locker-8a": 5, "locker-winnsen": 6}.get(name, 8)
        if name == "locker-wkly":
            length = sent[at + 4]
        command = sent[at : at + length]
        assert len(command) == length, command.hex()
        door = _door_pulsed(name, command)
        doors += [door] if door else []
        at += length
    return doors


def _door_pulsed(name: str, command: bytes) -> int | None:
    """None: a question, or "all off"."""
    match name, list(command[:3]):
        case "locker-8a", (0x8A, _, lock) if command[3] == 0x11 and lock:
            return lock
        case "locker-8a", (0x80, _, _) if command[3] == 0x33:
            return None
        case "locker-kerong", (0x02, address, 0x31) if address < 0xF0:
            return (address & 0x0F) + 1
        case "locker-kerong", (0x02, address, 0x30) if address < 0xF0:
            return None
        case "locker-wkly", _ if command[6] in (0x82, 0x83, 0x84):
            return command[7] if command[6] == 0x82 else None
        case "locker-winnsen", (0x90, 6, 0x05 | 0x12) if command[4]:
            return command[4] if command[2] == 0x05 else None
        case "locker-modbus-relay" | "locker-cu48", (slave, function, _) if slave:
            address, value = int.from_bytes(command[2:4], "big"), int.from_bytes(command[4:6], "big")
            if function in (1, 2) or (name == "locker-modbus-relay" and (address, value) == (0xFF, 0)):
                return None
            if function == 5 and name == "locker-cu48" and address < 48 and value in (0xFF00, 0):
                return address + 1
            if function == 5 and name == "locker-modbus-relay" and 0x200 <= address < 0x220 and 1 <= value <= 50:
                return address - 0x200 + 1
    raise AssertionError(f"{name} must not send {command.hex(' ')}")

"""Board and driver through whole days in seconds: pulses, hands, stuck doors, noise, unplugging, power cuts; seeded.

Whatever happened: every door's movement is told, with its right cause or as unknown, and no door is pulsed but the one
that was commanded.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from bench.lockers.board import LockBoard as BenchBoard
from bench.ports.noise import Rates
from drivers.lockers.board import LockBoard
from drivers.roles import Outcome
from tests.drivers.locker_cases import CASES, QUICK, Facts, all_known, online, pulsed, pulses_sent, until
from tests.drivers.wired import WiredLink

pytestmark = pytest.mark.leaping

DOORS = 4  # of the board's, so that things meet
STEPS = 40
ACTS = ("open", "open", "pull", "close", "close", "close", "stick", "free", "free", "unplug", "plug", "power")
EXPLAINS_SECONDS = QUICK["opens_within_seconds"] + 1.5  # a pulse may explain an opening that is seen so much later


@dataclass
class Day:
    device: LockBoard[Any]
    machine: BenchBoard
    link: WiredLink
    facts: Facts
    noisy: bool
    told: dict[int, str] = field(default_factory=lambda: dict.fromkeys(range(1, DOORS + 1), "closed"))
    commanded: list[int] = field(default_factory=list)
    commanded_at: dict[int, float] = field(default_factory=lambda: defaultdict(lambda: -9.9))
    heard: int = 0
    was_away: bool = False

    def truth(self) -> dict[int, str]:
        now = asyncio.get_running_loop().time()
        return {door: "open" if self.machine.cabinet.is_open(door, now) else "closed" for door in self.told}

    def hand(self, act: str, door: int) -> None:
        if self.link.present:
            self.link.act(act, door=door)
        else:
            self.machine.act(act, {"door": door}, asyncio.get_running_loop().time())

    async def open(self, door: int) -> None:
        sent = len(pulses_sent(self.device.driver, bytes(self.link.sent)))
        self.commanded.append(door)
        self.commanded_at[door] = asyncio.get_running_loop().time()
        result = await self.device.open(door, 0.8)
        assert len(pulses_sent(self.device.driver, bytes(self.link.sent))) - sent == result.evidence["pulses"]
        if not self.link.present:
            assert (result.outcome, result.evidence["pulses"]) == (Outcome.FAILED, 0)
        elif not self.noisy:
            assert result.opened is (self.truth()[door] == "open")

    async def unplug(self) -> None:
        self.link.unplug()
        self.was_away = True
        await until(lambda: not self.device.reachable)

    async def plug(self, *, power: bool) -> None:
        if power:
            self.machine.power_up(asyncio.get_running_loop().time())
        self.link.plug()
        await until(lambda: self.device.reachable)

    async def check(self) -> None:
        """What was told since the last time is what happened, door by door."""
        await until(lambda: {door: self.device.doors()[door].value for door in self.told} == self.truth())
        now, truth = asyncio.get_running_loop().time(), self.truth()
        news, self.heard = self.facts.moves()[self.heard :], len(self.facts.moves())
        for door, before in self.told.items():
            moves = [(state, cause) for number, state, cause in news if number == door]
            assert [state for state, _ in moves] == ([] if truth[door] == before else [truth[door]]), (door, moves)
            for state, cause in moves:
                assert cause in self.causes(door, state, now), (door, state, cause)
        self.told, self.was_away = truth, False

    def causes(self, door: int, state: str, now: float) -> set[str]:
        pulsed_lately = state == "open" and now - self.commanded_at[door] < EXPLAINS_SECONDS
        causes = {"unknown"} if self.was_away else {"hand", "unknown"} if self.noisy else {"hand"}
        return causes | {"command", "unknown"} if pulsed_lately else causes


async def live(day: Day, chance: Random) -> None:
    for _ in range(STEPS):
        door, now = chance.randint(1, DOORS), asyncio.get_running_loop().time()
        match chance.choice(ACTS):
            case "open":
                await day.open(door)
            case "pull":
                day.hand("pull_door", door)
            case "close":
                opened = [door for door, state in day.truth().items() if state == "open"]
                day.hand("close_door", chance.choice(opened or [door]))
            case "stick" | "free" as how:
                day.machine.set_fault("stuck_door", now, on=how == "stick")
            case "unplug" if day.link.present:
                await day.unplug()
            case "plug" | "power" as how if not day.link.present:
                await day.plug(power=how == "power")
        if day.link.present:
            await day.check()
    if not day.link.present:
        await day.plug(power=False)
        await day.check()


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize(("seed", "rate"), [(1, 0.0), (2, 0.0), (3, 0.002)])
async def test_a_day_of_a_cabinet_is_told_as_it_was(name: str, seed: int, rate: float) -> None:
    board = {"cooling_seconds": 0.0} if name == "locker-winnsen" else {}
    machine = CASES[name].board(spring_seconds=0.003, **board)
    link = WiredLink(machine, rates=Rates.all(rate), seed=seed)
    async with online(CASES[name], link, backoff_longest_seconds=0.01) as (device, facts):
        day = Day(device, machine, link, facts, noisy=rate > 0)
        await day.check()
        await live(day, Random(seed))
        assert set(pulsed(machine)) <= set(day.commanded)
        sent = pulses_sent(name, bytes(link.sent))
        assert len(sent) <= len(day.commanded)
        assert all(sent.count(door) <= day.commanded.count(door) for door in sent)
        await until(lambda: all_known(device))
        assert len(facts.moves()) > STEPS / 10

"""A cabinet at work on real drivers and the bench's boards, over wires within this process and in leaping time.

`lived` makes a test of a coroutine that lives in such time; `Rig` is the cabinet, its boards, its journal and the feed.
"""

from __future__ import annotations

import asyncio
import functools
import secrets
import shutil
from collections.abc import Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import structlog

from bench.lockers.board import LockBoard as BenchBoard
from drivers.facts import DoorState
from drivers.lockers.board import LockBoard
from drivers.registry import build
from drivers.technician.virtual_time import VirtualLoop
from kiosk.clock import Clock
from kiosk.journal import Journal
from kiosk.lockers.cabinet import Cabinet
from kiosk.lockers.cells import Lying
from kiosk.lockers.events import OpenFor, Way
from kiosk.lockers.openings import Opening
from kiosk.lockers.pass_code import public_key_of
from kiosk.lockers.secret import code_hash
from kiosk.lockers.views import Door
from kiosk.settings.lockers import Lockers
from kiosk.wire import FeedRow
from tests.drivers.locker_cases import CASES
from tests.drivers.wired import WiredLink

ZONE = ZoneInfo("Asia/Shanghai")
NOON = 1_773_806_400.0  # 2026-03-18 12:00 in Shanghai
SALT = "5a" * 16
KEY = bytes(range(32))
COST = 2**12
SIZES = ("s", "s", "m", "l")
PERSON = "ab" * 16


class Loop(VirtualLoop):
    """Time stands still also while a journal's thread writes."""

    busy: Callable[[], bool] = staticmethod(lambda: False)

    def stands_still(self) -> bool:
        return super().stands_still() or self.busy()


def lived(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """The test, in a loop of its own whose time leaps; it leaves no task behind."""

    @functools.wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        async def whole() -> None:
            await test(*args, **kwargs)
            left = asyncio.all_tasks() - {asyncio.current_task()}
            assert not left, f"left running: {left}"

        with asyncio.Runner(loop_factory=Loop) as runner:
            runner.run(whole())

    return run


def settings(boards: int = 1, doors: int = 4, **more: Any) -> Lockers:
    cells = [
        {
            "number": board * 10 + door,
            "board": f"board_{board}",
            "door": door,
            "size": SIZES[(door - 1) % 4],
            "column": board - 1,
            "floor_mm": 300 * door,
            "height_mm": 280,
        }
        for board in range(1, boards + 1)
        for door in range(1, doors + 1)
    ]
    given: dict[str, Any] = {
        "cells": cells,
        "screen_column": boards,
        "screen_floor_mm": 900,
        "screen_height_mm": 600,
        "open_deadline_seconds": 1.0,
        "second_pulse_after_seconds": 0.4,
        "late_opening_seconds": 2.0,
        "remind_seconds": 5,
        "board_away_alarm_seconds": 3.0,
        "pause_seconds": [60, 300],
    }
    return Lockers.model_validate(given | more)


class Rig:
    """`start` and `stop` a life of the terminal; `cut` ends one as a power cut does, as the disk was `at` some time."""

    def __init__(self, folder: Path, kind: str = "locker-8a", boards: int = 1, **more: Any) -> None:
        self.folder, self.kind = folder / "state", kind
        bench = more.pop("bench", {})
        self.device = more.pop("device", {})
        self.settings = settings(boards, **more)
        case = CASES[kind]
        self.machines: dict[str, BenchBoard] = {
            f"board_{n}": case.board(**{"spring_seconds": 0.01, **bench}) for n in range(1, boards + 1)
        }
        self.links = {name: WiredLink(machine) for name, machine in self.machines.items()}
        self.rows: dict[tuple[str, str], FeedRow] = {}
        self.wall_off = 0.0
        self.boot = "boot-1"
        self.lives = 0
        self.log = structlog.get_logger("test")

    async def __aenter__(self) -> Rig:
        self.tell_cabinet()
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    # --- lives ---

    async def start(self, *, boards: bool = True) -> None:
        """`boards`: wait until each of them has told its doors."""
        loop = asyncio.get_running_loop()
        assert isinstance(loop, Loop)
        self.clock = Clock(ZONE, self.boot, lambda: NOON + self.wall_off + loop.time(), loop.time)
        self.journal = await Journal.open(self.folder, "test", self.clock)
        loop.busy = lambda: self.journal.busy  # type: ignore[method-assign]
        case = CASES[self.kind]
        self.banks: dict[str, LockBoard[Any]] = {}
        for name, link in self.links.items():
            device = build(name, case.settled(**self.device), "test", lambda settings, link=link: link)
            assert isinstance(device, LockBoard)
            self.banks[name] = device
        self.cabinet = Cabinet(
            self.journal, self.banks, self.settings, lambda: self.rows, "cabinet-1", self.clock, self.log
        )
        for bank in self.banks.values():
            bank.listen(self.cabinet.fact)
            await bank.start()
        await self.cabinet.settle()
        await self.journal.write(self.cabinet.clear_up)
        if boards:
            await self.until(lambda: all(bank.online for bank in self.banks.values()))
            await self.cabinet.reconcile()
        self.parts = [asyncio.create_task(run()) for run in self.cabinet.parts().values()]  # type: ignore[arg-type]
        self.lives += 1

    async def stop(self) -> None:
        for part in self.parts:
            part.cancel()
        await asyncio.gather(*self.parts, return_exceptions=True)
        for bank in self.banks.values():
            await bank.stop()
        await self.cabinet.close()
        await self.journal.close()

    def snapshot(self) -> Path:
        """The journal as it is on the disk at this instant."""
        copy = self.folder.parent / f"cut-{secrets.token_hex(4)}"
        shutil.copytree(self.folder, copy)
        return copy

    def go_dark(self) -> Path:
        """The power fails now: nothing leaves any more, and nothing is written. Returns the disk as it is."""
        for link in self.links.values():
            link.unplug()
        return self.snapshot()

    async def cut(self, at: Path | None = None) -> None:
        """The power fails now, or failed when the disk was as `at`; then the terminal starts again."""
        at = at or self.go_dark()
        await self.stop()
        shutil.rmtree(self.folder)
        at.rename(self.folder)
        for link in self.links.values():
            link.plug()
        await self.start()

    # --- the centre's words ---

    def tell(self, kind: str, key: str, body: dict[str, Any]) -> None:
        self.rows[kind, key] = FeedRow(n=len(self.rows) + 1 + secrets.randbelow(1 << 30), kind=kind, key=key, body=body)
        if hasattr(self, "cabinet"):
            self.cabinet.told()

    def tell_cabinet(self, **more: Any) -> None:
        self.tell("cabinet", "cabinet-1", {"salt": SALT, "cost": COST, "public_key": public_key_of(KEY)} | more)

    def tell_parcel(self, parcel: str, code: str = "12345678", **more: Any) -> None:
        body = {"id": parcel, "label": f"L-{parcel}", "person": PERSON, "code": hashed(code), "issue": 1} | more
        self.tell("parcel", parcel, body)

    # --- people ---

    def hand(self, act: str, cell: int) -> None:
        """pull_door, close_door, put_in, take_out."""
        self.links[f"board_{cell // 10}"].act(act, door=cell % 10)

    async def put_in(self, parcel: str, cell: int) -> None:
        """Staff deposits it, without a fault."""
        opening = await self.cabinet.open(cell, OpenFor.DEPOSIT, Way.STAFF, parcel, by="li", visit="staff")
        await self.comes_to(opening, Door.OPEN)
        if "put_in" in self.machines[f"board_{cell // 10}"].acts:
            self.hand("put_in", cell)
        self.hand("close_door", cell)
        await self.comes_to(opening, Door.CLOSED)
        await self.cabinet.deposited(opening, None)
        opening.end()

    async def pick_up(self, parcel: Lying | str, cell: int | None = None, visit: str = "v") -> Opening:
        """Its receiver begins to open."""
        name, number = (parcel.parcel, parcel.cell) if isinstance(parcel, Lying) else (parcel, cell)
        assert number is not None
        return await self.cabinet.open(number, OpenFor.PICKUP, Way.CODE, name, visit=visit)

    async def comes_to(self, opening: Opening, *doors: Door) -> None:
        await self.until(lambda: opening.door in doors)

    async def until(self, condition: Callable[[], bool], deadline_seconds: float = 60.0) -> None:
        async with asyncio.timeout(deadline_seconds):
            while not condition():  # noqa: ASYNC110  nothing tells when a foreign thing is so
                await asyncio.sleep(0.01)

    # --- what is known ---

    async def events(self, *kinds: str) -> list[dict[str, Any]]:
        """Bodies with their kind, in order; all, or those of these kinds."""
        await self.cabinet._works.record.written(5)
        rows = await self.journal.read(lambda sql: sql.execute("SELECT bytes FROM events ORDER BY seq").fetchall())
        events = [orjson.loads(row[0]) for row in rows]
        return [{"kind": one["kind"], **one["body"]} for one in events if not kinds or one["kind"] in kinds]

    def pulses(self, cell: int | None = None) -> list[int]:
        """Cells whose locks were pulsed, board by board."""
        pulsed = [int(name[-1]) * 10 + pulse["door"] for name, m in self.machines.items() for pulse in m.cabinet.pulses]
        return [each for each in pulsed if cell in (None, each)]

    def is_open(self, cell: int) -> bool:
        now = asyncio.get_running_loop().time()
        return self.machines[f"board_{cell // 10}"].cabinet.is_open(cell % 10, now)

    def door(self, cell: int) -> DoorState:
        return self.cabinet.state.cells[cell].door

    def at(self, seconds: float) -> datetime:
        return datetime.fromtimestamp(NOON + self.wall_off + seconds, ZONE)


@functools.cache
def hashed(code: str) -> str:
    return code_hash(SALT, COST, code)

"""A terminal of the simulated hall, in a process of its own that may be killed at any instant: the real journal,
numbers, leases and uplink of kiosk/, without a screen and without devices.

It is told what to do by lines of JSON on a socket, and answers each. It ends when the socket does.
"""

from __future__ import annotations

import asyncio
import contextlib
import mmap
import random
import socket
import struct
import time
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from logging import CRITICAL
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import structlog
import uvloop

from bench.campaigns.queue_hall.story import Line
from kiosk.clock import Clock
from kiosk.day import BusinessDay
from kiosk.events import TerminalStarted
from kiosk.journal import Journal, requests
from kiosk.lease_supply import LeaseSupply
from kiosk.life import clear_up
from kiosk.numbers import Given, Numbers, Wanted
from kiosk.person import Green
from kiosk.settings.tables import Centre as CentreSettings
from kiosk.sync.centre import Centre, CentreAway, Reply
from kiosk.sync.up import Uplink
from kiosk.trace import Trace
from kiosk.version import SOFTWARE

REACHED_SECONDS = 20.0
LINE_LIMIT_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Post:
    """Where a terminal stands, and how it reaches the centre."""

    code: str
    series: str
    folder: str
    clock_file: str
    centre_url: str
    prefixes: list[str]
    line: str
    wrong_seconds: int  # its wall clock


class FaultyLine(Centre):
    """The centre behind a line that may be down, or lose every answer; `doubled` questions are sent twice at once."""

    line = Line.OPEN
    doubled = False
    asked_ms: float | None = None  # how long the last question for a number took

    async def get(self, path: str, parameters: Mapping[str, str], deadline_seconds: float) -> Reply:
        self._check()
        return self._heard(await super().get(path, parameters, deadline_seconds))

    async def post(self, path: str, body: bytes, deadline_seconds: float) -> Reply:
        self._check()
        asked = super().post(path, body, deadline_seconds)
        begun = time.perf_counter()
        if path == "/tickets" and self.doubled:
            reply, _ = await asyncio.gather(asked, super().post(path, body, deadline_seconds))
        else:
            reply = await asked
        if path == "/tickets":
            self.asked_ms = (time.perf_counter() - begun) * 1000
        return self._heard(reply)

    def _check(self) -> None:
        if self.line is Line.DOWN:
            raise CentreAway("the line is down")

    def _heard(self, reply: Reply) -> Reply:
        if self.line is Line.DEAF:
            raise CentreAway("the answer was lost")
        return reply


class TerminalChild:
    def __init__(self, post: Post) -> None:
        log = structlog.wrap_logger(structlog.ReturnLogger(), [], structlog.make_filtering_bound_logger(CRITICAL))
        settings = CentreSettings(
            url=post.centre_url,
            number_deadline_ms=10_000,
            gather_ms=200,
            backoff_first_seconds=0.05,
            backoff_limit_seconds=0.3,
        )
        with Path(post.clock_file).open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 8, access=mmap.ACCESS_READ)
        self._wrong_seconds = post.wrong_seconds
        self._clock = Clock(
            ZoneInfo("Asia/Shanghai"),
            str(uuid.uuid4()),
            lambda: struct.unpack_from("<q", mapped)[0] / 1000 + self._wrong_seconds,
        )
        self._post, self._settings, self._log = post, settings, log
        self._centre = FaultyLine(post.centre_url, Path(post.folder) / "token", log)
        self._centre.line = Line(post.line)

    async def run(self, link: socket.socket) -> None:
        reader, writer = await asyncio.open_unix_connection(sock=link, limit=LINE_LIMIT_BYTES)
        self._journal = await Journal.open(Path(self._post.folder), SOFTWARE, self._clock)
        self._day = BusinessDay(self._clock, await self._journal.read(requests.latest_day))
        await self._journal.write(clear_up)
        await self._journal.append(TerminalStarted(software=SOFTWARE))
        await self._centre.open()
        chance = random.Random(self._post.code)
        self._uplink = Uplink(self._post.code, self._journal, self._centre, self._settings, chance, self._log)
        self._leases = LeaseSupply(
            self._journal, self._centre, self._day, lambda: set(self._post.prefixes), self._settings, chance, self._log
        )
        self._numbers = Numbers(
            self._journal,
            self._centre,
            self._day,
            self._clock,
            self._settings.number_deadline_ms,
            self._log,
            Trace(self._log, False),
        )
        self._numbers.on_lease_used = self._leases.nudge
        beside = [asyncio.create_task(self._uplink.run()), asyncio.create_task(self._leases.run())]
        tasks: set[asyncio.Task[None]] = set()
        while line := await reader.readline():
            task = asyncio.create_task(self._answer(orjson.loads(line), writer))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        for task in (*beside, *tasks):
            task.cancel()
        await self._centre.close()
        await self._journal.close()

    async def _answer(self, asked: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        said = await getattr(self, f"_{asked['do']}")(**asked["with"])
        with contextlib.suppress(OSError):
            writer.write(orjson.dumps({"n": asked["n"], "said": said}) + b"\n")

    async def _take(self, doubled: bool, green: str | None, **wanted: Any) -> dict[str, Any]:
        """A number, as the visit would take it."""
        self._centre.doubled, self._centre.asked_ms = doubled, None
        wish = Wanted(series=self._post.series, green=Green(green) if green else None, **wanted)
        given = await self._numbers.take(wish)
        said = asdict(given) | {"kind": "given" if isinstance(given, Given) else "declined"}
        return said | {"asked_ms": self._centre.asked_ms}

    async def _line(self, line: str) -> None:
        self._centre.line = Line(line)
        if self._centre.line is Line.OPEN:
            await self._flush()

    async def _jump(self, seconds: int) -> None:
        self._wrong_seconds = seconds

    async def _flush(self) -> bool:
        """Whether the centre has everything now."""
        return await self._uplink.reached(self._journal.last_seq, REACHED_SECONDS)

    async def _stock(self) -> bool:
        """Leased numbers for the new day."""
        return await self._leases.top_up()


def run(post: Post, link: socket.socket) -> None:
    """Until the socket ends."""
    uvloop.run(TerminalChild(post).run(link))

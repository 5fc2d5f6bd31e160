"""For the tests of the terminal: a clock set by hand, a hall, a journal, and a real HTTP server as the centre."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
import structlog
from aiohttp import web

from drivers.facts import CoverState, DeviceChanged, Link, Operational, PaperState
from drivers.paper import Document
from drivers.roles import Listener, Outcome, PrinterState, PrintResult
from kiosk.clock import Clock
from kiosk.hall import Hall, hall_from
from kiosk.journal import Journal
from kiosk.local import Answered, Hello, Show, decode, encode
from kiosk.settings.tables import Hall as HallSettings
from kiosk.wire import FeedRow, event_hash

ZONE = ZoneInfo("Asia/Shanghai")
NOON = 1_773_806_400.0  # 2026-03-18 12:00 in Shanghai
DAY = date(2026, 3, 18)


@dataclass
class HeldTime:
    """Wall and monotonic time, moved by the test."""

    wall: float = NOON
    monotonic: float = 1000.0

    def clock(self) -> Clock:
        return Clock(ZONE, "boot-1", lambda: self.wall, lambda: self.monotonic)

    def go(self, seconds: float) -> None:
        self.wall += seconds
        self.monotonic += seconds


@pytest.fixture
def held() -> HeldTime:
    return HeldTime()


@pytest.fixture
def log() -> Any:
    return structlog.get_logger("test")


@pytest.fixture(autouse=True)
def silent_logs() -> None:
    structlog.configure(processors=[structlog.testing.LogCapture()])


def department(code: str, prefix: str, **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "name": f"部门{prefix}",
        "name_en": f"Department {prefix}",
        "icon": "users",
        "prefix": prefix,
        "floor": "2 楼",
        "floor_en": "2F",
        "place": "2 楼 B 区",
        "place_en": "2F, area B",
        "counters": "05–09",
    } | more


def service(code: str, of: str, **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "department": of,
        "name": f"事项{code}",
        "name_en": f"Service {code}",
        "bring": "带身份证",
    } | more


FEED = [
    {"n": 1, "kind": "hall", "key": "", "body": {
        "name": "德州市政务服务中心", "name_en": "Dezhou Government Service Center", "open_until": "17:00",
        "phone": "0534-12345", "public_url": "http://hall.example", "day": "2026-03-18"}},
    {"n": 2, "kind": "terminal", "key": "lobby-1", "body": {
        "unit": "1 号机", "unit_en": "Unit 1", "series": "1", "elsewhere": "服务台", "elsewhere_en": "the service desk",
        "neighbours": [{"unit": "2 号机", "unit_en": "Unit 2", "place": "向右 5 米", "place_en": "5 m to the right"}]}},
    {"n": 3, "kind": "catalogue", "key": "", "body": {
        "departments": [department("police", "A"), department("tax", "B")],
        "services": [service("id-card", "police"), service("permit", "police"), service("invoice", "tax")]}},
    {"n": 4, "kind": "waiting", "key": "", "body": {
        "at": "2026-03-18T12:00:00+08:00", "services": {"id-card": 21, "permit": 1, "invoice": 2},
        "open_counters": {"police": 3, "tax": 1}}},
]  # fmt: skip


@pytest.fixture
def feed_rows() -> list[dict[str, Any]]:
    return [dict(row) for row in FEED]


@pytest.fixture
def hall() -> Hall:
    known, faults = hall_from([FeedRow.model_validate(row) for row in FEED], "lobby-1", True, HallSettings())
    assert not faults
    return known


@pytest.fixture
def opened(tmp_path: Path, held: HeldTime) -> Callable[..., Any]:
    """`async with opened() as journal:`; the folder stays for the next one."""

    @asynccontextmanager
    async def open_one(folder: Path = tmp_path / "state") -> AsyncIterator[Journal]:
        journal = await Journal.open(folder, "hallkiosk test", held.clock())
        try:
            yield journal
        finally:
            await journal.close()

    return open_one


@dataclass
class CentreDouble:
    """A centre over real HTTP that keeps the contract, until a fault is put before a path.

    `faults[path]` is a list of what to do with the next requests: a status, "garbage", "cut", "silent", or a response.
    """

    url: str = ""
    port: int = 0
    journals: dict[str, list[bytes]] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=lambda: list(FEED))
    through: int = 4
    faults: dict[str, list[Any]] = field(default_factory=dict)
    retry_after: str | None = None
    numbers: dict[str, str] = field(default_factory=dict)
    leases: dict[str, list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    silence: asyncio.Event = field(default_factory=asyncio.Event)
    day: str = "2026-03-18"

    def application(self) -> web.Application:
        application = web.Application(middlewares=[self.misbehave], client_max_size=8 * 1024 * 1024)
        application.router.add_post("/api/v1/journals/{journal}/batches", self.batches)
        application.router.add_get("/api/v1/feed", self.feed)
        application.router.add_post("/api/v1/tickets", self.tickets)
        application.router.add_post("/api/v1/leases", self.lease)
        return application

    @web.middleware
    async def misbehave(self, request: web.Request, handler: Any) -> web.StreamResponse:
        path = request.path.rsplit("/", 1)[1]
        self.asked.append(path)
        queue = self.faults.get(path, [])
        fault = queue.pop(0) if queue else None
        if fault == "cut after":
            await handler(request)
        if fault in ("cut", "cut after"):
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if fault == "silent":
            await self.silence.wait()
        elif fault == "garbage":
            return web.Response(body=b"\x00\xff<html>")
        elif isinstance(fault, int):
            headers = {"Retry-After": self.retry_after} if self.retry_after else {}
            return web.Response(status=fault, text="no", headers=headers)
        elif isinstance(fault, dict):
            return web.json_response(fault["json"], status=fault.get("status", 200))
        answer: web.StreamResponse = await handler(request)
        return answer

    async def batches(self, request: web.Request) -> web.Response:
        known = self.journals.setdefault(request.match_info["journal"], [])
        batch = orjson.loads(await request.read())
        if batch["first"] > len(known) + 1:
            return web.json_response({"expected": len(known) + 1}, status=409)
        for event in batch["events"][len(known) + 1 - batch["first"] :]:
            known.append(orjson.dumps(event, option=orjson.OPT_SORT_KEYS))
        self.changed.set()
        return web.json_response({"acked_through": len(known)})

    async def feed(self, request: web.Request) -> web.Response:
        after = int(request.query["after"])
        if after > self.through:
            after = 0
        if after == self.through:
            await asyncio.sleep(0.05)
        rows = [row for row in self.rows if row["n"] > after]
        return web.json_response({"rows": rows, "through": self.through})

    async def tickets(self, request: web.Request) -> web.Response:
        asked = await request.json()
        number = self.numbers.setdefault(asked["key"], f"A{len(self.numbers) + 1:03d}")
        prefix = "B" if asked["service"] == "invoice" else "A"
        return web.json_response(
            {"number": number, "day": self.day, "prefix": prefix, "service": asked["service"], "ahead": 7}
        )

    async def lease(self, request: web.Request) -> web.Response:
        asked = await request.json()
        if asked["key"] not in self.leases:
            first = 600 + sum(map(len, self.leases.values()))
            self.leases[asked["key"]] = [f"{asked['prefix']}{first + i}" for i in range(asked["count"])]
        return web.json_response({"day": self.day, "prefix": asked["prefix"], "numbers": self.leases[asked["key"]]})

    def events(self, journal: str) -> list[dict[str, Any]]:
        """What has arrived, checked: no gap, the chain unbroken."""
        prev = "0" * 64
        events = []
        for seq, canonical in enumerate(self.journals.get(journal, []), 1):
            event = orjson.loads(canonical)
            assert (event["seq"], event["prev"]) == (seq, prev)
            prev = event_hash(canonical)
            events.append(event)
        return events


@pytest.fixture
def served() -> Callable[..., Any]:
    """`async with served() as centre:`; give it a CentreDouble to serve that one again on its port."""

    @asynccontextmanager
    async def serve(double: CentreDouble | None = None) -> AsyncIterator[CentreDouble]:
        double = double or CentreDouble()
        runner = web.AppRunner(double.application(), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", double.port, reuse_address=True)
        await site.start()
        double.port = runner.addresses[0][1]
        double.url = f"http://127.0.0.1:{double.port}"
        try:
            yield double
        finally:
            double.silence.set()
            await runner.cleanup()

    return serve


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text("made-up-token\n")
    return path


@pytest.fixture
def until() -> Callable[..., Any]:
    """`await until(lambda: condition)`: wait on a condition, with a deadline."""

    async def wait(condition: Callable[[], Any], deadline_seconds: float = 10.0) -> None:
        async with asyncio.timeout(deadline_seconds):
            while not condition():  # noqa: ASYNC110 - conditions are anything, also files and processes
                await asyncio.sleep(0.005)

    return wait


class PrinterDouble:
    """The printer's side of the role: it prints when it is let, and says what the test wants it to say."""

    name = "ticket_printer"
    port = "double:"

    def __init__(self) -> None:
        self.paper = PaperState.OK
        self.error: str | None = None
        self.results: list[PrintResult] = []
        self.printed: list[Document] = []
        self.let = asyncio.Event()
        self.let.set()
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        self._listeners.append(listener)
        listener(self.condition())

    def tell(self) -> None:
        for listener in self._listeners:
            listener(self.condition())

    def condition(self) -> DeviceChanged:
        return DeviceChanged(
            self.name, "double", Link.ONLINE, Operational.READY, {"paper": self.paper}, self.error, None
        )

    async def start(self) -> None:
        pass

    async def stop(self) -> None:
        self.let.set()

    def nudge(self) -> None:
        pass

    async def hand_over(self) -> None:
        pass

    def take_back(self) -> None:
        pass

    def state(self) -> PrinterState:
        return PrinterState(self.paper, CoverState.CLOSED, self.error, 0.1)

    async def check(self, deadline_seconds: float) -> PrinterState:
        return self.state()

    async def print(self, document: Document, marker: str) -> PrintResult:
        assert len(marker) == 4
        self.printed.append(document)
        await self.let.wait()
        return self.results.pop(0) if self.results else PrintResult(Outcome.DONE, evidence={"grade": "A"})


@pytest.fixture
def printer() -> PrinterDouble:
    return PrinterDouble()


class Touching:
    """A face's side of the local socket: reads what is shown, answers it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.seen: list[Any] = []
        self.show: Show | None = None

    async def next(self) -> Any:
        async with asyncio.timeout(10):
            line = await self.reader.readline()
        if not line:
            raise EOFError
        message = decode(line)
        self.seen.append(message)
        if isinstance(message, Show):
            self.show = message
        return message

    async def until_shown(self, condition: Callable[[Any], bool]) -> Any:
        """The first view, the current one included, that fits."""
        async with asyncio.timeout(10):
            while self.show is None or not condition(self.show.view):
                await self.next()
        return self.show.view

    def answer(self, answer: Any, view: int | None = None) -> None:
        assert self.show is not None
        self.send(Answered(view=self.show.number if view is None else view, answer=answer))

    def send(self, message: Any) -> None:
        self.writer.write(encode(message))

    async def close(self) -> None:
        self.writer.close()
        await self.writer.wait_closed()


@pytest.fixture
def touching() -> Callable[..., Any]:
    """`async with touching(path) as face:`"""

    @asynccontextmanager
    async def connect(path: Path, role: str = "face") -> AsyncIterator[Touching]:
        async with asyncio.timeout(10):
            while True:
                try:
                    reader, writer = await asyncio.open_unix_connection(path, limit=1 << 20)
                    break
                except (FileNotFoundError, ConnectionRefusedError):
                    await asyncio.sleep(0.01)
        face = Touching(reader, writer)
        face.send(Hello(role=role))
        try:
            yield face
        finally:
            await face.close()

    return connect

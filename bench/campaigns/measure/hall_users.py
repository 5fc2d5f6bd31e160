"""The users of the load benchmark: who looks at a display, who calls, who asks for a number. Each has a connection."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import orjson

from bench.campaigns.measure.hall_teller import Teller
from bench.campaigns.queue_hall.catalogue import MadeHall, Service
from bench.campaigns.queue_hall.clerk import Clerk
from bench.campaigns.queue_hall.quick_http import Connection, NoAnswer

TAPS = 100
SEATING_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """`at`: monotonic seconds of the question. `status` 0: no answer. `said`: the number, for a ticket."""

    kind: str
    at: float
    ms: float
    status: int
    said: str = ""


@dataclass(frozen=True, slots=True)
class Terminals:
    tokens: list[str]

    def headers(self, at: int) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[at % len(self.tokens)]}", "Content-Type": "application/json"}


@dataclass(slots=True)
class Place:
    """The running server and who is in it. `keys` makes every question for a number another one."""

    url: str
    hall: MadeHall
    terminals: Terminals
    links: list[str]
    clerks: list[Clerk] = field(default_factory=list)
    keys: itertools.count[int] = field(default_factory=itertools.count)
    connections: list[Connection] = field(default_factory=list)
    teller: Teller = field(init=False)

    def __post_init__(self) -> None:
        self.teller = Teller(self.connection(), self.terminals.headers(0))

    def service(self, code: str) -> Service:
        return next(service for service in self.hall.services if service.code == code)

    def connection(self) -> Connection:
        self.connections.append(Connection(self.url))
        return self.connections[-1]

    async def seat(self) -> None:
        """A clerk at every counter."""
        self.clerks = [Clerk(self.url, self.connection(), counter.code) for counter in self.hall.counters]
        turn = asyncio.Semaphore(SEATING_AT_ONCE)

        async def sit(clerk: Clerk, link: str) -> None:
            async with turn:
                await clerk.sign_in(link)
                await clerk.sit()

        await asyncio.gather(*(sit(clerk, link) for clerk, link in zip(self.clerks, self.links, strict=True)))

    def question(self, service: str) -> bytes:
        key = f"key-{next(self.keys):08d}"
        return orjson.dumps({"key": key, "service": service, "token": f"token-{key}", "visit": key})

    def close(self) -> None:
        for connection in self.connections:
            connection.close()


User = Callable[[float, list[Asked]], Awaitable[None]]
Ask = Callable[[], Awaitable[tuple[int, str]]]


def displays(place: Place, at: int, think_seconds: float) -> User:
    connection = place.connection()

    async def ask() -> tuple[int, str]:
        return (await connection.get("/display", {})).status, ""

    return _user("display", at, think_seconds, ask)


def calls(place: Place, at: int, think_seconds: float) -> User:
    clerk = place.clerks[at % len(place.clerks)]

    async def ask() -> tuple[int, str]:
        return await clerk.press("next"), ""

    return _user("call", at, think_seconds, ask)


def tickets(place: Place, at: int, think_seconds: float) -> User:
    connection, headers = place.connection(), place.terminals.headers(at)
    services = itertools.cycle(random.Random(at).sample(place.hall.services, len(place.hall.services)))

    async def ask() -> tuple[int, str]:
        answer = await connection.post("/api/v1/tickets", headers, place.question(next(services).code))
        return answer.status, orjson.loads(answer.body)["number"] if answer.status == 200 else ""

    return _user("ticket", at, think_seconds, ask)


async def double_taps(place: Place) -> int:
    """How many of a hundred double taps, both requests on their way at once, were given two numbers."""
    left, right = place.connection(), place.connection()
    different = 0
    for tap in range(TAPS):
        body, headers = place.question(place.hall.services[tap % 7].code), place.terminals.headers(0)
        both = await asyncio.gather(*(side.post("/api/v1/tickets", headers, body) for side in (left, right)))
        different += orjson.loads(both[0].body)["number"] != orjson.loads(both[1].body)["number"]
    return different


def _user(kind: str, at: int, think_seconds: float, ask: Ask) -> User:
    rng = random.Random(f"{kind} {at}")

    async def until(deadline: float, heard: list[Asked]) -> None:
        await asyncio.sleep(rng.random() * think_seconds)
        while (begun := time.perf_counter()) < deadline:
            try:
                status, said = await ask()
            except NoAnswer:
                status, said = 0, ""
            heard.append(Asked(kind, begun, (time.perf_counter() - begun) * 1000, status, said))
            await asyncio.sleep(think_seconds)

    return until

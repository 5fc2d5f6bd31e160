"""A centre for a schedule, as a model: rows that it tells, events that it takes. And the connection to a centre, be it
this one or the real one's code: behind the terminal's real feed and uplink, it stands in for HTTP and the server.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
from structlog.typing import FilteringBoundLogger

from bench.campaigns.cabinets.hall_centre import HallCentre
from bench.campaigns.cabinets.life import SeveredCentre
from kiosk.sync.centre import Reply
from kiosk.wire import FIRST_HASH, canonical, event_hash

ANSWER_SECONDS = 0.02
LOOK_SECONDS = 0.5


class ToldRows:
    """What the modelled centre keeps, and says in the wire's own words."""

    def __init__(self, wall: Callable[[], float]) -> None:
        self.wall = wall  # the hall's clock, seconds since 1970
        self.n = 0
        self.rows: dict[tuple[str, str], dict[str, Any]] = {}
        self.away = False
        self.deaf = False
        self.events: list[dict[str, Any]] = []
        self.taken: dict[str, int] = {}  # by journal
        self.broken_chains: list[str] = []
        self._last_hash: dict[str, str] = {}

    def tell(self, kind: str, key: str, body: Mapping[str, Any], expires_at: str | None = None) -> int:
        """Returns the row's number."""
        self.n += 1
        row = {"n": self.n, "kind": kind, "key": key, "body": dict(body)}
        self.rows[kind, key] = row if expires_at is None else row | {"expires_at": expires_at}
        return self.n

    def tell_again(self, kind: str, key: str) -> None:
        """The same once more, under a new number: what a centre does that is not sure whether it was heard."""
        self.n += 1
        self.rows[kind, key] = self.rows[kind, key] | {"n": self.n}

    def has_news(self, after: int) -> bool:
        return self.n > after

    def feed(self, after: int) -> bytes:
        rows = sorted((row for row in self.rows.values() if row["n"] > after), key=lambda row: int(row["n"]))
        return orjson.dumps({"rows": rows, "through": self.n, "now_ms": int(self.wall() * 1000)})

    def take(self, journal: str, body: bytes) -> Reply:
        batch = orjson.loads(body)
        have, first = self.taken.get(journal, 0), batch["first"]
        if first > have + 1:
            return Reply(409, orjson.dumps({"expected": have + 1}))
        for seq, event in enumerate(batch["events"], first):
            if seq <= have:
                continue
            if event["prev"] != self._last_hash.get(journal, FIRST_HASH):
                self.broken_chains.append(f"event {seq} of journal {journal} does not follow the one before it")
            self._last_hash[journal] = event_hash(canonical(event))
            self.events.append(event)
            self.taken[journal] = have = seq
        return Reply(200, orjson.dumps({"acked_through": have}))


class ToldCentre(SeveredCentre):
    """One life's connection to a centre."""

    def __init__(self, told: HallCentre, log: FilteringBoundLogger) -> None:
        super().__init__("http://told", Path("none"), log)
        self._told = told

    async def open(self) -> None:
        """There is nothing to open."""

    async def close(self) -> None:
        """Nor to close."""

    async def _ask(
        self, method: str, path: str, parameters: Mapping[str, str], body: bytes | None, deadline_seconds: float
    ) -> Reply:
        await asyncio.sleep(ANSWER_SECONDS)
        if self._told.away or self.severed:
            await asyncio.sleep(min(1.0, deadline_seconds))
            raise self._lost(f"{method} {path}: nobody answers")
        reply = await self._answer(method, path, parameters, body)
        if self._told.away or self._told.deaf or self.severed:
            await asyncio.sleep(min(1.0, deadline_seconds))
            raise self._lost(f"{method} {path}: the answer is lost")
        if reply.ok:  # as HTTP's Date says it, in whole seconds
            self.time_told = (float(int(self._told.wall())), asyncio.get_running_loop().time())
        return reply

    async def _answer(self, method: str, path: str, parameters: Mapping[str, str], body: bytes | None) -> Reply:
        if method == "GET" and path == "/feed":
            return await self._feed(int(parameters["after"]), float(parameters["wait"]))
        if method == "POST" and path.startswith("/journals/") and body is not None:
            return self._told.take(path.split("/")[2], body)
        return Reply(404, b'{"detail":"Not Found"}')

    async def _feed(self, after: int, wait_seconds: float) -> Reply:
        loop = asyncio.get_running_loop()
        ends, told = loop.time() + wait_seconds, self._told
        while not told.away and not told.has_news(after) and loop.time() < ends:  # noqa: ASYNC110  a long poll
            await asyncio.sleep(LOOK_SECONDS)
        return Reply(200, told.feed(after))

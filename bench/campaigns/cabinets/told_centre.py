"""A centre for a schedule, as a model: rows that it tells, events that it takes, hours in which nobody hears of it.

Behind the terminal's real feed and uplink; it stands in for HTTP and the server, and says the same words.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
from structlog.typing import FilteringBoundLogger

from bench.campaigns.cabinets.life import SeveredCentre
from kiosk.sync.centre import Reply
from kiosk.wire import FIRST_HASH, canonical, event_hash

ANSWER_SECONDS = 0.02
LOOK_SECONDS = 0.5


class ToldRows:
    """What the centre keeps; it outlives the terminal's lives."""

    def __init__(self, wall: Callable[[], float]) -> None:
        self.wall = wall  # the hall's clock, seconds since 1970
        self.n = 0
        self.rows: dict[tuple[str, str], dict[str, Any]] = {}
        self.served_through = 0  # the terminal has been sent everything up to here
        self.away = False
        self.deaf = False  # it hears, and its answers are lost
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

    def after(self, n: int) -> list[dict[str, Any]]:
        return sorted((row for row in self.rows.values() if row["n"] > n), key=lambda row: int(row["n"]))

    def take(self, journal: str, first: int, events: list[dict[str, Any]]) -> tuple[int, dict[str, int]]:
        """Status and body of the answer to a batch."""
        have = self.taken.get(journal, 0)
        if first > have + 1:
            return 409, {"expected": have + 1}
        for seq, event in enumerate(events, first):
            if seq <= have:
                continue
            if event["prev"] != self._last_hash.get(journal, FIRST_HASH):
                self.broken_chains.append(f"event {seq} of journal {journal} does not follow the one before it")
            self._last_hash[journal] = event_hash(canonical(event))
            self.events.append(event)
            self.taken[journal] = have = seq
        return 200, {"acked_through": have}


class ToldCentre(SeveredCentre):
    """One life's connection to it."""

    def __init__(self, told: ToldRows, log: FilteringBoundLogger) -> None:
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
        return reply

    async def _answer(self, method: str, path: str, parameters: Mapping[str, str], body: bytes | None) -> Reply:
        if method == "GET" and path == "/feed":
            return await self._feed(int(parameters["after"]), float(parameters["wait"]))
        if method == "POST" and path.startswith("/journals/") and body is not None:
            batch = orjson.loads(body)
            status, said = self._told.take(path.split("/")[2], batch["first"], batch["events"])
            return Reply(status, orjson.dumps(said))
        return Reply(404, b'{"detail":"Not Found"}')

    async def _feed(self, after: int, wait_seconds: float) -> Reply:
        loop = asyncio.get_running_loop()
        ends = loop.time() + wait_seconds
        told = self._told
        while not (rows := told.after(after)) and loop.time() < ends and not told.away:  # noqa: ASYNC110  a long poll
            await asyncio.sleep(LOOK_SECONDS)
        if not (told.away or told.deaf or self.severed):
            told.served_through = max(told.served_through, told.n)
        return Reply(200, orjson.dumps({"rows": rows, "through": told.n, "now_ms": int(told.wall() * 1000)}))

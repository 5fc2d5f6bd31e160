"""Fifty open displays, and how long a call takes until all of them show it."""

from __future__ import annotations

import asyncio
import random
import re
import time
from urllib.parse import urlsplit

from bench.campaigns.measure.hall_users import Place

DISPLAYS, CALLS = 50, 15
CHANGE_SECONDS = 10.0
PAUSE_SECONDS = (0.6, 1.4)
_CALLED = re.compile(rb'class="[^"]*\bnumber\b[^"]*">([0-9A-Z-]{4,})<')


async def call_to_change(place: Place) -> list[float]:
    """Milliseconds from the request of a call until the number stands large on a display, of each call and display."""
    rng, clerk = random.Random(1), place.clerks[0]
    await place.teller.give(CALLS, [place.service(place.hall.counters[0].services[0])])
    watchers = [_Watcher() for _ in range(DISPLAYS)]
    streams = [asyncio.create_task(watcher.watch(place.url)) for watcher in watchers]
    times: list[float] = []
    try:
        for _ in range(CALLS):
            await asyncio.sleep(rng.uniform(*PAUSE_SECONDS))
            before = [watcher.pictures for watcher in watchers]
            begun = time.perf_counter()
            await clerk.press("next")
            for watcher, seen in zip(watchers, before, strict=True):
                times.append((await watcher.changed(seen) - begun) * 1000)
    finally:
        for stream in streams:
            stream.cancel()
        await asyncio.gather(*streams, return_exceptions=True)
    return times


class _Watcher:
    """One display: `pictures` counts those whose newest call is another number than before."""

    def __init__(self) -> None:
        self.pictures = 0
        self._newest = b""
        self._at = 0.0
        self._news = asyncio.Event()

    async def watch(self, url: str) -> None:
        address = urlsplit(url)
        reader, writer = await asyncio.open_connection(address.hostname, address.port, limit=1 << 20)
        try:
            writer.write(f"GET /display/live HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n".encode())
            while event := await reader.readuntil(b"\n\n"):
                if b"event: page" in event:
                    self._see(event)
        finally:
            writer.close()

    def _see(self, event: bytes) -> None:
        called = _CALLED.search(event)
        if called is not None and called[1] != self._newest:
            self._newest, self._at = called[1], time.perf_counter()
            self.pictures += 1
            self._news.set()

    async def changed(self, seen: int) -> float:
        """The monotonic time of the first picture after `seen`."""
        async with asyncio.timeout(CHANGE_SECONDS):
            while self.pictures <= seen:
                self._news.clear()
                await self._news.wait()
        return self._at

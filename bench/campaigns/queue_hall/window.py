"""A counter's window terminal: the deeds of its clerk, over HTTP, repeated until the centre has answered."""

from __future__ import annotations

import asyncio
import random
import time

import orjson

from bench.campaigns.queue_hall.agenda import Agenda
from bench.campaigns.queue_hall.latencies import Latencies
from bench.campaigns.queue_hall.quick_http import Answer, Connection, NoAnswer
from kiosk.wire import CounterBody, CounterDone

AGAIN_SECONDS = 15.0
DOUBLED_SHARE = 0.04
PATIENT_TRIES = 400


class DeedRefused(RuntimeError):
    """The centre answers a deed with an error that will not pass."""


class Window:
    """`turn` follows the counter's; a deed is sent with it, so that sending it again is harmless."""

    def __init__(self, url: str, token: str, counter: str, agenda: Agenda, latencies: Latencies) -> None:
        self.counter = counter
        self._agenda = agenda
        self._latencies = latencies
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._connections = (Connection(url), Connection(url))
        self._rng = random.Random(f"window {counter}")
        self._turn = 0

    async def look(self) -> CounterBody:
        """The counter as it is."""
        answer = await self._patient("look", "GET", b"")
        body = CounterBody.model_validate_json(answer.body)
        self._turn = body.turn
        return body

    async def do(self, deed: str, **what: object) -> CounterBody:
        """Done, once; the counter as it is then. A deed whose answer was lost is known by its old turn."""
        asked = {"deed": deed, "turn": self._turn} | what
        answer = await self._patient(deed, "POST", orjson.dumps(asked))
        now = CounterDone.model_validate_json(answer.body).now
        self._turn = now.turn
        return now

    def close(self) -> None:
        for connection in self._connections:
            connection.close()

    async def _patient(self, kind: str, method: str, body: bytes) -> Answer:
        for _ in range(PATIENT_TRIES):
            try:
                answer = await self._ask(kind, method, body)
            except NoAnswer:
                await self._agenda.after(AGAIN_SECONDS)
                continue
            if answer.status == 200:
                return answer
            if answer.status < 500 and answer.status != 429:
                raise DeedRefused(f"counter {self.counter}: {kind}: {answer.status} {answer.body[:200]!r}")
            await self._agenda.after(AGAIN_SECONDS)
        raise DeedRefused(f"counter {self.counter}: {kind}: the centre did not answer {PATIENT_TRIES} times")

    async def _ask(self, kind: str, method: str, body: bytes) -> Answer:
        """Some presses are double; of their answers the one counts that knows the newer turn."""
        path = f"/api/v1/counters/{self.counter}"
        begun = time.perf_counter()
        if method == "GET":
            return await self._connections[0].get(path, self._headers)
        both = self._connections if self._rng.random() < DOUBLED_SHARE else self._connections[:1]
        asked = (connection.post(f"{path}/deeds", self._headers, body) for connection in both)
        answers = await asyncio.gather(*asked, return_exceptions=True)
        self._latencies.note(kind, time.perf_counter() - begun)
        heard = [answer for answer in answers if isinstance(answer, Answer)]
        if not heard:
            raise NoAnswer(f"{kind}: {answers[0]}")
        done = [answer for answer in heard if answer.status == 200]
        return max(done, key=_turn) if done else heard[0]


def _turn(answer: Answer) -> int:
    return int(orjson.loads(answer.body)["now"]["turn"])

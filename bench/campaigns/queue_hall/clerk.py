"""A clerk's browser: signs in by a link, sits down at a counter, presses the buttons of the counter's page."""

from __future__ import annotations

import asyncio
import re
from urllib.parse import urlencode

from bench.campaigns.queue_hall.quick_http import Answer, Connection

_FORM_TOKEN = re.compile(rb'name="form_token" value="([^"]+)"')
_TURN = re.compile(rb'name="turn" value="(\d+)"')
_USUAL = re.compile(rb'name="service" value="([\w-]+)" checked')
_FOUND = (200, 303)


class PageRefused(RuntimeError):
    """The centre's page did not do what was asked; the message says which and what it answered."""


class Clerk:
    """One signed-in person. The connection is hers alone."""

    def __init__(self, url: str, connection: Connection, counter: str) -> None:
        self.counter = counter
        self._connection = connection
        self._headers = {"Origin": url, "X-Part": "1"}
        self._form_token = ""
        self._pressing = asyncio.Lock()
        self.turn = 0

    async def sign_in(self, link_path: str) -> None:
        """Raises PageRefused or NoAnswer."""
        self._headers.pop("Cookie", None)
        answer = await self._connection.get(link_path, {})
        if "hall_session" not in answer.cookies:
            raise PageRefused(f"{link_path[:20]}...: {answer.status}; nobody is signed in by it")
        self._headers["Cookie"] = f"hall_session={answer.cookies['hall_session']}"

    async def sit(self) -> None:
        """Begin at the counter with its usual services; another clerk there is taken over from."""
        page = await self._connection.get(f"/counters/{self.counter}/sit", self._headers)
        token = _FORM_TOKEN.search(page.body)
        if token is None:
            raise PageRefused(f"/counters/{self.counter}/sit: {page.status} {page.body[:120]!r}")
        self._form_token = token[1].decode()
        services = [("service", code.decode()) for code in _USUAL.findall(page.body)]
        await self._press("sit", services)
        await self.look()

    async def look(self) -> None:
        """Open the counter's page: which turn it is."""
        page = await self._connection.get(f"/counters/{self.counter}", self._headers)
        self._heard(page)

    async def leave(self) -> None:
        """Rise from the counter."""
        await self._press("leave", [])

    def close(self) -> None:
        self._connection.close()

    async def press(self, deed: str) -> int:
        """One button; the status of the answer. One after the other. Raises NoAnswer."""
        async with self._pressing:
            return (await self._press(deed, [("turn", str(self.turn))])).status

    async def _press(self, deed: str, fields: list[tuple[str, str]]) -> Answer:
        body = urlencode([("form_token", self._form_token), *fields]).encode()
        headers = self._headers | {"Content-Type": "application/x-www-form-urlencoded"}
        answer = await self._connection.post(f"/counters/{self.counter}/{deed}", headers, body)
        if answer.status not in _FOUND and answer.status < 500:
            raise PageRefused(f"/counters/{self.counter}/{deed}: {answer.status} {answer.body[:120]!r}")
        self._heard(answer)
        return answer

    def _heard(self, page: Answer) -> None:
        if (turn := _TURN.search(page.body)) is not None:
            self.turn = int(turn[1])

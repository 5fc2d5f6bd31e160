"""The centre over HTTP: one session, connections kept alive, every request with a deadline.

What an answer means is decided by whoever asked. This file knows only two ends of a request: a `Reply`, or
`CentreAway`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

import aiohttp
from structlog.typing import FilteringBoundLogger

from kiosk.version import SOFTWARE
from kiosk.waiting import happens_within
from kiosk.wire import API

REPLY_LIMIT_BYTES = 16 * 1024 * 1024
KEEP_ALIVE_SECONDS = 60
OK = 200
UNAUTHORISED = 401


class CentreAway(Exception):
    """No answer: not reached, cut off, too slow, too long. It passes; whoever asked backs off and asks again."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes
    retry_after_seconds: float | None = None

    @property
    def ok(self) -> bool:
        return self.status == OK

    def told(self) -> str:
        """Status and the beginning of the body, for a log line."""
        return f"{self.status} {self.body[:160].decode(errors='replace')!r}"


class Centre:
    """Open it on the loop, close it once. `heard_at` is the monotonic time of the last understood answer; `time_told`:
    what the centre's clock said (seconds since 1970), and our monotonic time then."""

    time_told: tuple[float, float] | None = None

    def __init__(self, url: str, token_file: Path, log: FilteringBoundLogger) -> None:
        self._url = url.rstrip("/") + API
        self._token_file = token_file
        self._log = log
        self._session: aiohttp.ClientSession | None = None
        self._token: str | None = None
        self._away = False
        self._pausing: set[asyncio.Future[None]] = set()
        self.heard_at: float | None = None

    async def open(self) -> None:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(keepalive_timeout=KEEP_ALIVE_SECONDS, limit=8),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": SOFTWARE},
        )

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def get(self, path: str, parameters: Mapping[str, str], deadline_seconds: float) -> Reply:
        """Raises CentreAway."""
        return await self._ask("GET", path, parameters, None, deadline_seconds)

    async def post(self, path: str, body: bytes, deadline_seconds: float) -> Reply:
        """Send JSON. Only what may be repeated is posted here: a connection that the centre closed while it was idle
        is replaced and the request sent again. Raises CentreAway."""
        return await self._ask("POST", path, {}, body, deadline_seconds)

    def heard(self) -> None:
        """Whoever understood an answer says so. If the centre had been away, all pauses end."""
        self.heard_at = time.monotonic()
        if self._away:
            self._away = False
            self._log.info("centre is back")
            for future in self._pausing:
                if not future.done():
                    future.set_result(None)

    async def pause(self, seconds: float) -> None:
        """Wait; shorter when somebody else finds the centre back."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._pausing.add(future)
        try:
            await happens_within(seconds, future)
        finally:
            self._pausing.discard(future)

    async def _ask(
        self, method: str, path: str, parameters: Mapping[str, str], body: bytes | None, deadline_seconds: float
    ) -> Reply:
        if self._session is None:
            raise CentreAway("the connection to the centre is not open")
        try:
            async with asyncio.timeout(deadline_seconds):
                try:
                    reply = await self._once(self._session, method, path, parameters, body)
                except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
                    reply = await self._once(self._session, method, path, parameters, body)
        except TimeoutError as error:
            raise self._lost(f"{method} {path}: no answer within {deadline_seconds} s") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise self._lost(f"{method} {path}: {type(error).__name__}: {error}") from error
        if reply.status == UNAUTHORISED:
            self._token = None  # read again: the technician may have put a new one there
        return reply

    async def _once(
        self,
        session: aiohttp.ClientSession,
        method: str,
        path: str,
        parameters: Mapping[str, str],
        body: bytes | None,
    ) -> Reply:
        headers = {"Authorization": f"Bearer {self._read_token()}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        async with session.request(
            method, self._url + path, params=parameters, data=body, headers=headers, allow_redirects=False
        ) as response:
            received = bytearray()
            async for chunk in response.content.iter_any():
                received += chunk
                if len(received) > REPLY_LIMIT_BYTES:
                    raise ValueError(f"an answer of more than {REPLY_LIMIT_BYTES} bytes")
            if response.status == OK and (date := _date(response.headers.get("Date"))) is not None:
                self.time_told = (date, time.monotonic())
            return Reply(response.status, bytes(received), _seconds(response.headers.get("Retry-After")))

    def _read_token(self) -> str:
        if self._token is None:
            token = self._token_file.read_text(encoding="ascii", errors="replace").strip()
            if not token or not token.isprintable() or " " in token:
                raise ValueError(
                    f"{self._token_file}: holds no token; the technician puts the one of this terminal there"
                )
            self._token = token
        return self._token

    def _lost(self, sentence: str) -> CentreAway:
        if not self._away:
            self._away = True
            self._log.warning("centre is away", why=sentence)
        return CentreAway(sentence)


def _date(header: str | None) -> float | None:
    """RFC 9110 section 5.6.7, as seconds since 1970; a whole second."""
    try:
        return parsedate_to_datetime(header).timestamp() if header else None
    except (ValueError, TypeError):
        return None


def _seconds(retry_after: str | None) -> float | None:
    """Retry-After in seconds; the date form is not used between these two."""
    try:
        return max(0.0, float(retry_after)) if retry_after else None
    except ValueError:
        return None

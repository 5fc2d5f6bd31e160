"""A small HTTP/1.1 client: one kept connection, one request at a time, as little work as possible.

The load generator shares two cores with the server that it measures; what it saves, the measurement has.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_COOKIE = re.compile(rb"\r\nset-cookie: *([^=;\r\n]+)=([^;\r\n]*)", re.IGNORECASE)
_ETAG = re.compile(rb"\r\netag: *([^\r\n]+)", re.IGNORECASE)
_END = b"\r\n\r\n"


class NoAnswer(OSError):
    """Not reached, cut off, or too slow."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    cookies: Mapping[str, str]
    etag: str = ""


class Connection:
    """Opened with the first request, and again after a failure. `close` it once. Only what may be repeated is sent."""

    def __init__(self, url: str, deadline_seconds: float = 15.0) -> None:
        address = urlsplit(url)
        self._host, self._port = address.hostname or "", address.port or 80
        self._deadline_seconds = deadline_seconds
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, headers: Mapping[str, str]) -> Answer:
        """Raises NoAnswer."""
        return await self._ask("GET", path, headers, b"")

    async def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Raises NoAnswer."""
        return await self._ask("POST", path, headers, body)

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self._host}:{self._port}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if method == "POST":
            lines.append(f"Content-Length: {len(body)}")
        request = "\r\n".join(lines).encode() + _END + body
        kept = self._streams is not None
        try:
            async with asyncio.timeout(self._deadline_seconds):
                try:
                    return await self._once(request)
                except (ConnectionError, EOFError):
                    self.close()
                    if not kept:
                        raise
                    return await self._once(request)  # it was closed while nobody used it
        except (TimeoutError, OSError, EOFError, ValueError) as error:
            self.close()
            raise NoAnswer(f"{method} {path}: {type(error).__name__}: {error}") from error

    async def _once(self, request: bytes) -> Answer:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        writer.write(request)
        return await _answer(reader)


async def _answer(reader: asyncio.StreamReader) -> Answer:
    head = await reader.readuntil(_END)
    length = _LENGTH.search(head)
    if length is not None:
        body = await reader.readexactly(int(length[1]))
    else:
        body = await _chunks(reader) if _CHUNKED.search(head) else b""
    cookies = {name.decode(): value.decode() for name, value in _COOKIE.findall(head)}
    etag = _ETAG.search(head)
    return Answer(int(head[9:12]), body, cookies, etag[1].decode() if etag else "")


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readexactly(2)
    return bytes(body)

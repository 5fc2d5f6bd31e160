"""The raw TCP port of a network printer (9100 on real ones), on this machine only.

One host at a time: a new connection takes the line over, as the old one may be a dead host's.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress

from bench.ports.port import Ear

READ_BYTES = 4096
HOST = "127.0.0.1"


class TcpPort:
    """`port` 0: a free one, which it keeps from the first `plug` on."""

    def __init__(self, ear: Ear, port: int = 0) -> None:
        self.port = port
        self._ear = ear
        self._server: asyncio.Server | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._hosts: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        return f"socket://{HOST}:{self.port}"

    @property
    def opened(self) -> bool:
        return self._writer is not None

    async def plug(self) -> None:
        if self._server is not None:
            return
        self._server = await asyncio.start_server(self._host, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def unplug(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()
        for task in tuple(self._hosts):
            task.cancel()
            await asyncio.wait((task,))
        if server is not None:
            await server.wait_closed()

    def write(self, data: bytes) -> None:
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(data)

    async def _host(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._hosts.add(task)
        if self._writer is not None:
            self._writer.close()
        self._writer = writer
        writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._ear.changed()
        try:
            while data := await reader.read(READ_BYTES):
                await self._ear.roomy()
                self._ear.receive(self, data)
        except (ConnectionError, asyncio.CancelledError):
            pass  # hung up, by the host or by `unplug`; a cancelled connection is an error to asyncio 3.11's streams
        finally:
            self._hosts.discard(task)
            if self._writer is writer:
                self._writer = None
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()
            self._ear.changed()

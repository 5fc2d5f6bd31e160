"""The terminals as the simulation knows them: asked for numbers, cut off, killed, begun again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any

import orjson

from bench.campaigns.processes import ROOT, STOP_SECONDS
from bench.campaigns.queue_hall.nursery import MESSAGE_BYTES
from bench.campaigns.queue_hall.story import Line
from bench.campaigns.queue_hall.terminal_child import LINE_LIMIT_BYTES, Post
from bench.display import with_parent

ANSWER_SECONDS = 60.0


class TerminalGone(Exception):
    """It was killed before it answered."""


@contextmanager
def nursery() -> Iterator[socket.socket]:
    """Where terminals are begun; they end with it."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-m", "bench.campaigns.queue_hall.nursery", str(theirs.fileno())]
    process = subprocess.Popen(with_parent(command), cwd=ROOT, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        process.kill()
        process.wait()


class Terminal:
    """One at a time of `begin` and `kill`. What it is asked while it is dead raises TerminalGone."""

    def __init__(self, nursery: socket.socket, post: Post) -> None:
        self.post = post
        self.alive = False
        self.heard_ms: int | None = None  # when it last had a number from the centre
        self.untold: list[str] = []  # keys that the centre may not have heard of yet
        self._nursery = nursery
        self._pid = 0
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self._count = 0
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None

    @property
    def line(self) -> Line:
        return Line(self.post.line)

    @property
    def clock_is_right(self) -> bool:
        return not self.post.wrong_seconds

    async def begin(self) -> None:
        """A process on the terminal's folder; what it remembers is what stands there."""
        ours, theirs = socket.socketpair()
        message = orjson.dumps(asdict(self.post))
        assert len(message) < MESSAGE_BYTES
        socket.send_fds(self._nursery, [message], [theirs.fileno()])
        theirs.close()
        self._pid = int(self._nursery.recv(64))
        reader, self._writer = await asyncio.open_unix_connection(sock=ours, limit=LINE_LIMIT_BYTES)
        self.alive = True
        self._reading = asyncio.create_task(self._read(reader))

    def kill(self) -> None:
        """SIGKILL, now."""
        if self.alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)

    async def end(self) -> None:
        """Close its socket; it ends by itself."""
        if self._writer is not None:
            self._writer.close()
        if self._reading is not None:
            await self._reading

    async def set_line(self, line: Line) -> None:
        self.post = replace(self.post, line=line.value)
        with contextlib.suppress(TerminalGone):
            await self.ask("line", line=line.value)

    async def jump(self, seconds: int) -> None:
        self.post = replace(self.post, wrong_seconds=seconds)
        with contextlib.suppress(TerminalGone):
            await self.ask("jump", seconds=seconds)

    async def ask(self, do: str, **what: Any) -> Any:
        """Raises TerminalGone."""
        if not self.alive or self._writer is None:
            raise TerminalGone
        self._count += 1
        future = self._asked[self._count] = asyncio.get_running_loop().create_future()
        self._writer.write(orjson.dumps({"n": self._count, "do": do, "with": what}) + b"\n")
        async with asyncio.timeout(ANSWER_SECONDS):
            return await future

    async def _read(self, reader: asyncio.StreamReader) -> None:
        with contextlib.suppress(OSError):
            while line := await reader.readline():
                answer = orjson.loads(line)
                future = self._asked.pop(answer["n"], None)
                if future is not None and not future.done():
                    future.set_result(answer["said"])
        self.alive = False
        for future in self._asked.values():
            if not future.done():
                future.set_exception(TerminalGone())
        self._asked.clear()
        if self._writer is not None:
            self._writer.close()

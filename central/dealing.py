"""Connections of one port, dealt to several processes in turn.

The kernel would deal them out by chance (SO_REUSEPORT): of the few that a hall's terminals keep open for hours most may
come to one process, and the other core has nothing to do. Here the first process accepts, and hands each one on.
"""

from __future__ import annotations

import asyncio
import select
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import cycle, islice

_BACKLOG = 2048
_AT_ONCE = 64  # connections that a process takes in one look
_AGAIN_SECONDS = 0.01  # until what could not be done now is tried again


class Dealer:
    """The side that accepts. Made before the processes are forked; each of them calls `keep_only` at once.

    A process that is begun again goes on with the source of the one that died.
    """

    def __init__(self, listener: socket.socket, processes: int) -> None:
        """`listener`: bound. It listens from now on: who connects before a process has begun waits for it."""
        listener.listen(_BACKLOG)
        listener.setblocking(False)
        self._listener = listener
        pairs = [socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET) for _ in range(processes)]
        for end in (end for pair in pairs for end in pair):
            end.setblocking(False)
        self._ways = [ours for ours, _ in pairs]
        self.sources = [theirs for _, theirs in pairs]  # where each process has its connections from
        self._turns = cycle(self._ways)
        self._held: socket.socket | None = None  # accepted, and every process had its hands full

    def deal(self, seconds: float) -> None:
        """For so long."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if self._held is None:
                ready, _, _ = select.select([self._listener], [], [], left)
                if not ready:
                    return
                with suppress(OSError):  # whoever knocked has gone, or this process has too many files open
                    self._held, _ = self._listener.accept()
            if self._held is None or not self._given(self._held):
                time.sleep(min(left, _AGAIN_SECONDS))
            else:
                self._held.close()
                self._held = None

    def keep_only(self, process: int | None) -> None:
        """In a forked process: of all sockets only its own source stays open. None: that of no one."""
        for mine in (self._listener, *self._ways, *([self._held] if self._held else [])):
            mine.close()
        for place, source in enumerate(self.sources):
            if place != process:
                source.close()

    def _given(self, connection: socket.socket) -> bool:
        """False: every process has its hands full."""
        for way in islice(self._turns, len(self._ways)):
            with suppress(OSError):  # it has not taken its last ones yet
                socket.send_fds(way, [b"."], [connection.fileno()])
                return True
        return False


class Dealt:
    """The side that answers, on a running loop. `begin` and `end` once."""

    def __init__(self, source: socket.socket, protocol: Callable[[], asyncio.Protocol]) -> None:
        self._source = source
        self._protocol = protocol
        self._loop = asyncio.get_running_loop()
        self._opening: set[asyncio.Task[object]] = set()

    def begin(self) -> None:
        self._loop.add_reader(self._source, self._take)

    def end(self) -> None:
        self._loop.remove_reader(self._source)
        self._source.close()

    def _take(self) -> None:
        for _ in range(_AT_ONCE):
            try:
                message, files, _, _ = socket.recv_fds(self._source, 1, 1)
            except BlockingIOError:
                return
            if not message:  # the first process has gone, and we go with it
                self._loop.remove_reader(self._source)
                return
            for file in files:
                connection = socket.socket(fileno=file)
                connection.setblocking(False)
                opening: asyncio.Task[object] = self._loop.create_task(self._open(connection))
                self._opening.add(opening)
                opening.add_done_callback(self._opening.discard)

    async def _open(self, connection: socket.socket) -> None:
        try:
            await self._loop.connect_accepted_socket(self._protocol, connection)
        except OSError:  # it has gone already
            connection.close()

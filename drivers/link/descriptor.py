"""Reading and writing an open file descriptor by readiness: what serial ports and sockets have in common.

No polling: the event loop calls when there is something to read or room to write, so an idle port costs nothing and a
stalled one delays nobody.
"""

from __future__ import annotations

import asyncio
import os

from drivers.errors import LinkError
from drivers.link.contract import Lost, Received
from drivers.link.faults import broke, stalled

READ_BYTES = 4096


class Descriptor:
    """An open, non-blocking descriptor. Whoever opened it closes it, after `detach`."""

    def __init__(self, fd: int, port: str, received: Received, lost: Lost) -> None:
        self._fd = fd
        self._port = port
        self._received = received
        self._lost = lost
        self._loop = asyncio.get_running_loop()
        self._broken: LinkError | None = None
        self._writing: asyncio.Future[None] | None = None
        self._attached = True
        self._loop.add_reader(fd, self._readable)

    def detach(self) -> None:
        """Stop reading; a write that waits fails."""
        if self._attached:
            self._attached = False
            self._loop.remove_reader(self._fd)
            self._break(broke(self._port, "closed"), tell=False)

    async def write(self, data: bytes, deadline_seconds: float) -> None:
        """One writer at a time. Raises LinkError with the bytes that the system has taken."""
        sent = 0
        try:
            async with asyncio.timeout(deadline_seconds):
                while sent < len(data):
                    if self._broken is not None:
                        raise broke(self._port, str(self._broken), bytes_sent=sent)
                    try:
                        sent += os.write(self._fd, data[sent:])
                    except BlockingIOError:
                        await self._room()
                    except OSError as error:
                        failure = broke(self._port, error.strerror or str(error), bytes_sent=sent)
                        self._break(failure)
                        raise failure from error
        except TimeoutError as error:
            raise stalled(self._port, deadline_seconds, sent, len(data)) from error

    async def _room(self) -> None:
        self._writing = self._loop.create_future()
        self._loop.add_writer(self._fd, self._writable)
        try:
            await self._writing
        finally:
            self._loop.remove_writer(self._fd)
            self._writing = None

    def _writable(self) -> None:
        if self._writing is not None and not self._writing.done():
            self._writing.set_result(None)

    def _readable(self) -> None:
        try:
            data = os.read(self._fd, READ_BYTES)
        except BlockingIOError:
            return
        except OSError as error:
            self._break(broke(self._port, error.strerror or str(error)))
            return
        if data:
            self._received(data)
        else:
            self._break(broke(self._port, "the other end closed it"))

    def _break(self, error: LinkError, *, tell: bool = True) -> None:
        if self._broken is not None:
            return
        self._broken = error
        if self._attached:
            # A hung-up descriptor is readable for ever: without this the loop would spin.
            self._attached = False
            self._loop.remove_reader(self._fd)
        self._writable()
        if tell:
            self._lost(error)

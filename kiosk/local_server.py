"""The local socket's server: the face connects here, and so does a technician's command.

One JSON object a line (kiosk/local.py). Whoever sends what is no message is told so in a sentence and cut off. Of
several faces the newest counts. A face that does not read is cut off too: nothing here waits for a face.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from structlog.typing import FilteringBoundLogger

from kiosk.local import (
    LINE_LIMIT_BYTES,
    PROTOCOL,
    Answered,
    AskedCabinet,
    AskedDevices,
    AskedStatus,
    Borrowed,
    Drawn,
    FromTechnician,
    Hello,
    LocalError,
    Message,
    Ordered,
    OrderedCell,
    Refused,
    Shown,
    Status,
    Watched,
    decode,
    encode,
)

MODE = 0o660
PATH_LIMIT_BYTES = 107  # of a Unix socket's address
UNREAD_LIMIT_BYTES = 1024 * 1024
HELLO_SECONDS = 5.0
CLOSE_SECONDS = 1.0


class Call(Protocol):
    """What a technician's connection says is answered here."""

    async def heard(self, message: FromTechnician) -> None: ...

    def ended(self) -> None: ...


class Deaf:
    """Answers no technician: there are no devices to speak of."""

    async def heard(self, message: FromTechnician) -> None:
        raise LocalError(f"local socket: nobody here answers {type(message).__name__}")

    def ended(self) -> None:
        pass


class LocalServer:
    """Set the callbacks, then `start`. `send` reaches the face, if there is one."""

    def __init__(self, path: Path, log: FilteringBoundLogger) -> None:
        self.greeting: Callable[[], list[Message]] = list
        self.on_face: Callable[[], None] = lambda: None
        self.on_answer: Callable[[Answered], None] = lambda message: None
        self.on_alive: Callable[[Drawn | Shown], None] = lambda message: None
        self.status: Callable[[], Status | Refused] = lambda: Refused(sentence="no status yet")
        self.technician: Callable[[Callable[[Message], None]], Call] = lambda send: Deaf()
        self._path = path
        self._log = log
        self._server: asyncio.Server | None = None
        self._face: asyncio.StreamWriter | None = None
        self._connections: dict[asyncio.StreamWriter, asyncio.Task[Any]] = {}

    async def start(self) -> None:
        """Listen. Raises OSError that names the path when another engine listens there or the path is too long."""
        if len(os.fsencode(self._path)) > PATH_LIMIT_BYTES:
            raise OSError(
                f"terminal.socket = {self._path}: longer than {PATH_LIMIT_BYTES} bytes, a socket cannot have it"
            )
        _remove_stale(self._path)
        mask = os.umask(0o777 & ~MODE)
        try:
            self._server = await asyncio.start_unix_server(self._connected, self._path, limit=LINE_LIMIT_BYTES)
        finally:
            os.umask(mask)
        self._path.chmod(MODE)

    async def close(self) -> None:
        if self._server is None:
            return
        self._server.close()
        tasks = list(self._connections.values())
        for writer in list(self._connections):
            writer.transport.abort()  # its reader ends by itself; asyncio's streams log a task that is cancelled
        await asyncio.gather(*tasks, return_exceptions=True)
        self._path.unlink(missing_ok=True)

    def send(self, message: Message) -> None:
        """To the face; into nothing while there is none."""
        if self._face is not None:
            self._put(self._face, message)

    def _put(self, writer: asyncio.StreamWriter, message: Message) -> None:
        if writer.is_closing():
            return
        if writer.transport.get_write_buffer_size() > UNREAD_LIMIT_BYTES:
            self._log.warning("local socket: a connection does not read; cut off")
            writer.transport.abort()
            return
        writer.write(encode(message))

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._connections[writer] = task
        try:
            await self._talk(reader, writer)
        except LocalError as error:
            self._log.warning("local socket: connection refused", why=str(error))
            self._put(writer, Refused(sentence=str(error)))
        except (ConnectionError, TimeoutError):
            pass
        finally:
            self._connections.pop(writer, None)
            if self._face is writer:
                self._face = None
            writer.close()
            with contextlib.suppress(OSError, TimeoutError, asyncio.CancelledError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await writer.wait_closed()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(HELLO_SECONDS):
            hello = await _message(reader)
        if not isinstance(hello, Hello) or hello.protocol != PROTOCOL or hello.role not in ("face", "technician"):
            raise LocalError(f'local socket: expected Hello of role "face" or "technician", protocol {PROTOCOL}')
        if hello.role == "face":
            self._take_face(writer)
            await self._hear_face(reader, writer)
        else:
            await self._hear_technician(reader, writer)

    async def _hear_face(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (message := await _message(reader)) is not None:
            match message:
                case AskedStatus():
                    self._put(writer, self.status())
                case Answered() if writer is self._face:
                    self.on_answer(message)
                case Drawn() | Shown() if writer is self._face:
                    self.on_alive(message)
                case _:
                    raise LocalError(f"local socket: {type(message).__name__} is not for a face to send")

    async def _hear_technician(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        call = self.technician(partial(self._put, writer))
        try:
            while (message := await _message(reader)) is not None:
                match message:
                    case AskedStatus():
                        self._put(writer, self.status())
                    case AskedDevices() | Borrowed() | Ordered() | Watched() | AskedCabinet() | OrderedCell():
                        await call.heard(message)
                    case _:
                        raise LocalError(f"local socket: {type(message).__name__} is not for a technician to send")
        finally:
            call.ended()

    def _take_face(self, writer: asyncio.StreamWriter) -> None:
        if self._face is not None:
            self._put(self._face, Refused(sentence="another face has connected; the newest counts"))
            self._face.close()
        self._face = writer
        for message in self.greeting():
            self._put(writer, message)
        self.on_face()


async def _message(reader: asyncio.StreamReader) -> Message | None:
    """The next message; None at the end. Raises LocalError."""
    try:
        line = await reader.readline()
    except ValueError as error:
        raise LocalError(f"local socket: a line of more than {LINE_LIMIT_BYTES} bytes") from error
    if not line:
        return None
    if not line.endswith(b"\n"):
        raise LocalError(f"local socket: the connection ended inside a line of {len(line)} bytes")
    return decode(line)


def _remove_stale(path: Path) -> None:
    """A socket that nobody listens on is left from a crash. Raises OSError when somebody does, or it is no socket."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise OSError(f"{path}: is there and is no socket; the technician removes it or sets terminal.socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(HELLO_SECONDS)
        try:
            probe.connect(str(path))
        except (ConnectionRefusedError, FileNotFoundError):
            path.unlink(missing_ok=True)
            return
    raise OSError(f"{path}: another engine listens here")

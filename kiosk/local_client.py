"""The technician's side of the local socket: asks and orders a running engine. Structurally drivers.technician's
`Terminal`, which `main.py` makes it; the engine's side is `kiosk/technician.py`.
"""

from __future__ import annotations

import asyncio
import json
import os
import tomllib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from drivers.errors import DeviceError
from kiosk.local import (
    LINE_LIMIT_BYTES,
    AskedCabinet,
    AskedDevices,
    Borrowed,
    CabinetStatus,
    Declined,
    Devices,
    DeviceStatus,
    Followed,
    Hello,
    Lent,
    LocalError,
    Message,
    News,
    Order,
    Ordered,
    OrderedCell,
    Refused,
    Watched,
    decode,
    encode,
)

SOCKET_VARIABLE = "HALLKIOSK_SOCKET"
USUAL_SETTINGS = Path("/etc/hallkiosk/kiosk.toml")
USUAL_STATE = Path("/var/lib/hallkiosk")
CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 15.0  # a printer ends its job before it hands its port over


def usual_socket(settings: Path = USUAL_SETTINGS) -> Path:
    """Where this machine's engine listens: by the environment, else by its settings where they can be read."""
    if SOCKET_VARIABLE in os.environ:
        return Path(os.environ[SOCKET_VARIABLE])
    try:
        terminal = tomllib.loads(settings.read_text(encoding="utf-8")).get("terminal", {})
    except (OSError, ValueError):
        terminal = {}
    socket = terminal.get("socket", Path(terminal.get("state_dir", USUAL_STATE)) / "engine.sock")
    return settings.parent / Path(socket)


class Connection:
    """One conversation with the engine."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: Path) -> None:
        self._reader, self._writer, self._path = reader, writer, path

    async def ask(self, message: Message) -> Message:
        """The engine's answer. Raises DeviceError when it declines, or says nothing."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                self._writer.write(encode(message))
                await self._writer.drain()
                answer = await self.next()
        except TimeoutError as error:
            reason = f"the engine at {self._path} did not answer in {ANSWER_SECONDS:.0f} s"
            raise DeviceError("proto.timeout", reason) from error
        if isinstance(answer, Declined):
            raise DeviceError(answer.code, answer.sentence)
        return answer

    async def next(self) -> Message:
        """Raises DeviceError at the end of the conversation."""
        try:
            line = await self._reader.readline()
            answer = decode(line) if line else None
        except (OSError, LocalError, ValueError) as error:
            raise DeviceError("link.absent", f"the engine at {self._path} broke off: {error}") from error
        if answer is None:
            raise DeviceError("link.absent", f"the engine at {self._path} has ended")
        if isinstance(answer, Refused):
            raise DeviceError("link.busy", f"the engine at {self._path}: {answer.sentence}")
        return answer


class RunningTerminal:
    """`path`: the engine's socket. Nothing is connected until something is asked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._why_not: OSError | None = None

    async def devices(self) -> tuple[DeviceStatus, ...]:
        async with self._connected() as engine:
            answer = await engine.ask(AskedDevices()) if engine is not None else None
            return answer.devices if isinstance(answer, Devices) else ()

    @asynccontextmanager
    async def borrow(self, port: str) -> AsyncIterator[tuple[str, ...]]:
        async with self._connected() as engine:
            answer = await engine.ask(Borrowed(port=port)) if engine is not None else None
            yield answer.devices if isinstance(answer, Lent) else ()

    async def retry(self, device: str) -> str:
        return await self._order(device, Order.RETRY)

    async def maintain(self, device: str) -> str:
        return await self._order(device, Order.MAINTENANCE)

    async def serve(self, device: str) -> str:
        return await self._order(device, Order.SERVICE)

    async def cabinet(self) -> CabinetStatus:
        """Raises DeviceError."""
        async with self._connected() as connected:
            answer = await self._needed(connected).ask(AskedCabinet())
            if not isinstance(answer, CabinetStatus):
                raise DeviceError("proto.garbage", f"the engine at {self._path} answers {type(answer).__name__}")
            return answer

    async def order_cell(self, wanted: OrderedCell) -> str:
        """The sentence of what has happened. Raises DeviceError."""
        async with self._connected() as connected:
            answer = await self._needed(connected).ask(wanted)
            return answer.sentence if isinstance(answer, Followed) else ""

    async def watch(self) -> AsyncIterator[Mapping[str, Any]]:
        async with self._connected() as connected:
            engine = self._needed(connected)
            message = await engine.ask(Watched())
            while True:
                if isinstance(message, News):
                    yield json.loads(message.line)
                message = await engine.next()

    async def _order(self, device: str, order: Order) -> str:
        async with self._connected() as connected:
            answer = await self._needed(connected).ask(Ordered(device=device, order=order))
            return answer.sentence if isinstance(answer, Followed) else ""

    def _needed(self, engine: Connection | None) -> Connection:
        if engine is not None:
            return engine
        if isinstance(self._why_not, PermissionError):
            sentence = f"{self._path} may not be opened by this user; a technician joins the group of the engine's user"
            raise DeviceError("link.permission", sentence)
        raise DeviceError("link.absent", f"no engine runs at {self._path}; a technician starts it, or names --socket")

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[Connection | None]:
        """None: no engine runs there, or none that this user may speak to (a port that it holds names it anyway)."""
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                reader, writer = await asyncio.open_unix_connection(self._path, limit=LINE_LIMIT_BYTES)
        except (OSError, TimeoutError) as error:
            self._why_not = error
            yield None
            return
        try:
            writer.write(encode(Hello(role="technician")))
            yield Connection(reader, writer, self._path)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

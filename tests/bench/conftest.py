"""A printer on the bench with real ports, and hosts that talk to it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from bench.printer import PrinterSettings
from bench.ticket_printer import TicketPrinter

WAIT_SECONDS = 10.0


@pytest_asyncio.fixture
async def printer(tmp_path: Path) -> AsyncIterator[TicketPrinter]:
    """As fast as possible; tests of speed make their own."""
    device = TicketPrinter(tmp_path, PrinterSettings(speed_mm_per_second=0, babble_seconds=0.01))
    await device.start()
    yield device
    await device.stop()


async def _until(true: Callable[[], object], what: str = "") -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not true():
        assert time.monotonic() < deadline, f"never: {what or true}"
        await asyncio.sleep(0.002)


@pytest.fixture
def until() -> Callable[..., Awaitable[None]]:
    """Waits for a condition, with a deadline."""
    return _until


class Host:
    """A host at the other end of the TCP port."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    def send(self, data: str | bytes) -> None:
        self._writer.write(bytes.fromhex(data) if isinstance(data, str) else data)

    async def get(self, count: int) -> str:
        async with asyncio.timeout(WAIT_SECONDS):
            return (await self._reader.readexactly(count)).hex()

    async def rest(self) -> bytes:
        """Everything until the line hangs up."""
        async with asyncio.timeout(WAIT_SECONDS):
            return await self._reader.read()

    async def quiet(self, seconds: float = 0.1) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._reader.readexactly(1)
        except TimeoutError:
            return True
        return False

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()


@pytest_asyncio.fixture
async def connect() -> AsyncIterator[Callable[[TicketPrinter], Awaitable[Host]]]:
    """Opens the printer's TCP port; closed after the test."""
    hosts: list[Host] = []

    async def connected(device: TicketPrinter) -> Host:
        hosts.append(Host(*await asyncio.open_connection("127.0.0.1", device.tcp.port)))
        return hosts[-1]

    yield connected
    for host in hosts:
        await host.close()


@pytest_asyncio.fixture
async def host(printer: TicketPrinter, connect: Callable[[TicketPrinter], Awaitable[Host]]) -> Host:
    return await connect(printer)

"""A serial line as a real pseudo-terminal behind a stable symbolic link.

The host may close and open it as it likes. `unplug` hangs the line up and takes the link away, `plug` makes a new one.
With a baud rate, bytes take their time in both directions (10 bits a byte), as on the wire.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import select
import termios
import tty
from contextlib import suppress
from pathlib import Path

from bench.ports.opening import Opening, readable
from bench.ports.port import Ear

READ_BYTES = 4096
TICK_SECONDS = 0.005  # with a baud rate: how much is read at once
BITS_PER_BYTE = 10


class PtyPort:
    """`baud` 0: as fast as possible."""

    def __init__(self, link: Path, ear: Ear, *, baud: int = 0) -> None:
        self.address = str(link)
        self.opened = False
        self._link = link
        self._ear = ear
        self._baud = baud
        self._master: int | None = None
        self._opening: Opening | None = None
        self._reader: asyncio.Task[None] | None = None
        self._free_at = 0.0  # loop time at which the wire to the host is free
        self._sending: set[asyncio.TimerHandle] = set()

    async def plug(self) -> None:
        if self._master is not None:
            return
        master, slave = os.openpty()
        tty.setraw(slave, termios.TCSANOW)
        os.set_blocking(master, False)
        for fd in (master, slave):
            fcntl.fcntl(fd, fcntl.F_SETFD, fcntl.FD_CLOEXEC)
        name = os.ttyname(slave)
        os.close(slave)  # ours open would hide the host's closing
        self._link.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._link.with_name(f".{self._link.name}.new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(name)
        fresh.replace(self._link)
        self._master = master
        self._opening = Opening(name)
        self._reader = asyncio.create_task(self._read(master, self._opening), name=f"bench {self._link.name}")

    async def unplug(self) -> None:
        master, reader, opening = self._master, self._reader, self._opening
        self._master = self._reader = self._opening = None
        for handle in self._sending:
            handle.cancel()
        self._sending.clear()
        if reader:
            reader.cancel()
            with suppress(asyncio.CancelledError):
                await reader
        if opening:
            opening.close()
        if master is not None:
            self._link.unlink(missing_ok=True)
            os.close(master)
        self.opened = False

    def write(self, data: bytes) -> None:
        if not self._baud:
            self._write(data)
            return
        loop = asyncio.get_running_loop()
        self._free_at = max(loop.time(), self._free_at)
        for start in range(0, len(data), self._portion):
            portion = data[start : start + self._portion]
            self._free_at += self._seconds(portion)
            self._write_at(self._free_at, portion)

    def _write_at(self, when: float, data: bytes) -> None:
        def now() -> None:
            self._sending.discard(handle)
            self._write(data)

        handle = asyncio.get_running_loop().call_at(when, now)
        self._sending.add(handle)

    def _write(self, data: bytes) -> None:
        if self._master is not None and self.opened:
            with suppress(BlockingIOError, OSError):  # a host that never reads loses bytes, as with a UART
                os.write(self._master, data)

    async def _read(self, master: int, opening: Opening) -> None:
        while True:
            await self._until_opened(master, opening)
            await self._ear.roomy()
            await readable(master)
            try:
                data = os.read(master, self._portion if self._baud else READ_BYTES)
            except BlockingIOError:
                continue
            except OSError:  # EIO: the host has closed it
                continue
            if self._baud:
                await asyncio.sleep(self._seconds(data))
            self._ear.receive(self, data)

    async def _until_opened(self, master: int, opening: Opening) -> None:
        while _hung_up(master):
            if self.opened:
                self.opened = False
                self._ear.changed()
            await opening.news()
        if not self.opened:
            self.opened = True
            self._ear.changed()

    @property
    def _portion(self) -> int:
        return max(1, round(self._baud / BITS_PER_BYTE * TICK_SECONDS)) if self._baud else READ_BYTES

    def _seconds(self, data: bytes) -> float:
        return len(data) * BITS_PER_BYTE / self._baud


def _hung_up(master: int) -> bool:
    """Whether no host has it open and nothing is left to read."""
    poll = select.poll()
    poll.register(master, select.POLLIN)
    events = dict(poll.poll(0)).get(master, 0)
    return bool(events & select.POLLHUP) and not events & select.POLLIN

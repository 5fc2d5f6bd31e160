"""Tells when somebody opens or closes a pseudo-terminal, which the terminal itself tells by no event.

The kernel's inotify says it; where none is left to be had, a look now and then does. Used by `bench/ports/pty.py`.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
from contextlib import suppress

LOOK_SECONDS = 0.02  # without inotify: how often a closed line is looked at
OPENED, CLOSED = 0x20, 0x18  # IN_OPEN; IN_CLOSE_WRITE | IN_CLOSE_NOWRITE (<sys/inotify.h>)
EVENTS_BYTES = 4096


class Opening:
    """Watches one terminal from its construction on, so that no opening falls into a gap. `close` ends it."""

    def __init__(self, path: str) -> None:
        self._inotify = _watch(path)

    async def news(self) -> None:
        """Returns when the terminal may have been opened or closed since the last call."""
        if self._inotify is None:
            await asyncio.sleep(LOOK_SECONDS)
            return
        await readable(self._inotify)
        with suppress(BlockingIOError):
            os.read(self._inotify, EVENTS_BYTES)

    def close(self) -> None:
        if self._inotify is not None:
            os.close(self._inotify)
            self._inotify = None


async def readable(fd: int) -> None:
    """Returns when there is something to read; only one may wait for the same descriptor."""
    loop = asyncio.get_running_loop()
    ready = loop.create_future()

    def tell() -> None:
        if not ready.done():
            ready.set_result(None)

    loop.add_reader(fd, tell)
    try:
        await ready
    finally:
        loop.remove_reader(fd)


def _watch(path: str) -> int | None:
    """A descriptor that becomes readable at each opening and closing; None where the system gives none."""
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "inotify_init1"):
        return None
    inotify = int(libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))
    if inotify < 0:
        return None
    if libc.inotify_add_watch(inotify, os.fsencode(path), OPENED | CLOSED) < 0:
        os.close(inotify)
        return None
    return inotify

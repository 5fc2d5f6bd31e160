"""What a driver sees of the way to its device. Bytes mean nothing here; which way it is stands in the settings."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from drivers.errors import LinkError

Received = Callable[[bytes], None]
Lost = Callable[[LinkError], None]


class Link(Protocol):
    """One way to one device, opened and closed any number of times, from the event loop only."""

    port: str
    """As spelled in the settings; every error names it."""

    bits_per_second: int | None
    """How fast bytes leave at best, 10 bits each; None: faster than any printer."""

    async def open(self, received: Received, lost: Lost) -> None:
        """Open the port and call `received` with what arrives. `lost` is called at most once, if it breaks by itself.

        Raises LinkError: link.absent, link.permission, link.busy. After an error the link is closed.
        """

    async def write(self, data: bytes, deadline_seconds: float) -> None:
        """Return when the last byte has been given to the machine's port. Raises LinkError with `bytes_sent`.

        A write that fails leaves the rest unsent for ever.
        """

    async def close(self) -> None:
        """Return when the port is really closed and free for another process. Bytes still unsent are dropped."""

    def turn(self) -> AbstractAsyncContextManager[None]:
        """Have the line for one question and its answer. On a bus, the other devices wait meanwhile."""

    async def appears(self) -> None:
        """Return when the closed port, so far absent, is there again. Never returns where nothing can tell."""

    async def reset(self) -> str | None:
        """Reset the adapter behind the closed port, as if plugged anew. None: done; else why it could not be."""


class OwnLine:
    """A link that leads to one device: its turns are only its own."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    def turn(self) -> AbstractAsyncContextManager[None]:
        return self._turn

    async def appears(self) -> None:
        await asyncio.Event().wait()

    async def reset(self) -> str | None:
        return "this kind of port cannot be reset"

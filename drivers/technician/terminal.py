"""What the technician's commands need of a running terminal. `main.py` hands in the one that speaks its local socket.

Every command also works without a running engine; then nothing is held by it, and there is nobody to order about.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol


class Fitted(Protocol):
    """A device of the running engine."""

    @property
    def name(self) -> str: ...

    @property
    def driver(self) -> str: ...

    @property
    def port(self) -> str: ...

    @property
    def administrative(self) -> str: ...

    @property
    def link(self) -> str: ...


class Terminal(Protocol):
    """All methods raise DeviceError with a sentence: link.busy where the engine will not, config.invalid for a device
    that it does not have, link.absent where an engine must run and none does."""

    async def devices(self) -> Sequence[Fitted]:
        """What the engine has; empty where none runs."""

    def borrow(self, port: str) -> AbstractAsyncContextManager[tuple[str, ...]]:
        """`async with borrow(port) as names:` the engine's devices at `port` have closed it. It takes them back at the
        end, and also when this process is killed. Empty where no engine runs, or none of its devices has the port."""

    async def retry(self, device: str) -> str:
        """Have a device tried again now. A sentence: what happened."""

    async def maintain(self, device: str) -> str:
        """Take a device out of service until `serve`, whatever becomes of this process."""

    async def serve(self, device: str) -> str:
        """Give a device back to the terminal."""

    def watch(self) -> AsyncIterator[Mapping[str, Any]]:
        """Facts and bytes of all devices as plain JSON objects, masked, from now on, until the engine ends."""

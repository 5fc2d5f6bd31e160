"""What a link owes to the device behind it, and the device to the link."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Ear:
    """The device's side. `roomy` returns when the device takes more; `receive` takes bytes from the port named."""

    roomy: Callable[[], Awaitable[None]]
    receive: Callable[[Port, bytes], None]
    changed: Callable[[], None]


class Port(Protocol):
    @property
    def address(self) -> str:
        """What a host opens: a path or socket://HOST:PORT. Stays the same for the port's life."""

    @property
    def opened(self) -> bool:
        """Whether a host has it open now."""

    async def plug(self) -> None:
        """Appear. Returns when a host can open it."""

    async def unplug(self) -> None:
        """Vanish; a host that has it open sees the line hang up."""

    def write(self, data: bytes) -> None:
        """To the host, if there is one; else the bytes are lost as on a bare wire."""

"""Reading cards and codes for as long as somebody is asked for one: what the lobby's readers and a cabinet's share.

Each attempt has its deadline and is followed by the next one, until the reader is away or the screen goes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Generic, TypeVar

from kiosk.settings.tables import Readers as ReaderSettings

R = TypeVar("R", bound=Hashable)  # which reader
Result = TypeVar("Result")
Said = TypeVar("Said")

_TORN = frozenset(("scan.unreadable", "proto.garbage"))
_NOBODY_CAME = "scan.timeout"


class Miss(Enum):
    """What an attempt came to that read nothing."""

    NOBODY = auto()
    TORN = auto()  # once more, please
    AWAY = auto()  # the reader cannot be used


def miss(error: str | None) -> Miss:
    """`error`: a code of drivers/errors.py."""
    if error == _NOBODY_CAME:
        return Miss.NOBODY
    return Miss.TORN if error in _TORN else Miss.AWAY


@dataclass(frozen=True)
class Heard(Generic[Said]):
    """Who hears what is read. `away`: whether that says that the reader cannot be used."""

    happen: Callable[[Said], None]
    away: Callable[[Said], bool]
    settings: ReaderSettings

    async def read_on(self, read: Callable[[], Awaitable[Result]], understood: Callable[[Result], Said | None]) -> None:
        """Attempt after attempt until the reader is away; `understood` None: nobody came. The pause is longer after
        something that was read and may still lie there: scanners beep at each code."""
        while True:
            said = understood(await read())
            if said is None:
                await asyncio.sleep(self.settings.pause_ms / 1000)
                continue
            self.happen(said)
            if self.away(said):
                return
            await asyncio.sleep(self.settings.after_wrong_ms / 1000)


class Attempts(Generic[R]):
    """Which readers read now, and for whom."""

    def __init__(self) -> None:
        self._reading: dict[R, tuple[Hashable, asyncio.Task[None]]] = {}

    def follow(self, whose: Hashable, wanted: frozenset[R], begin: Callable[[R], asyncio.Task[None]]) -> None:
        """Let exactly these read, for this one; those of somebody else, and those that ended, are begun anew."""
        for reader, (before, task) in list(self._reading.items()):
            if task.done() or before != whose or reader not in wanted:
                task.cancel()
                del self._reading[reader]
        for reader in wanted - self._reading.keys():
            self._reading[reader] = (whose, begin(reader))

    def end(self) -> None:
        """Nobody reads any more."""
        for _, task in self._reading.values():
            task.cancel()
        self._reading.clear()

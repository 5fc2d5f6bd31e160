"""One door on its way: opened by durable intents, watched until it is shut again. Made by `Cabinet.open`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.lockers.events import OpenFor, Way
from kiosk.lockers.views import Door

Listener = Callable[[Door], None]


class CannotOpen(Exception):
    """This door is not opened: the sentence says why. Nothing was pulsed and nothing written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a door is to be opened for. `by`: an account or an order's key, empty for a citizen; `second`: another."""

    cell: int
    for_what: OpenFor
    way: Way
    parcel: str = ""
    by: str = ""
    second: str = ""
    visit: str = ""


class Opening:
    """A door and what it was opened for. It holds its cell until it has ended: nobody else gets that."""

    wanted: Wanted
    door: Door  # how far it has come
    concluded: bool  # collected, deposited, undone, recovered or left: durable
    sensed: bool  # a sensor will say when it is shut; else the citizen's word does

    def listen(self, listener: Listener) -> None:
        """Be told each step from now on, on the loop, the current one at once."""
        raise NotImplementedError

    @property
    def may_reopen(self) -> bool:
        """Whether `reopen` will pulse. After a pickup that has been collected: once."""
        raise NotImplementedError

    async def reopen(self) -> None:
        """Open the same door again; returns when the intent is durable. Raises CannotOpen, JournalError."""
        raise NotImplementedError

    async def said_taken(self) -> None:
        """The citizen's word that it is taken and shut. Where a sensor speaks, that decides and this changes nothing."""
        raise NotImplementedError

    async def cancel(self) -> None:
        """No further pulse. What is open stays watched."""
        raise NotImplementedError

    def end(self) -> None:
        """Nobody stands there any more. A door that is open is watched until it is shut; then the cell is let go."""
        raise NotImplementedError

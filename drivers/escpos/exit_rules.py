"""What becomes of a ticket at a kiosk printer's exit, as pure steps: shown, taken, not taken, taken back, stuck.

Between what the presenter says and `ticket_exit.py`, which asks it and moves it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Media(StrEnum):
    UNKNOWN = "unknown"
    NONE = "none"
    PRESENTED = "presented"
    TAKEN = "taken"
    RETRACTED = "retracted"
    JAMMED = "jammed"


@dataclass(frozen=True, slots=True)
class Exit:
    """`since`: when the ticket was first seen. `retracting`: it was told to go back. `doubted`: once no longer seen."""

    media: Media = Media.UNKNOWN
    since: float = 0.0
    retracting: bool = False
    doubted: bool = False

    def overdue(self, now: float, not_taken_seconds: float) -> bool:
        """A ticket has been shown for so long that nobody seems to want it."""
        return self.media is Media.PRESENTED and now - self.since >= not_taken_seconds


def seen(exit: Exit, *, ticket_out: bool, jammed: bool, now: float) -> Exit:
    """After the presenter has said whether a ticket is in its output."""
    if jammed:
        return Exit(Media.JAMMED)
    if ticket_out:
        if exit.media is Media.PRESENTED:
            return replace(exit, doubted=False)
        return Exit(Media.PRESENTED, since=now)
    match exit.media:
        case Media.PRESENTED if not exit.doubted:
            return replace(exit, doubted=True)  # one look is not enough to say that somebody has it
        case Media.PRESENTED:
            return Exit(Media.RETRACTED if exit.retracting else Media.TAKEN)
        case Media.UNKNOWN | Media.JAMMED:
            return Exit(Media.NONE)
    return exit


def issued(exit: Exit) -> Exit:
    """A new ticket is on its way: what was known of the one before does not matter any more."""
    return Exit(Media.UNKNOWN if exit.media is not Media.JAMMED else Media.JAMMED)


def retracted(exit: Exit) -> Exit:
    """The ticket has been told to go back."""
    return replace(exit, retracting=True)

"""The states of a ticket and of a counter, and what a counter can do."""

from __future__ import annotations

from enum import StrEnum


class TicketState(StrEnum):
    RESERVED = "reserved"  # issued on request; the terminal has not confirmed it yet
    WAITING = "waiting"
    CALLED = "called"
    RECALLED = "recalled"
    DONE = "done"
    NO_SHOW = "no_show"
    VOID = "void"  # nobody holds it


class CounterState(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    PAUSED = "paused"


class Deed(StrEnum):
    NEXT = "next"
    RECALL = "recall"
    NO_SHOW = "no-show"
    BACK = "back"  # one who missed the call is called after all
    PAUSE = "pause"
    RESUME = "resume"


AT_COUNTER = (TicketState.CALLED, TicketState.RECALLED)
CALLS = (Deed.NEXT, Deed.RECALL, Deed.BACK)

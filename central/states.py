"""The states of a ticket and of a counter, and what a counter can do."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class TicketState(StrEnum):
    RESERVED = "reserved"  # issued on request; the terminal has not confirmed it yet
    WAITING = "waiting"
    CALLED = "called"
    RECALLED = "recalled"
    SERVING = "serving"  # the person is at the counter
    HELD = "held"  # put aside by its counter, while the person fills in a form or fetches a paper
    DONE = "done"
    NO_SHOW = "no_show"
    GIVEN_UP = "given_up"  # by the person, on the phone
    VOID = "void"  # nobody holds it


class CounterState(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    PAUSED = "paused"


def counter_state(row: Any, day: str) -> CounterState:
    """Of a row of `counters`: a state of another day is over."""
    return CounterState(row.state) if row.state_day == day else CounterState.CLOSED


class Deed(StrEnum):
    NEXT = "next"
    CALL = "call"  # one that the clerk names
    RECALL = "recall"
    BEGIN = "begin"  # the person has come: the service time starts
    FINISH = "finish"
    HOLD = "hold"
    TAKE_UP = "take-up"  # one that was held goes on
    TRANSFER = "transfer"  # to another service or counter, with or without coming back
    NO_SHOW = "no-show"
    BACK = "back"  # one who missed the call is called after all
    PAUSE = "pause"
    RESUME = "resume"


IN_LINE = (TicketState.WAITING, TicketState.RESERVED)
AT_COUNTER = (TicketState.CALLED, TicketState.RECALLED, TicketState.SERVING)
ENDED = (TicketState.DONE, TicketState.NO_SHOW)
STILL_HERE = (*IN_LINE, *AT_COUNTER, TicketState.HELD)  # their person is in the hall
CALLS = (Deed.NEXT, Deed.CALL, Deed.RECALL, Deed.BACK)

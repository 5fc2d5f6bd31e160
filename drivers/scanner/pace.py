"""How patient a scanner's driver is, in seconds. The settings say it in their own units."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    idle: float  # silence in a text after which nothing of it comes any more
    tail: float  # silence after a line end that ends the text
    quiet: float = 0.05  # silence before a trigger
    gap: float = 0.05  # between two commands
    retry: float = 0.1  # before reading starts again after something that was no text
    answer: float = 1.0  # for the answer to a trigger
    stop: float = 0.3  # for the answer to the stop
    late_answer: float = 5.0  # an unanswered command may still be answered so long
    late_code: float = 0.5  # a read without a code may still get one so long
    rearm: float = 4.0  # reading is started anew so often
    write: float = 5.0  # for a write, beyond its bytes' time on the wire

"""What may be made to go wrong with a simulated printer. Words and meaning: docs/devices/bench.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    # what sensors see; the printer says so
    PAPER_OUT = "paper_out"
    PAPER_LOW = "paper_low"
    COVER_OPEN = "cover_open"
    CUTTER = "cutter"  # the knife jams at the next cut
    HEAD_HOT = "head_hot"
    TICKET_JAM = "ticket_jam"  # the next ticket that the presenter moves gets stuck; none without a presenter
    UNRECOVERABLE = "unrecoverable"  # mended by switching off and on: what it held is lost
    # power and wire
    POWER_OFF = "power_off"  # the link hangs up, what it held is lost
    UNPLUG = "unplug"  # the link hangs up; the printer goes on with what it has
    HALF_JOB = "half_job"  # prints half of the next job, then loses power
    # what it says
    SILENT = "silent"
    LATE = "late"  # answers so many seconds late
    GARBAGE = "garbage"  # random bytes before answers and in between
    ECHO = "echo"  # sends back what it gets
    NO_MARKER = "no_marker"  # does not know GS ( H
    NO_STATUS = "no_status"  # knows no DLE EOT, GS a, GS r


SENTENCES: Mapping[Fault, str] = {
    Fault.PAPER_OUT: "No paper; it stops in the middle of a job.",
    Fault.PAPER_LOW: "The sensor says that paper is low; it still prints.",
    Fault.COVER_OPEN: "Stops at once, goes on when closed.",
    Fault.CUTTER: "The knife jams at the next cut.",
    Fault.HEAD_HOT: "Too hot: it stops and waits.",
    Fault.TICKET_JAM: "The next ticket that the presenter moves gets stuck.",
    Fault.UNRECOVERABLE: "Offline; mended by switching off and on, what it held is lost.",
    Fault.POWER_OFF: "The line hangs up, what it held is lost.",
    Fault.UNPLUG: "The line hangs up; it prints what it has.",
    Fault.HALF_JOB: "Prints half of the next job, then loses power.",
    Fault.SILENT: "No answer to anything; it prints.",
    Fault.LATE: "Every answer so many seconds late (2 without a figure).",
    Fault.GARBAGE: "Random bytes before answers and in between.",
    Fault.ECHO: "Sends back what it gets.",
    Fault.NO_MARKER: "Does not know GS ( H.",
    Fault.NO_STATUS: "Knows no DLE EOT, GS a, GS r.",
}


@dataclass(frozen=True, slots=True)
class Switched:
    """A fault that is on. `seconds`: with LATE the delay, else after how long it mends itself; None: it stays."""

    fault: Fault
    seconds: float | None = None


LATE_SECONDS = 2.0

"""What may be asked of a device. A service is written against a role and never learns which device plays it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from drivers.facts import CoverState, DeviceChanged, Fact, PaperState
from drivers.paper import Document

Listener = Callable[[Fact], None]


class Outcome(StrEnum):
    """What is known of a job. `UNKNOWN` is an answer: it is never turned into one of the others by guessing."""

    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Grade(StrEnum):
    """How strong the proof of a print is, best first. Source: docs/devices/escpos.md."""

    MARKER = "A"  # the printer returned our marker after the data before it was printed (GS ( H fn 48)
    QUEUED_STATUS = "B"  # it answered a status query that stood behind the data (GS r 1)
    STATUS_AROUND = "C"  # healthy before and after, nothing in between
    NONE = "-"


@dataclass(frozen=True, slots=True)
class PrintResult:
    """How a print ended. `evidence` holds plain JSON values: grade, marker, bytes sent, status seen, milliseconds."""

    outcome: Outcome
    error: str | None = None  # a code of drivers/errors.py
    retry_safe: bool = False  # no byte of it can be on paper
    evidence: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PrinterState:
    """What the printer last said, and how old that is."""

    paper: PaperState
    cover: CoverState
    error: str | None  # what keeps it from printing now, a code of drivers/errors.py; None: nothing known
    age_seconds: float | None  # None: it never said anything


class Device(Protocol):
    """The life of any device: started once, never gives up, stopped once."""

    name: str

    def listen(self, listener: Listener) -> None:
        """Call `listener` with every fact, on the engine's loop. The current state is told at once."""

    def condition(self) -> DeviceChanged: ...

    async def start(self) -> None:
        """Return at once; the device is found, opened and identified in the background, for ever."""

    async def stop(self) -> None:
        """Close the port and return when it is closed."""


class TicketPrinter(Device, Protocol):
    def state(self) -> PrinterState:
        """At once, from what was last heard."""

    async def check(self, deadline_seconds: float) -> PrinterState:
        """Ask the printer now, unless it spoke a moment ago. Never raises: silence is a state with an error."""

    async def print(self, document: Document, marker: str) -> PrintResult:
        """Print once. `marker`: four characters 0x20 to 0x7E that the printer is asked to return.

        Never raises for a device's fault and never repeats by itself. One job at a time; a second one waits.
        """

"""What may be asked of a device. A service is written against a role and never learns which device plays it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from drivers.card import Card
from drivers.facts import CoverState, DeviceChanged, DoorState, Fact, PaperState
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

    @property
    def port(self) -> str:
        """Where it is, as spelled in the settings."""

    def listen(self, listener: Listener) -> None:
        """Call `listener` with every fact, on the engine's loop. The current state is told at once."""

    def condition(self) -> DeviceChanged: ...

    async def start(self) -> None:
        """Return at once; the device is found, opened and identified in the background, for ever."""

    async def stop(self) -> None:
        """Close the port and return when it is closed."""

    def nudge(self) -> None:
        """Try again now instead of after the rest of the wait."""

    async def hand_over(self) -> None:
        """Close the port and leave it to a technician's tool until `take_back`. Returns when it is closed."""

    def take_back(self) -> None:
        """Open the port again, if it was handed over."""


@runtime_checkable
class TicketPrinter(Device, Protocol):
    def state(self) -> PrinterState:
        """At once, from what was last heard."""

    async def check(self, deadline_seconds: float) -> PrinterState:
        """Ask the printer now, unless it spoke a moment ago. Never raises: silence is a state with an error."""

    async def print(self, document: Document, marker: str) -> PrintResult:
        """Print once. `marker`: four characters 0x20 to 0x7E that the printer is asked to return.

        Never raises for a device's fault and never repeats by itself. One job at a time; a second one waits.
        """


# --- readers ---


@dataclass(frozen=True, slots=True)
class CardResult:
    """How a read ended. `card` stands with DONE only: whole and checked, or not at all."""

    outcome: Outcome
    card: Card | None = None
    error: str | None = None
    evidence: dict[str, Any] = field(
        default_factory=dict
    )  # plain JSON, nothing of the card: reads, status, milliseconds


class CardReader(Device, Protocol):
    async def read(self, deadline_seconds: float) -> CardResult:
        """Wait for a card and read it once. Never raises for a device's fault; `scan.timeout`: no card came."""


@dataclass(frozen=True, slots=True)
class ScanResult:
    outcome: Outcome
    text: str | None = field(default=None, repr=False)
    data: bytes | None = field(default=None, repr=False)  # the bytes as they were read
    format: str | None = None  # "qr", ...; None: the scanner does not say
    error: str | None = None


class Scanner(Device, Protocol):
    async def read(self, deadline_seconds: float, formats: frozenset[str] = frozenset()) -> ScanResult:
        """Wait for one code. `formats`: only these where the scanner can choose; empty: what its settings say.

        Never raises for a device's fault; `scan.timeout`: nothing was read. What was read before the call is not taken.
        """


# --- lockers ---


@dataclass(frozen=True, slots=True)
class OpenResult:
    """DONE: the sensor saw it open. FAILED: it stayed shut, or no pulse left. UNKNOWN: pulsed, and no sensor said."""

    outcome: Outcome
    door: int
    opened: bool | None = None
    error: str | None = None
    evidence: dict[str, Any] = field(default_factory=dict)  # plain JSON: pulses sent, milliseconds, states seen


class LockerBank(Device, Protocol):
    """One board and its doors, counted from 1."""

    def doors(self) -> Mapping[int, DoorState]:
        """At once, from what was last heard; UNKNOWN while the board is away. Empty: the count is not known yet."""

    def items(self) -> Mapping[int, bool]:
        """Whether something lies behind each door, by its item sensor. Empty: the board has no such sensors, or
        is away."""

    async def ask_doors(self, deadline_seconds: float) -> Mapping[int, DoorState]:
        """Ask the board now. Never raises: a silent board's doors are unknown."""

    async def open(self, door: int, deadline_seconds: float) -> OpenResult:
        """Pulse one lock once and ask for its state after it. Never repeats the pulse by itself; never raises."""


# --- pads, displays, voices ---


@dataclass(frozen=True, slots=True)
class RatingResult:
    outcome: Outcome
    value: int | None = None  # what the pad sent
    level: int | None = None  # 1 (worst) to 5 (best)
    error: str | None = None


class RatingPad(Device, Protocol):
    """Ratings that nobody asked for, and keys, come as facts."""

    async def ask(self, deadline_seconds: float) -> RatingResult:
        """Invite the citizen and wait for one press; `scan.timeout`: nobody pressed. Never raises."""


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended that has no answer of its own."""

    outcome: Outcome
    error: str | None = None


class CounterPad(RatingPad, Protocol):
    """The box on a counter's desk: the clerk's keys and digits, and the citizen's rating keys beside it."""

    async def show_ticket(self, number: str, deadline_seconds: float) -> Done:
        """Show the last three digits of a ticket's number. Never raises; DONE: sent, since the box confirms nothing."""

    async def show_waiting(self, count: int, deadline_seconds: float) -> Done:
        """Show how many wait, at most 999. Never raises; DONE: sent."""


class CallDisplay(Device, Protocol):
    async def show(self, text: str, deadline_seconds: float) -> Done:
        """Show `text` until the next one. Never raises; text that the display cannot show is refused whole."""


class Speaker(Device, Protocol):
    async def say(self, text: str, deadline_seconds: float) -> Done:
        """Speak `text` to its end, one at a time; later ones wait. Never raises."""

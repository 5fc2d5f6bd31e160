"""The hall's floor: who holds which number, and which counters have nobody to call. What people and counters share."""

from __future__ import annotations

from dataclasses import dataclass, field

from bench.campaigns.queue_hall.agenda import Agenda, Alarm
from bench.campaigns.queue_hall.latencies import Latencies
from bench.campaigns.queue_hall.ledger import Ledger
from bench.campaigns.queue_hall.story import Person, Wish

LOOKS_UP_SECONDS = 3.0  # a clerk sees a new number on the page


@dataclass(slots=True)
class Holding:
    """One number in somebody's hand. `terminal`: where it came from; `leg`: how many counters have finished with it."""

    person: Person
    wish: Wish
    key: str
    terminal: int
    leg: int = 0
    gone: bool = False  # its holder has left, or given it up


@dataclass(slots=True)
class Floor:
    agenda: Agenda
    ledger: Ledger
    latencies: Latencies
    holdings: dict[str, Holding] = field(default_factory=dict)
    coming: int = 0  # people who have not left the terminals yet
    _idle: dict[str, list[Alarm]] = field(default_factory=dict)  # service -> counters

    def may_call(self, services: tuple[str, ...], alarm: Alarm) -> None:
        """This counter is told of people for its services."""
        for service in services:
            self._idle.setdefault(service, []).append(alarm)

    def wakes(self, service: str) -> None:
        """Somebody waits for the service: one counter that has nobody looks up."""
        for alarm in self._idle.get(service, ()):
            if self.agenda.ring(alarm, LOOKS_UP_SECONDS):
                return

    def unfinished(self) -> bool:
        """Whether anybody may still be called, or come."""
        return self.coming > 0 or self.ledger.anybody_stays()

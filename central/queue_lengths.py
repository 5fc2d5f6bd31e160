"""How many people each counter may call now: the rule of central.queue.belongs_to, for all counters in one look.

Asked of the database for each counter it took half of a publishing. A property test holds the two together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from central.quick import Quick
from central.states import CounterState
from central.taken_services import taken_services

_WAITING = Quick(
    "SELECT service, department, for_counter, count(*) FROM tickets "
    "WHERE day = :day AND state IN ('waiting', 'reserved') GROUP BY service, department, for_counter"
)
_COUNTERS = Quick("SELECT code, department, state, state_day FROM counters")
_SERVICES = Quick("SELECT code FROM services")


class Crowd(NamedTuple):
    """So many people who wait for the same. `kept_for`: the counter that shall call them, or empty."""

    service: str
    department: str
    kept_for: str
    people: int


@dataclass(frozen=True, slots=True)
class QueueLengths:
    """`free`: people by service, whom any counter that takes it calls. `odd`: who needs a closer look: kept for a
    counter, or of a service that has left the `catalogue`. `taken`: services by counter; `departments` of counters.
    """

    free: Counter[str]
    odd: tuple[Crowd, ...]
    taken: Mapping[str, set[str]]
    departments: Mapping[str, str]
    catalogue: frozenset[str]
    staffed: frozenset[str]

    def at(self, counter: str) -> int:
        taken = self.taken.get(counter, set())
        odd = sum(crowd.people for crowd in self.odd if self._belongs(crowd, counter, taken))
        return odd + sum(self.free[service] for service in taken)

    def _belongs(self, crowd: Crowd, counter: str, taken: set[str]) -> bool:
        if crowd.kept_for == counter:
            return True
        if crowd.kept_for in self.staffed:
            return False
        orphaned = crowd.service not in self.catalogue and crowd.department == self.departments.get(counter)
        return crowd.service in taken or orphaned


def read_queue_lengths(db: Connection, day: str) -> QueueLengths:
    counters = _COUNTERS.rows(db, {})
    catalogue = frozenset(row[0] for row in _SERVICES.rows(db, {}))
    free, odd = Counter[str](), []
    for crowd in (Crowd(*row) for row in _WAITING.rows(db, {"day": day})):
        if crowd.kept_for or crowd.service not in catalogue:
            odd.append(crowd)
        else:
            free[crowd.service] += crowd.people
    return QueueLengths(
        free,
        tuple(odd),
        taken_services(db),
        {code: department for code, department, _, _ in counters},
        catalogue,
        frozenset(code for code, _, state, of in counters if of == day and state != CounterState.CLOSED),
    )

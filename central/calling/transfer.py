"""Send who is at a counter on: to another service, another counter, or both, and perhaps back again afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from central.calling.here import Here
from central.calling.leaving import AFRESH, department_of
from central.refusals import NotHere
from central.states import Deed, TicketState
from central.tables import counters, services


@dataclass(frozen=True, slots=True)
class Transfer:
    """`service`, `counter`: empty for the one that it is. `returns`: to the counter that sends, when the other is done.

    The rank stays: who has waited does not wait again behind those who came later.
    """

    service: str = ""
    counter: str = ""
    returns: bool = False

    def __call__(self, here: Here) -> bool:
        """Raises NotHere for a service or a counter that the hall does not have."""
        self._check(here)
        ticket = here.present()
        if ticket is None or ticket.day != here.day or not self._leads_away(here, ticket.service):
            return False
        service = self.service or ticket.service
        onward = {"service": service, "department": department_of(here, service, ticket.department)}
        back = {}
        if self.returns and not ticket.return_to:  # sent on twice, it goes back to where it was sent from first
            back = {"return_to": here.counter, "return_service": ticket.service}
        here.write(ticket, state=TicketState.WAITING, for_counter=self.counter, **onward, **back, **AFRESH)
        here.note(Deed.TRANSFER, ticket)
        return True

    def _leads_away(self, here: Here, service: str) -> bool:
        """A ticket that waits for the same service of the same hall, or for this counter, was not sent anywhere."""
        if self.counter == here.counter:
            return False
        return bool(self.counter) or self.service not in ("", service)

    def _check(self, here: Here) -> None:
        if self.service and not _known(here, services.c.code, self.service):
            raise NotHere(f"service {self.service!r} is not in the hall's catalogue; choose one of the list")
        if self.counter and not _known(here, counters.c.code, self.counter):
            raise NotHere(f"counter {self.counter!r} is not in the hall's catalogue; choose one of the list")


def _known(here: Here, column: object, code: str) -> bool:
    return here.db.execute(select(column).where(column == code)).first() is not None  # type: ignore[call-overload]

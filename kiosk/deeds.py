"""Carries out what a visit wants done: journal, printer, numbers, staff. Between kiosk/visit.py and the services.

Each deed tells what came of it as happenings; what fails is the visit's to catch.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.events import TicketDoubted, VisitStarted
from kiosk.flows.effects import BeginVisit, Effect, EndVisit, NoteDoubt, PrintCopy, SeePaper, TakeNumber, TellStaff
from kiosk.flows.happenings import Happening, NumberDeclined, NumberGiven, PaperSeen, Printed, StaffAnswered
from kiosk.flows.state import Ticket
from kiosk.hall import Hall
from kiosk.journal import Journal
from kiosk.numbers import Numbers
from kiosk.print_jobs import Job
from kiosk.prints import Prints
from kiosk.staff import StaffCalls
from kiosk.trace import Trace
from kiosk.views import Trouble
from kiosk.wanted import Declined, Wanted

Happen = Callable[[Happening], None]


class Deeds:
    """`hall`: as it is known when a deed is done."""

    def __init__(
        self,
        journal: Journal,
        numbers: Numbers,
        prints: Prints,
        staff: StaffCalls,
        hall: Callable[[], Hall],
        trace: Trace,
    ) -> None:
        self._journal = journal
        self._numbers = numbers
        self._prints = prints
        self._staff = staff
        self._hall = hall
        self._trace = trace

    async def do(self, effect: Effect, visit: str, happen: Happen, no_paper_said: bool) -> None:
        """`visit`: whose it is. `no_paper_said`: the screen that was touched said that there is no paper."""
        match effect:
            case BeginVisit():
                await self._journal.append(VisitStarted(visit=visit))
            case SeePaper():
                paper = await self._prints.see_paper()
                self._trace.mark("paper_seen")
                happen(PaperSeen(paper, no_paper_said))
            case TakeNumber():
                await self._take_number(effect, visit, happen)
            case PrintCopy():
                await self._print_copy(effect, visit, happen)
            case TellStaff(reason=reason, key=key):
                happen(StaffAnswered(await self._staff.tell(visit or None, key, reason), reason))
            case NoteDoubt(key=key, came_out=came_out):
                await self._journal.append(TicketDoubted(key=key, came_out=came_out))
            case EndVisit():
                raise ValueError("the end of a visit is written by whoever knows how long it was")

    async def _take_number(self, effect: TakeNumber, visit: str, happen: Happen) -> None:
        job = self._prints.job() if effect.prints else None
        wanted = self._wanted(effect, visit)
        given = await self._numbers.take(wanted, job.started if job else None)
        if isinstance(given, Declined):
            happen(NumberDeclined(given))
            return
        no_print = Trouble.PRINTER_AWAY if effect.prints else Trouble.PAPER_OUT
        await self._show_and_print(Ticket(given, effect.chosen, effect.appointment, effect.nth), job, no_print, happen)

    async def _print_copy(self, effect: PrintCopy, visit: str, happen: Happen) -> None:
        job = self._prints.job()
        chosen = effect.chosen
        wanted = Wanted(visit, chosen.service.code, chosen.department.prefix, "")
        given = await self._numbers.reprint(effect.held, wanted, effect.ahead, job.started if job else None)
        await self._show_and_print(Ticket(given, chosen, effect.appointment), job, Trouble.PRINTER_AWAY, happen)

    async def _show_and_print(self, ticket: Ticket, job: Job | None, no_print: Trouble, happen: Happen) -> None:
        """The number is in the journal, and with it the start of its print, where there is one."""
        if job is None:
            happen(NumberGiven(ticket.given, no_print))
            return
        happen(NumberGiven(ticket.given, None))
        self._trace.mark("shown")
        trouble = await self._prints.print(job, ticket, self._hall())
        happen(Printed(ticket.given.key, trouble, ticket.given.reprint))

    def _wanted(self, effect: TakeNumber, visit: str) -> Wanted:
        hall = self._hall()
        service = effect.chosen.service
        return Wanted(
            visit=visit,
            service=service.code,
            prefix=effect.chosen.department.prefix,
            series=hall.terminal.series if hall.terminal else "",
            person=effect.person,
            green=effect.green,
            appointment=effect.appointment.id if effect.appointment else "",
            per_person=service.per_person,
            otherwise=effect.otherwise,
        )

"""The exit of a kiosk printer: clears it before a job, shows the ticket after the cut, sees it taken, takes it back.

Beside `printer.py`, on its dialogue. Custom's presenters say whether a ticket is in their output; Citizen's take it
back by themselves and say nothing, so nothing is known of it.
"""

from __future__ import annotations

from dataclasses import replace

from drivers.clock import Clock
from drivers.escpos.dialogue import Dialogue
from drivers.escpos.exit_rules import Exit, Media, issued, retracted, seen
from drivers.escpos.settings import BeforeJob, EscposSettings, ExitQuestion, NotTaken, Presenter
from drivers.protocol import presenter
from drivers.protocol.escpos import print_and_feed
from drivers.protocol.escpos_page import Sheet
from drivers.protocol.presenter import ExitStatus

LOOKS = 4  # for two answers in a row that agree
SILENCES = 2  # of them, and the presenter does not know the question


class TicketExit:
    """`question_seconds`: how long the presenter may take to answer."""

    def __init__(self, dialogue: Dialogue, clock: Clock, settings: EscposSettings, question_seconds: float) -> None:
        self._dialogue = dialogue
        self._clock = clock
        self._settings = settings
        self._question_seconds = question_seconds
        self._question: ExitQuestion = settings.exit_question
        self._exit = Exit()
        self._overdue = False

    @property
    def fitted(self) -> bool:
        return self._settings.presenter is not Presenter.NONE

    @property
    def media(self) -> Media:
        return self._exit.media

    @property
    def jam(self) -> str | None:
        """printer.jam, which keeps it from printing, or None."""
        return "printer.jam" if self.media is Media.JAMMED else None

    @property
    def error(self) -> str | None:
        """What is wrong at the exit, or None."""
        return self.jam or ("printer.not_taken" if self._overdue else None)

    def begin(self) -> None:
        """A connection has begun: nobody knows what happened meanwhile."""
        self._exit, self._overdue = Exit(), False
        self._question = self._settings.exit_question

    # --- a job's bytes ---

    def sheet(self, sheet: Sheet) -> Sheet:
        """With what clears the exit before it, and what shows the ticket after the cut."""
        if not self.fitted:
            return sheet
        return replace(sheet, body=self._clear() + sheet.body, cut=self._cut_and_show(sheet.cut) if sheet.cut else b"")

    def remains(self, sheet: Sheet) -> bytes:
        """What an unfinished ticket is cut off with: into the machine, if it can keep it from the next citizen."""
        match self._settings.presenter:
            case Presenter.CUSTOM:
                return presenter.CUSTOM_CUT + presenter.CUSTOM_RETRACT
            case Presenter.CITIZEN:
                return sheet.cut + presenter.CITIZEN_RETRACT
        return sheet.cut

    def _clear(self) -> bytes:
        match self._settings.presenter, self._settings.before_job:
            case _, BeforeJob.LEAVE:
                return b""
            case Presenter.CUSTOM, BeforeJob.EJECT:
                return presenter.CUSTOM_EJECT
            case Presenter.CUSTOM, _:
                return presenter.CUSTOM_RETRACT
        return presenter.CITIZEN_RETRACT

    def _cut_and_show(self, cut: bytes) -> bytes:
        settings = self._settings
        if settings.presenter is Presenter.CITIZEN:
            if settings.not_taken is NotTaken.LEAVE:
                return cut
            return presenter.citizen_retract_after(settings.not_taken_seconds) + cut
        steps = min(round(settings.present_mm / settings.present_step_mm), presenter.MOST_STEPS)
        feed = print_and_feed(settings.feed_before_cut_lines) if settings.feed_before_cut_lines else b""
        return feed + presenter.CUSTOM_CUT + presenter.custom_present(steps)

    # --- watching ---

    async def issued(self) -> Media:
        """A ticket has been cut and shown: what is seen of it. Raises LinkError."""
        self._exit, self._overdue = issued(self._exit), False
        await self._look(jam=True)
        return self.media

    async def tend(self) -> None:
        """Look, and take back what nobody has taken. Raises LinkError."""
        if self._settings.presenter is not Presenter.CUSTOM or self._question is ExitQuestion.NONE:
            return
        await self._look(jam=self._overdue or self.media is Media.JAMMED)
        self._overdue = self._exit.overdue(self._clock.now(), self._settings.not_taken_seconds)
        if self._overdue and self._settings.not_taken is NotTaken.RETRACT and not self._exit.retracting:
            self._exit = retracted(self._exit)
            await self._dialogue.send(presenter.CUSTOM_RETRACT, self._settings.write_deadline_seconds)

    async def _look(self, *, jam: bool) -> None:
        """`jam`: ask for that too, by the byte that says it; it waits behind the print data."""
        if self._settings.presenter is not Presenter.CUSTOM:
            return
        out = await self._ticket_out()
        stuck = await self._agreed_byte() if jam or self._question is ExitQuestion.BYTE else None
        if out is None and stuck is None:
            return
        ticket_out = out if out is not None else stuck is not None and stuck.ticket_out
        jammed = stuck.jammed if stuck is not None else self.media is Media.JAMMED
        self._exit = seen(self._exit, ticket_out=ticket_out, jammed=jammed, now=self._clock.now())

    async def _ticket_out(self) -> bool | None:
        """By the full status; None: it does not answer it, or never twice the same."""
        if self._question not in (ExitQuestion.AUTO, ExitQuestion.FULL):
            return None
        before: bool | None = None
        silences = 0
        for _ in range(LOOKS):
            answer = await self._dialogue.ask_full_status(self._question_seconds)
            if answer is None:
                silences += 1
                if silences == SILENCES:
                    break
            elif answer.ticket_out is before:
                self._question = ExitQuestion.FULL
                return before
            before = None if answer is None else answer.ticket_out
        if silences == SILENCES and self._question is ExitQuestion.AUTO:
            self._question = ExitQuestion.BYTE  # a model without the full status
        return None

    async def _agreed_byte(self) -> ExitStatus | None:
        before: ExitStatus | None = None
        for _ in range(LOOKS):
            answer = await self._dialogue.ask_exit(self._question_seconds)
            if answer is None:
                return None  # behind print data that waits for paper: it would only be asked for in vain
            if before is not None and (answer.ticket_out, answer.jammed) == (before.ticket_out, before.jammed):
                return answer
            before = answer
        return None

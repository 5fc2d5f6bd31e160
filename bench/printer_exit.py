"""The simulated printer's presenter with its clock: a ticket that nobody takes goes back by itself, if its maker's do.

Beside `bench/printer.py`; what a presenter can do is `bench/escpos/ticket_exit.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bench.escpos.commands import Command
from bench.escpos.status import Condition
from bench.escpos.ticket_exit import Presenter, Ticket, TicketExit, is_asked


class PrinterExit:
    """`felt` is called after everything that moved."""

    def __init__(
        self, presenter: Presenter, sleep: Callable[[float], Awaitable[None]], felt: Callable[[], None]
    ) -> None:
        self.inside = TicketExit(presenter)
        self._sleep = sleep
        self._felt = felt
        self._retracting: asyncio.Task[None] | None = None

    @property
    def stops_printing(self) -> bool:
        """Citizen's presenter says by the printer's own status that it is jammed; Custom's only when it is asked."""
        return self.inside.jammed and self.inside.presenter is Presenter.CITIZEN

    def cut(self) -> None:
        self._move(self.inside.cut)

    def obey(self, command: Command, condition: Condition) -> bytes:
        """GS e, GS R: its answer, empty when it has none."""
        if is_asked(command):
            return self.inside.exit_byte(condition)
        self._move(lambda: self.inside.obey(command))
        return b""

    def take(self) -> bool:
        """A citizen's hand; False: no ticket is shown."""
        took = self.inside.take()
        self._move(lambda: None)
        return took

    def forget(self) -> None:
        """Without power nothing moves; a ticket stays where it is."""
        if self._retracting is not None:
            self._retracting.cancel()
            self._retracting = None

    def _move(self, move: Callable[[], None]) -> None:
        before = self.inside.ticket
        move()
        if self.inside.ticket is not before or before is not Ticket.PRESENTED:
            self.forget()
            if self.inside.ticket is Ticket.PRESENTED and self.inside.presenter is Presenter.CITIZEN:
                self._retracting = asyncio.create_task(self._retract_later(), name="bench printer retracts")
        self._felt()

    async def _retract_later(self) -> None:
        await self._sleep(self.inside.retract_seconds)
        self._retracting = None
        self.inside.retract()
        self._felt()

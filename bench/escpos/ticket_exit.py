"""What stands between knife and citizen in a kiosk printer: a presenter that holds, shows and takes back tickets.

Two makers' commands, from docs/devices/kiosk-printers.md. Knows no time: when to take a ticket back by itself is the
printer's (`bench/printer.py`). Pure but for its own state.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from bench.escpos.commands import Command
from bench.escpos.status import Condition


class Presenter(StrEnum):
    NONE = "none"  # the ticket hangs from the knife
    CUSTOM = "custom"
    CITIZEN = "citizen"


class Ticket(StrEnum):
    """Where the last one is."""

    NONE = "none"
    INSIDE = "inside"  # cut off, not shown yet
    PRESENTED = "presented"


RETRACT, PRESENT, EJECT, ASK = 2, 3, 5, 6  # GS e n
RETRACT_NOW, RETRACT_AFTER = 0x30, 0x31  # GS R n
FULL_STATUS = b"\x10\x0f"
USUAL_RETRACT_SECONDS = 5


class TicketExit:
    def __init__(self, presenter: Presenter) -> None:
        self.presenter = presenter
        self.ticket = Ticket.NONE
        self.jams = False  # a ticket_jam waits for the next ticket that moves
        self.jammed = False
        self.taken = self.retracted = self.ejected = 0
        self.shown_steps = 0  # how much further the last one was pushed
        self.retract_seconds = USUAL_RETRACT_SECONDS

    def cut(self) -> None:
        """A ticket came off the roll and pushed out the one before it."""
        if self.presenter is Presenter.NONE:
            return
        if self.ticket is not Ticket.NONE:
            self.ejected += 1
        self.ticket = Ticket.INSIDE
        if self.presenter is Presenter.CITIZEN and self._moves():
            self.ticket = Ticket.PRESENTED

    def obey(self, command: Command) -> None:
        n, *more = command.args
        if command.code == b"\x1dR":
            if n == RETRACT_NOW:
                self.retract()
            else:
                self.retract_seconds = more[0]
        elif n == RETRACT:
            self.retract()
        elif n == EJECT and self.ticket is not Ticket.NONE and self._moves():
            self.ticket = Ticket.NONE
            self.ejected += 1
        elif n == PRESENT and self.ticket is Ticket.INSIDE and self._moves():
            self.ticket, self.shown_steps = Ticket.PRESENTED, more[0]

    def retract(self) -> None:
        if self.ticket is not Ticket.NONE and self._moves():
            self.ticket = Ticket.NONE
            self.retracted += 1

    def take(self) -> bool:
        """A citizen takes the ticket that is shown; False: there is none."""
        if self.ticket is not Ticket.PRESENTED:
            return False
        self.ticket = Ticket.NONE
        self.taken += 1
        return True

    def set_jam(self, *, on: bool) -> None:
        """Switched off: somebody has pulled the ticket out of the machine."""
        self.jams = on
        if not on and self.jammed:
            self.jammed = False
            self.ticket = Ticket.NONE

    def _moves(self) -> bool:
        self.jammed = self.jammed or self.jams
        return not self.jammed

    # --- answers ---

    def exit_byte(self, condition: Condition) -> bytes:
        """To GS e 6."""
        shown = self.ticket is Ticket.PRESENTED
        return bytes((0x01 * condition.paper_low | 0x08 * shown | 0xC0 * self.jammed,))

    def full_status(self, condition: Condition) -> bytes:
        """To DLE EOT 20."""
        paper = 0x01 * condition.paper_out | 0x04 * condition.paper_low | 0x20 * (self.ticket is Ticket.PRESENTED)
        user, passing = 0x02 * condition.cover_open, 0x01 * condition.head_hot
        return FULL_STATUS + bytes((paper, user, passing, 0x01 * (condition.cutter or condition.unrecoverable)))

    def state(self) -> dict[str, Any]:
        """For the page."""
        return {
            "model": self.presenter.value,
            "ticket": self.ticket.value,
            "jammed": self.jammed,
            "taken": self.taken,
            "retracted": self.retracted,
            "ejected": self.ejected,
        }


def is_asked(command: Command) -> bool:
    """Whether the presenter answers `command`."""
    return command.code == b"\x1de" and command.args[0] == ASK

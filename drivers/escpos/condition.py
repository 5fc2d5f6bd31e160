"""A printer's operational axis and consumables, from what it last said and what is at its exit. Pure."""

from __future__ import annotations

from drivers.device import Works
from drivers.errors import PrinterError
from drivers.escpos.ticket_exit import TicketExit
from drivers.facts import CoverState, Operational, PaperState
from drivers.protocol.escpos_health import Health

_USER_BLOCKED = frozenset(("printer.paper_out", "printer.cover_open", "printer.jam"))


def works(health: Health | None, exit: TicketExit, where: str) -> Works:
    """`health` None: it never said anything. `where`: the printer and its port, for the error's sentence."""
    paper, cover = (health.paper, health.cover) if health else (PaperState.UNKNOWN, CoverState.UNKNOWN)
    consumables = {"paper": paper.value, "cover": cover.value}
    if exit.fitted:
        consumables["exit"] = exit.media.value
    if health is None:
        return Works(Operational.UNKNOWN, consumables)
    code = health.error or exit.jam
    if code is not None:
        operational = Operational.USER_BLOCKED if code in _USER_BLOCKED else Operational.FAULT
        return Works(operational, consumables, PrinterError(code, where))
    attention = exit.error or ("printer.paper_low" if paper is PaperState.LOW else None)
    if attention is not None:
        return Works(Operational.ATTENTION, consumables, PrinterError(attention, where))
    return Works(Operational.READY, consumables)

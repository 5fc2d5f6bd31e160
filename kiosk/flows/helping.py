""" "帮我办": an assistant is called to this terminal, from any screen, once a visit. Pure."""

from __future__ import annotations

from dataclasses import replace

from kiosk.flows.effects import TellStaff
from kiosk.flows.happenings import Happening
from kiosk.flows.leaving import Step, end
from kiosk.flows.state import Place, State
from kiosk.views import CalledStaff, Finished, Staff, WentBack

HELP = "help"  # the event's reason


def ask_for_help(state: State) -> Step:
    """Whoever has been told already is not called again; the screen says how it stands."""
    there = replace(state, place=Place.HELP, back_to=state.place)
    if state.help in (Staff.ASKING, Staff.TOLD):
        return there, ()
    return replace(there, help=Staff.ASKING), (TellStaff(HELP, state.ticket.given.key if state.ticket else None),)


def helping(state: State, happening: Happening) -> Step:
    match happening:
        case CalledStaff() if state.help is Staff.UNREACHABLE:
            return replace(state, help=Staff.ASKING), (
                TellStaff(HELP, state.ticket.given.key if state.ticket else None),
            )
        case Finished():
            return end(state, "finished")
        case WentBack() if state.back_to is Place.WELCOME:
            return end(state, "ended")
        case WentBack():
            return replace(state, place=state.back_to), ()
    return state, ()

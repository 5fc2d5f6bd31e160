"""What is said and offered at a door, in each of its states and for each errand. Pure.

Whether it is open and shut again the engine alone decides; a word of the person's is offered only where it counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.lockers.views import (
    CancelsDeposit,
    Door,
    DoorView,
    Errand,
    Reopens,
    SaidNotOpen,
    SaidTaken,
    SaidWrong,
    SaidWrongCell,
)
from kiosk.views import Finished
from screens.lockers.press import Press, call_staff
from screens.texts import Texts

OPEN_NOW = (Door.OPEN, Door.LEFT_OPEN)
SHUT_NOW = (Door.SHUT, Door.CLOSED, Door.STILL_THERE)
PUT_IN = (Errand.DEPOSIT, Errand.LEAVE)


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence in a banner; no `sentence`: no banner."""

    kind: str = "info"
    sentence: str = ""


def sign_words(tr: Texts, view: DoorView) -> str:
    """Beside the large number, on two lines; without one while a door is being chosen (cell 0)."""
    if not view.cell:
        return tr("Looking for\na free door")
    return {
        Door.OPENING: tr("Door is\nopening"),
        Door.AGAIN: tr("Door opens\nonce more"),
        Door.OPEN: tr("Door\nis open"),
        Door.LEFT_OPEN: tr("Door\nstill open"),
        Door.SHUT: tr("Door did\nnot open"),
        Door.CLOSED: tr("Door\nis shut"),
        Door.STILL_THERE: tr("Door shut,\nnot empty"),
        Door.UNSEEN: tr("Door:\nplease pull"),
    }[Door.CLOSED if view.keeping else view.door]


def said(tr: Texts, view: DoorView) -> Said:
    """What has to be known besides the two steps."""
    match view.door:
        case _ if view.keeping:
            return Said("ok", tr("It is in and the door is shut"))
        case Door.AGAIN:
            return Said("warn", tr("It did not spring open. It is tried once more: please pull gently."))
        case Door.LEFT_OPEN:
            return Said("warn", tr("Please shut the door now, until it clicks"))
        case Door.SHUT:
            return Said("stop", _shut(tr, view.errand))
        case Door.CLOSED:
            return Said("ok", _closed(tr, view))
        case Door.STILL_THERE:
            return Said("warn", tr("Something seems to lie in it still. Please look once more."))
        case Door.UNSEEN:
            return Said("info", tr("When you have shut the door, please press the button below"))
        case _:
            return Said()


def _closed(tr: Texts, view: DoorView) -> str:
    if view.takes_out:
        return tr("Please check that you have everything")
    return tr("The door is shut. If it is not in yet, open it again.")


def _shut(tr: Texts, errand: Errand) -> str:
    return {
        Errand.PICKUP: tr("It stays safe in there, and your code stays valid"),
        Errand.RECOVER: tr("It is still in there. Please tell a technician."),
        Errand.DEPOSIT: tr("Nothing was put in. Please take another door."),
        Errand.LEAVE: tr("Nothing was put in. Please take another door."),
    }[errand]


def first_step(tr: Texts, view: DoorView) -> str:
    if view.takes_out:
        return tr("Take it out")
    return tr("Put your papers in") if view.errand is Errand.LEAVE else tr("Put it in")


def main_press(tr: Texts, view: DoorView) -> Press:
    """The filled button."""
    match view.door:
        case Door.OPENING:
            return Press(tr("Opening the door"), "lockers", None, busy=True)
        case Door.AGAIN:
            return Press(tr("Opening it once more"), "lockers", None, busy=True)
        case _ if view.keeping:
            return Press(tr("One moment, please"), "check", None, busy=True)
        case Door.SHUT:
            return call_staff(tr, view.staff)
        case Door.STILL_THERE if view.may_reopen:
            return _again(tr)
        case Door.STILL_THERE:
            return call_staff(tr, view.staff)
        case Door.CLOSED if view.errand in PUT_IN:
            return _again(tr)
        case Door.CLOSED:
            return _onward(tr, view)
        case _:
            return Press(_ready(tr, view), "check", SaidTaken())


def other_presses(tr: Texts, view: DoorView) -> tuple[Press, ...]:
    """At most two, beside each other under the filled one."""
    pickup, staff = view.errand is Errand.PICKUP, call_staff(tr, view.staff)
    wrong = Press(tr("Something is wrong"), "phone-call", SaidWrong())
    without = Press(tr("Do not put it in"), "x", CancelsDeposit())
    found: list[Press] = []
    match view.door:
        case Door.OPENING | Door.AGAIN:
            pass
        case _ if view.keeping:
            pass
        case Door.SHUT:
            found += [_onward(tr, view)] if view.errand not in PUT_IN else []
        case Door.STILL_THERE:
            found += [wrong] if pickup else []
            found += [staff] if view.may_reopen else []
        case Door.CLOSED if view.errand in PUT_IN:
            found += [without] if view.may_cancel else [staff]
        case Door.CLOSED:
            found += [Press(tr("Open it again"), "arrows-clockwise", Reopens())] if view.may_reopen else []
            found += [wrong] if pickup else []
        case _ if pickup:
            found += [Press(tr("It did not open"), "lockers", SaidNotOpen()), wrong]
        case _ if view.errand is Errand.DEPOSIT and view.may_cancel:
            found += [Press(tr("Another door"), "arrows-clockwise", SaidWrongCell()), without]
        case _:
            found += [without, staff] if view.may_cancel else [staff]
    return tuple(found)


def _again(tr: Texts) -> Press:
    return Press(tr("Open it once more"), "arrows-clockwise", Reopens())


def _onward(tr: Texts, view: DoorView) -> Press:
    return Press(tr("On to the next one") if view.nth < view.of else tr("Done"), "check", Finished())


def _ready(tr: Texts, view: DoorView) -> str:
    if view.errand is Errand.PICKUP:
        return tr("I have it, the door is shut")
    return tr("It is out, the door is shut") if view.takes_out else tr("It is in, the door is shut")

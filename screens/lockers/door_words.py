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


def sign_words(tr: Texts, door: Door) -> str:
    """Beside the large number, on two lines."""
    return {
        Door.OPENING: tr("Door is\nopening"),
        Door.AGAIN: tr("Door opens\nonce more"),
        Door.OPEN: tr("Door\nis open"),
        Door.LEFT_OPEN: tr("Door\nstill open"),
        Door.SHUT: tr("Door did\nnot open"),
        Door.CLOSED: tr("Door\nis shut"),
        Door.STILL_THERE: tr("Door shut,\nnot empty"),
        Door.UNSEEN: tr("Door:\nplease pull"),
    }[door]


def said(tr: Texts, view: DoorView) -> Said:
    """What has to be known besides the two steps."""
    match view.door:
        case Door.AGAIN:
            return Said("warn", tr("It did not spring open. It is tried once more: please pull gently."))
        case Door.LEFT_OPEN:
            return Said("warn", tr("Please shut the door now, until it clicks"))
        case Door.SHUT:
            return Said("stop", _shut(tr, view.errand))
        case Door.CLOSED:
            return Said("ok", _closed(tr, view))
        case Door.STILL_THERE:
            if view.errand in PUT_IN:
                return Said("ok", tr("It is in and the door is shut"))
            return Said("warn", tr("Something seems to lie in it still. Please look once more."))
        case Door.UNSEEN:
            return Said("info", tr("When you have shut the door, please press the button below"))
        case _:
            return Said()


def _closed(tr: Texts, view: DoorView) -> str:
    if view.errand in PUT_IN:
        return tr("It is in and the door is shut")
    return tr("Please check that you have everything")


def _shut(tr: Texts, errand: Errand) -> str:
    return {
        Errand.PICKUP: tr("It stays safe in there, and your code stays valid"),
        Errand.RECOVER: tr("It is still in there. Please tell a technician."),
        Errand.DEPOSIT: tr("Nothing was put in. Please take another door."),
        Errand.LEAVE: tr("Nothing was put in. Please take another door."),
    }[errand]


def first_step(tr: Texts, errand: Errand) -> str:
    return {
        Errand.PICKUP: tr("Take it out"),
        Errand.RECOVER: tr("Take it out"),
        Errand.DEPOSIT: tr("Put it in"),
        Errand.LEAVE: tr("Put your papers in"),
    }[errand]


def main_press(tr: Texts, view: DoorView) -> Press:
    """The filled button."""
    match view.door:
        case Door.OPENING:
            return Press(tr("Opening the door"), "lockers", None, busy=True)
        case Door.AGAIN:
            return Press(tr("Opening it once more"), "lockers", None, busy=True)
        case Door.SHUT:
            return call_staff(tr, view.staff)
        case Door.STILL_THERE if view.may_reopen and view.errand not in PUT_IN:
            return Press(tr("Open it once more"), "arrows-clockwise", Reopens())
        case Door.CLOSED | Door.STILL_THERE:
            return Press(_on(tr, view), "check", Finished())
        case _:
            return Press(_taken(tr, view.errand), "check", SaidTaken())


def other_presses(tr: Texts, view: DoorView) -> tuple[Press, ...]:
    """At most two, beside each other under the filled one."""
    found: list[Press] = []
    match view.door:
        case Door.OPENING | Door.AGAIN:
            pass
        case Door.SHUT:
            found += [Press(tr("Open it once more"), "arrows-clockwise", Reopens())] if view.may_reopen else []
            found += _without(tr, view)
            found += [Press(_on(tr, view), "check", Finished())] if view.errand is Errand.PICKUP else []
        case Door.CLOSED:
            again = tr("Open it again") if view.errand not in PUT_IN else tr("Open it once more")
            found += [Press(again, "arrows-clockwise", Reopens())] if view.may_reopen else []
            found += _wrong(tr, view)
        case Door.STILL_THERE:
            if view.errand not in PUT_IN:
                found += [Press(tr("Leave it in there"), "check", Finished())] if view.may_reopen else []
                found.append(call_staff(tr, view.staff))
            elif view.may_reopen:
                found.append(Press(tr("Open it once more"), "arrows-clockwise", Reopens()))
        case _:
            found.append(Press(tr("It did not open"), "lockers", SaidNotOpen()))
            found += _wrong(tr, view) + _without(tr, view)
    return tuple(found[:2])


def _taken(tr: Texts, errand: Errand) -> str:
    return {
        Errand.PICKUP: tr("I have it, the door is shut"),
        Errand.RECOVER: tr("It is out, the door is shut"),
        Errand.DEPOSIT: tr("It is in, the door is shut"),
        Errand.LEAVE: tr("It is in, the door is shut"),
    }[errand]


def _on(tr: Texts, view: DoorView) -> str:
    return tr("On to the next one") if view.nth < view.of else tr("Done")


def _wrong(tr: Texts, view: DoorView) -> list[Press]:
    return [Press(tr("Something is wrong"), "phone-call", SaidWrong())] if view.errand is Errand.PICKUP else []


def _without(tr: Texts, view: DoorView) -> list[Press]:
    return [Press(tr("Do not put it in"), "x", CancelsDeposit())] if view.may_cancel else []

"""The cabinet's first screen: a code is typed, a QR shown, a card laid on; also the staff's way in. Pure.

Wrong and right are looked up in the same way; what was typed is gone from the state before the answer is there.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.lockers.flow.around import Around
from kiosk.lockers.flow.effects import LookUpCode, LookUpOnce, LookUpPass, LookUpPerson
from kiosk.lockers.flow.ending import HELP, Step, call_staff, end
from kiosk.lockers.flow.happenings import (
    CardInvalid,
    CardKnown,
    CodeScanned,
    Found,
    Happening,
    NotFound,
    StaffFound,
)
from kiosk.lockers.flow.opening import open_door
from kiosk.lockers.flow.state import Desk, Keypad, Leaving, Pickup, Session, State
from kiosk.lockers.views import (
    Asks,
    ClearedDigits,
    Entry,
    ErasedDigit,
    SentCode,
    TypedDigit,
    WantsStaffKeypad,
    WantsToLeave,
)
from kiosk.views import CalledStaff, WentBack


def keypad(state: State, scene: Keypad, happening: Happening, around: Around) -> Step:
    match happening:
        case CalledStaff():
            return call_staff(state, HELP)
        case Found(parcels=parcels, way=way) if scene.checking:
            first, *rest = parcels
            return open_door(state, Pickup(first, way, tuple(rest), of=len(parcels)), first.cell)
        case StaffFound(account=account, name=name, way=way) if scene.checking:
            return replace(state, scene=Desk(), session=Session(account, name, way)), ()
        case NotFound(why=why, tries_left=tries_left) if scene.checking:
            return replace(state, scene=replace(scene, checking=False, entry=why, tries_left=tries_left)), ()
        case CardInvalid() if not scene.checking:
            return replace(state, scene=replace(scene, entry=Entry.NOT_VALID)), ()
        case _ if scene.checking:
            return state, ()
        case CodeScanned(text=text):
            return replace(state, scene=_checking(scene)), (LookUpPass(text),)
        case CardKnown(person=person) if scene.asks is Asks.PICKUP:
            return replace(state, scene=_checking(scene)), (LookUpPerson(person),)
        case WantsStaffKeypad() if scene.asks is Asks.PICKUP:
            return replace(state, scene=Keypad(Asks.STAFF)), ()
        case WentBack() if scene.asks is Asks.STAFF:
            return end(state, "ended")
        case WantsToLeave() if scene.asks is Asks.PICKUP and around.leaving:
            return replace(state, scene=Leaving()), ()
        case _ if around.pause_seconds or around.stopped:
            return state, ()
    return _typing(state, scene, happening, around)


def _typing(state: State, scene: Keypad, happening: Happening, around: Around) -> Step:
    match happening:
        case TypedDigit(digit=digit) if 0 <= digit <= 9 and len(scene.typed) < around.digits:
            return replace(state, scene=replace(scene, typed=f"{scene.typed}{digit}", entry=None)), ()
        case ErasedDigit():
            return replace(state, scene=replace(scene, typed=scene.typed[:-1])), ()
        case ClearedDigits():
            return replace(state, scene=replace(scene, typed="")), ()
        case SentCode() if len(scene.typed) == around.digits:
            look_up = LookUpCode if scene.asks is Asks.PICKUP else LookUpOnce
            return replace(state, scene=_checking(scene)), (look_up(scene.typed),)
    return state, ()


def _checking(scene: Keypad) -> Keypad:
    return replace(scene, typed="", checking=True, entry=None)

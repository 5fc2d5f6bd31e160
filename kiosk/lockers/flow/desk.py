"""The staff's desk and the label under the scanner: many parcels in a row. Pure."""

from __future__ import annotations

from dataclasses import replace

from kiosk.lockers.flow.effects import LookUpLabel
from kiosk.lockers.flow.ending import HELP, Step, call_staff, end, home
from kiosk.lockers.flow.happenings import CodeScanned, Happening, LabelFound, LabelRefused
from kiosk.lockers.flow.opening import open_door
from kiosk.lockers.flow.state import Deposit, Labelling, Recovering, State
from kiosk.lockers.views import (
    ClearedDigits,
    ErasedDigit,
    SentCode,
    TypedDigit,
    WantsDeposit,
    WantsRecover,
)
from kiosk.views import CalledStaff, Finished, WentBack

LABEL_LIMIT = 64  # characters, as ParcelBody.label


def desk(state: State, happening: Happening) -> Step:
    match happening:
        case WantsDeposit():
            return replace(state, scene=Labelling()), ()
        case WantsRecover():
            return replace(state, scene=Recovering()), ()
        case WentBack() | Finished():
            return end(state, "finished")
        case CalledStaff():
            return call_staff(state, HELP)
    return state, ()


def labelling(state: State, scene: Labelling, happening: Happening) -> Step:
    match happening:
        case LabelFound(parcel=parcel, size=size, low=low) if scene.looking:
            return open_door(state, Deposit(parcel, size, low))
        case LabelRefused(why=why) if scene.looking:
            return replace(state, scene=Labelling(problem=why)), ()
        case _ if scene.looking:
            return state, ()
        case CodeScanned(text=text) if text.strip():
            return replace(state, scene=Labelling(looking=True)), (LookUpLabel(text.strip()),)
        case SentCode() if scene.typed:
            return replace(state, scene=Labelling(looking=True)), (LookUpLabel(scene.typed),)
        case TypedDigit(digit=digit) if 0 <= digit <= 9 and len(scene.typed) < LABEL_LIMIT:
            return replace(state, scene=Labelling(f"{scene.typed}{digit}")), ()
        case ErasedDigit():
            return replace(state, scene=Labelling(scene.typed[:-1])), ()
        case ClearedDigits():
            return replace(state, scene=Labelling()), ()
        case WentBack() | Finished():
            return home(state, "finished")
        case CalledStaff():
            return call_staff(state, HELP)
    return state, ()

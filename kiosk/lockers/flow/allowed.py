"""How long a scene may stand without a touch, and which readers read while it stands. Pure."""

from __future__ import annotations

from kiosk.lockers.flow.state import (
    AtDoor,
    Collected,
    Keypad,
    Labelling,
    Leaving,
    Left,
    Problems,
    Reader,
    State,
)
from kiosk.lockers.flow.step import out_of_service
from kiosk.lockers.views import Asks, Door, ReceiptState, Slot
from kiosk.settings.lockers import Lockers

NOBODY = frozenset[Reader]()
SHUT = (Door.SHUT, Door.CLOSED, Door.STILL_THERE)


def allowed_seconds(state: State, settings: Lockers) -> int | None:
    """None: the quiet first screen. A door that is open stands until its reminder; a visit never waits for ever."""
    if out_of_service(state) or is_quiet(state):
        return None
    usual = settings.idle_s if state.session is None else settings.staff_idle_s
    match state.scene:
        case AtDoor(door=Door.OPEN):
            return settings.remind_seconds
        case AtDoor(door=Door.CLOSED):
            return usual if state.session is not None else settings.done_screen_s
        case Collected(receipt=ReceiptState.WORKING) | Left(print=ReceiptState.WORKING):
            return usual
        case Left(print=printed) if printed is not ReceiptState.DONE:
            return usual  # the number is to be written down or photographed
        case Collected() | Left():
            return settings.done_screen_s
        case _:
            return usual


def warning_seconds(state: State, settings: Lockers) -> int:
    """The last seconds of the scene, in which it is asked whether somebody is still there; 0: it is not asked. An open
    door has its own reminder, and nothing is laid over the last screen, least of all over a receipt's number."""
    match state.scene:
        case Collected() | Left():
            return 0
        case AtDoor(door=door) | Problems(door=AtDoor(door=door)) if door not in SHUT:
            return 0
        case _:
            return settings.warning_last_s


def is_quiet(state: State) -> bool:
    """The first screen as it is without anybody, whatever its readers say."""
    return state == State(visit=state.visit, outage=state.outage, card=state.card, code=state.code)


def wanted_readers(state: State) -> frozenset[Reader]:
    """Those that are to read now. One that is away is asked again when it is back."""
    if out_of_service(state):
        return NOBODY
    match state.scene:
        case Keypad(asks=Asks.STAFF):
            wanted = frozenset((Reader.CODE,))
        case Keypad():
            wanted = frozenset((Reader.CARD, Reader.CODE))
        case Labelling():
            wanted = frozenset((Reader.CODE,))
        case Leaving(department=chosen):
            wanted = frozenset((Reader.CARD, Reader.CODE) if chosen else (Reader.CARD,))
        case _:
            return NOBODY
    lost = {reader for reader, slot in ((Reader.CARD, state.card), (Reader.CODE, state.code)) if slot is Slot.AWAY}
    return wanted - lost

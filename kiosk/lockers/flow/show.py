"""The view of a cabinet's scene: what a person sees. Pure; the sentences are the face's."""

from __future__ import annotations

from kiosk.hall import in_language
from kiosk.lockers.flow.around import Around
from kiosk.lockers.flow.pages import TILES_A_PAGE, on_page, pages
from kiosk.lockers.flow.show_door import door_view, problem_view
from kiosk.lockers.flow.show_staff import desk_view, inside_view, label_view, recover_view
from kiosk.lockers.flow.state import (
    AtDoor,
    Collected,
    Desk,
    IsInside,
    Keypad,
    Labelling,
    Leaving,
    Left,
    Parcel,
    Problems,
    Reader,
    Recovering,
    State,
)
from kiosk.lockers.flow.step import out_of_service
from kiosk.lockers.views import (
    Asks,
    CollectedView,
    Entry,
    KeypadView,
    LeaveTile,
    LeaveView,
    LeftView,
    ReceiptState,
    Slot,
)
from kiosk.views import Language, Outage, OutOfServiceView, View


def view(state: State, around: Around) -> View:
    if out_of_service(state):
        outage = state.outage or Outage.FAULT
        return OutOfServiceView(outage=outage, since=around.out_since, phone=around.phone, staff=state.help)
    match state.scene:
        case Keypad() as scene:
            return _keypad(state, scene, around)
        case AtDoor() as at:
            return door_view(state, at, around)
        case Problems() as scene:
            return problem_view(state, scene, around)
        case Collected(taken=taken, receipt=receipt):
            titles = tuple(_title(each, state.language) for each in taken)
            return CollectedView(titles=titles, receipt=_receipt(receipt, around))
        case Desk():
            return desk_view(state, around)
        case Labelling() as scene:
            return label_view(state, scene, around)
        case IsInside() as scene:
            return inside_view(state, scene)
        case Recovering(page=page):
            return recover_view(state, page, around)
        case Leaving() as scene:
            return _leave(state, scene, around)
        case Left(receipt=receipt, department=code, cell=cell, print=printed):
            department = _department(code, state, around)
            return LeftView(receipt=receipt, department=department, cell=cell, print=_receipt(printed, around))


def slot(reader: Reader, slot: Slot, around: Around) -> Slot | None:
    """None: this cabinet has none."""
    return slot if reader in around.readers else None


def _keypad(state: State, scene: Keypad, around: Around) -> KeypadView:
    pickup = scene.asks is Asks.PICKUP
    card = slot(Reader.CARD, state.card, around) if pickup else None
    return KeypadView(
        asks=scene.asks,
        typed=scene.typed,
        digits=around.digits,
        tail=around.tail if pickup else 0,
        checking=scene.checking,
        entry=Entry.STOPPED if around.stopped and scene.entry is None else scene.entry,
        tries_left=scene.tries_left,
        pause_seconds=around.pause_seconds,
        card=card,
        code=slot(Reader.CODE, state.code, around),
        may_leave=around.leaving and pickup,
        night=around.night,
        staff=state.help,
        phone=around.phone,
    )


def _leave(state: State, scene: Leaving, around: Around) -> LeaveView:
    tiles = tuple(
        LeaveTile(each.code, in_language(state.language, each.name, each.name_en), each.icon)
        for each in on_page(around.departments, scene.page, TILES_A_PAGE)
    )
    return LeaveView(
        departments=tiles,
        page=scene.page,
        pages=pages(around.departments, TILES_A_PAGE),
        department=_department(scene.department, state, around),
        sizes=around.sizes,
        card=slot(Reader.CARD, state.card, around),
        known=bool(scene.person),
        code=slot(Reader.CODE, state.code, around),
        case=scene.case,
        not_a_case=scene.not_a_case,
        full=scene.full or not around.sizes,
    )


def _department(code: str, state: State, around: Around) -> str:
    for each in around.departments:
        if each.code == code:
            return in_language(state.language, each.name, each.name_en)
    return code


def _receipt(state: ReceiptState, around: Around) -> ReceiptState:
    """Nobody is offered a second try while the printer has no paper or does not answer."""
    return ReceiptState.FAILED if state is ReceiptState.NOTHING_PRINTED and not around.printer else state


def _title(parcel: Parcel, language: Language) -> str:
    return in_language(language, parcel.title, parcel.title_en)

"""How a reader of the cabinet stands, in a few words under its name. Pure."""

from __future__ import annotations

from kiosk.lockers.views import Slot
from screens.texts import Texts


def card_note(tr: Texts, slot: Slot | None) -> str:
    return _note(tr, slot, tr("Flat on the reader"))


def code_note(tr: Texts, slot: Slot | None) -> str:
    return _note(tr, slot, tr("At the scanner"))


def _note(tr: Texts, slot: Slot | None, ready: str) -> str:
    if slot is None:
        return ""
    return {
        Slot.READY: ready,
        Slot.WORKING: tr("Reading"),
        Slot.AGAIN: tr("Once more, please"),
        Slot.AWAY: tr("Not working now"),
    }[slot]

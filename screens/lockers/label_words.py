"""Why a scanned label opened no cell, for staff. Pure."""

from __future__ import annotations

from kiosk.lockers.views import Label
from screens.texts import Texts


def label_words(tr: Texts, label: Label | None) -> tuple[str, str]:
    """The banner's kind and sentence; two empty strings for no problem."""
    if label is None:
        return "info", ""
    return {
        Label.UNKNOWN: ("warn", tr("This label is not known for this cabinet, or not yet")),
        Label.ALREADY_IN: ("warn", tr("This one lies in the cabinet already")),
        Label.NOT_EXPECTED: ("warn", tr("This one was cancelled or is done with")),
        Label.NO_CELL: ("warn", tr("No free door is large enough")),
        Label.NO_DOOR: ("stop", tr("Two doors did not open. Please tell a technician.")),
    }[label]

"""How to reach somebody from a cabinet, also at night when nobody is in the hall. Pure."""

from __future__ import annotations

from kiosk.views import Staff
from screens.staff_words import staff_words
from screens.texts import Texts


def staff_reach(tr: Texts, staff: Staff, phone: str) -> str:
    """Empty: nobody was called, and no number is known."""
    told = staff_words(tr, staff).line
    match staff:
        case Staff.TOLD:
            return tr("The staff have been told. Or call {phone}").format(phone=phone) if phone else told
        case Staff.UNREACHABLE:
            if phone:
                return tr("No connection to the staff. Please call {phone}").format(phone=phone)
            return tr("No connection to the staff now. Please try again a little later.")
        case Staff.ASKING:
            return told
        case _:
            return tr("Help at any hour: {phone}").format(phone=phone) if phone else ""

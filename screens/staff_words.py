"""What is said about calling staff, in every state. Pure. Nobody is promised before the centre has heard it."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.views import Staff
from screens.texts import Texts


@dataclass(frozen=True, slots=True)
class StaffWords:
    """`button`: on the button; `line`: the sentence beside the bell, empty for none."""

    button: str
    line: str
    asking: bool
    told: bool
    unreachable: bool


def staff_words(tr: Texts, staff: Staff) -> StaffWords:
    button, line = {
        Staff.NOT_ASKED: (tr("Call staff"), ""),
        Staff.ASKING: (tr("Calling"), tr("Telling the staff")),
        Staff.TOLD: (tr("Staff told"), tr("The staff have been told. Someone will come.")),
        Staff.UNREACHABLE: (tr("Call again"), tr("The staff cannot be reached from here. Please ask in the hall.")),
    }[staff]
    return StaffWords(button, line, staff is Staff.ASKING, staff is Staff.TOLD, staff is Staff.UNREACHABLE)

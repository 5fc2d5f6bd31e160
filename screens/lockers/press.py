"""A button as data: what it says, what it sends, how it stands. The words modules decide, the .kv files draw."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.views import Answer, CalledStaff, Staff
from screens.staff_words import staff_words
from screens.texts import Texts


@dataclass(frozen=True, slots=True)
class Press:
    """`answer` None: nothing can be sent now. `busy`: turns and swallows touches; `off`: dashed."""

    words: str
    icon: str
    answer: Answer | None
    busy: bool = False
    off: bool = False


NOTHING = Press("", "", None, off=True)


def call_staff(tr: Texts, staff: Staff) -> Press:
    """The button that calls staff, in every state of the call."""
    words = staff_words(tr, staff)
    return Press(words.button, "phone-call", CalledStaff(), busy=words.asking, off=words.told)


def padded(presses: tuple[Press, ...], places: int) -> tuple[Press, ...]:
    """So many that each place on the glass has one; those without words take no room."""
    return (*presses, *(NOTHING,) * (places - len(presses)))

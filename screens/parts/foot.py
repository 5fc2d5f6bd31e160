"""What both bars at the foot of the glass do: another language, the staff's way in where there is one, and the end of
the visit with its countdown.
"""

from __future__ import annotations

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty

from kiosk.views import Language
from screens.ambient import NOWHERE
from screens.parts.lines import Row
from screens.vocabulary import FromKv


class Foot(FromKv, Row):
    """`on_language` carries the language to switch to; `on_end` ends the visit; `on_staff` asks for the staff's way in.
    `ends`: there is a visit to end; `for_staff`: that way in is offered.
    """

    __events__ = ("on_language", "on_end", "on_staff")

    ambient = ObjectProperty(NOWHERE, rebind=True)
    ends = BooleanProperty(False)
    for_staff = BooleanProperty(False)
    left = NumericProperty(-1)
    total = NumericProperty(1)
    warning = BooleanProperty(False)

    def other_language(self) -> Language | None:
        """The one to switch to; None when the hall offers only one."""
        others = [language for language in self.ambient.languages if language is not self.ambient.language]
        return others[0] if others else None

    def switch(self) -> None:
        language = self.other_language()
        if language is not None:
            self.dispatch("on_language", language)

    def on_language(self, language: Language) -> None:
        """The other language was asked for."""

    def on_end(self) -> None:
        """The end of the visit was asked for."""

    def on_staff(self) -> None:
        """The staff's way in was asked for."""

"""What all screens are: a view in, answers out. A screen knows no other screen, no device and no time."""

from __future__ import annotations

from collections.abc import Callable

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.views import Answer, View
from screens.ambient import NOWHERE, Ambient
from screens.vocabulary import FromKv


class KioskScreen(FromKv, BoxLayout):
    """Built once and shown again: `view` is replaced, never the screen. Fills the glass above the bar.

    `answer` carries what was touched to the engine.
    """

    view = ObjectProperty(rebind=True, force_dispatch=True)  # the same view in another language is news
    ambient = ObjectProperty(NOWHERE, rebind=True)
    answer: Callable[[Answer], None]

    def __init__(self, view: View, ambient: Ambient, answer: Callable[[Answer], None]) -> None:
        self.answer = answer
        super().__init__(view=view, ambient=ambient)

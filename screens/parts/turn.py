"""A Row while `lying`, else a Column: parts that stand beside each other or under each other, by the glass."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty

from screens.parts.lines import Column, Lined, Row


class Turn(Lined):
    lying = BooleanProperty(True)

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self.fbind("lying", self._trigger_layout)

    def do_layout(self, *_: Any) -> None:
        (Row if self.lying else Column).do_layout(self)  # type: ignore[arg-type] # both are Lined, and nothing more

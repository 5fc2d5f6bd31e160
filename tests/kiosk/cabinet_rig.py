"""For the tests of a cabinet's flow: values to begin with, and a visit that remembers what it wanted done."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from kiosk.lockers.events import Way
from kiosk.lockers.flow.around import Around, Inside
from kiosk.lockers.flow.effects import Effect, OpenCell
from kiosk.lockers.flow.happenings import Happening
from kiosk.lockers.flow.show import view
from kiosk.lockers.flow.state import Parcel, Reader, State
from kiosk.lockers.flow.step import step
from kiosk.lockers.surroundings import drawing
from kiosk.lockers.views import FreeCells, TypedDigit
from kiosk.settings.lockers import Lockers
from kiosk.wire import Department

SETTINGS = Lockers.model_validate({
    "cells": [
        {"number": n, "board": "a" if n <= 4 else "b", "door": (n - 1) % 4 + 1, "size": "sml"[(n - 1) // 4 % 3],
         "column": n // 5, "floor_mm": 100 + 300 * (n % 5), "height_mm": 280}
        for n in range(1, 9)
    ],
    "screen_column": 2, "screen_floor_mm": 700, "screen_height_mm": 900,
})  # fmt: skip
LICENCE = Parcel("p1", 3, "营业执照", "Business licence", "张*华")
PERMIT = Parcel("p2", 5, "食品经营许可证", "Food permit", "张*华")
AROUND = Around(
    settings=SETTINGS,
    drawing=drawing(SETTINGS),
    free=(FreeCells("s", 2), FreeCells("m", 3)),
    inside=(
        Inside("p2", 5, "食品经营许可证", "Food permit", "张*华", overdue_days=3),
        Inside("p1", 3, "营业执照", "", "张*华"),
    ),
    departments=(Department(code="tax", name="税务", name_en="Taxes", icon="users", prefix="B"),),
    readers=frozenset(Reader),
    printer=True,
    phone="0534-12345",
)
CODE = Way.CODE


@dataclass
class Visit:
    """One visit, step by step."""

    around: Around = AROUND
    state: State = field(default_factory=lambda: State(visit="v1"))
    wanted: list[Effect] = field(default_factory=list)

    def take(self, *happenings: Happening) -> Any:
        """These steps, one after the other; returns the view of the last."""
        for happening in happenings:
            self.state, effects = step(self.state, happening, self.around)
            self.wanted.extend(effects)
            if not self.state.visit:
                self.state = replace(self.state, visit="v2")
        return view(self.state, self.around)

    def type(self, digits: str) -> Any:
        return self.take(*(TypedDigit(int(digit)) for digit in digits))

    def did(self, kind: type) -> list[Any]:
        """What was wanted of that kind since the last question for it."""
        found = [effect for effect in self.wanted if isinstance(effect, kind)]
        self.wanted = [effect for effect in self.wanted if not isinstance(effect, kind)]
        return found

    @property
    def opening(self) -> int:
        return self.state.openings

    def doors(self) -> list[int]:
        return [effect.cell for effect in self.did(OpenCell)]

"""The turning circle of a busy thing. A few steps a second: the work it waits for needs the processor."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty

from screens.parts.icon import Icon

STEPS_A_TURN = 12


class Turning(Icon):
    """`turn_s`: seconds for one turn."""

    turning = BooleanProperty(False)
    turn_s = NumericProperty(1)

    def __init__(self, **properties: Any) -> None:
        self._ticks: Any = None
        super().__init__(**properties)
        self.fbind("turning", self._turn)
        self._turn()

    def _turn(self, *_: Any) -> None:
        if self._ticks is not None:
            self._ticks.cancel()
            self._ticks = None
        if self.turning:
            self._ticks = Clock.schedule_interval(self._step, self.turn_s / STEPS_A_TURN)

    def _step(self, _: float) -> None:
        if self.get_root_window() is None:  # its screen has left the glass
            return
        self.turned = (self.turned + 360 / STEPS_A_TURN) % 360

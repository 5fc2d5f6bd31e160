"""What a finger can press: a face with a darker lower edge, to which it sinks. Flat things are not touchable."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.graphics import Canvas, Color, PopMatrix, PushMatrix, Rectangle, SmoothLine, Translate
from kivy.metrics import dp
from kivy.properties import BooleanProperty, ColorProperty, NumericProperty
from kivy.uix.boxlayout import BoxLayout

from screens.parts.dashes import corners, sides
from screens.parts.plates import framed, lower_edge, plate
from screens.vocabulary import FromKv

OFF_BORDER_DP = 3


class Touchable(FromKv, BoxLayout):
    """`on_release` comes once a press, when the finger leaves inside. `off`: dashed, takes no touch; `busy`: no edge,
    swallows touches. Sizes in pixels; the edge lies below the widget's own box.
    """

    __events__ = ("on_release",)

    face_colour = ColorProperty()
    edge_colour = ColorProperty()
    border_colour = ColorProperty()
    pressed_face = ColorProperty()
    pressed_border = ColorProperty()
    off_face = ColorProperty()
    off_border = ColorProperty()
    radius = NumericProperty(0)
    border = NumericProperty(0)
    edge = NumericProperty(0)
    pressed = BooleanProperty(False)
    off = BooleanProperty(False)
    busy = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        self._draw = Clock.create_trigger(self._redraw, -1)
        super().__init__(**properties)
        # These stand as long as the widget: a frame that saw one without the other would move the whole glass for good.
        with self.canvas.before:
            self._plate = Canvas()
            PushMatrix()
            self._sunk = Translate(0, 0, 0)
        with self.canvas.after:
            PopMatrix()
        for name in ("pos", "size", "pressed", "off", "busy", "face_colour", "edge_colour", "border_colour", "radius"):
            self.fbind(name, self._draw)
        self._draw()

    def on_touch_down(self, touch: Any) -> bool:
        if self.disabled or not self.collide_point(*touch.pos):
            return False
        if self.off:
            return False
        touch.grab(self)
        self.pressed = not self.busy
        return True

    def on_touch_move(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        self.pressed = not self.busy and self.collide_point(*touch.pos)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        inside, self.pressed = self.pressed, False
        if inside and not self.busy and not self.off:
            self.dispatch("on_release")
        return True

    def on_release(self) -> None:
        """The thing was pressed."""

    def _redraw(self, *_: Any) -> None:
        self._plate.clear()
        lower = self.edge if (self.pressed or self.busy) and not self.off else 0
        self._sunk.y = -lower
        if min(self.size) <= self.edge:
            return
        with self._plate:
            if self.off:
                self._draw_off()
            else:
                self._draw_face(lower)

    def _draw_face(self, lower: float) -> None:
        """The plate, `lower` pixels down, with its edge while it is not pressed."""
        if not lower:
            lower_edge(self.x, self.y, self.width, self.edge, self.radius, self.edge_colour)
        face = self.pressed_face if self.pressed else self.face_colour
        rim = self.pressed_border if self.pressed else self.border_colour
        framed(self.x, self.y - lower, self.width, self.height, self.radius, face, self.border, rim)

    def _draw_off(self) -> None:
        box, width = (self.x, self.y, self.width, self.height), dp(OFF_BORDER_DP)
        plate(*box, self.radius, self.off_face)
        Color(rgba=self.off_border)
        for x, y, wide, high in sides(box, self.radius, width, dp(1)):
            Rectangle(pos=(x, y), size=(wide, high))
        for arc in corners(box, self.radius, width):
            SmoothLine(circle=arc, width=width / 2)

"""The drawing of the cabinet from the front: its cells, the screen with "you are here", the wanted door.

Drawn from the site's data (screens/parts/cabinet_plan.py). The open door swings out with its number on it.
"""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Mesh, Rectangle, SmoothLine, Translate
from kivy.graphics.context_instructions import PopMatrix, PushMatrix
from kivy.properties import (
    BooleanProperty,
    ColorProperty,
    ListProperty,
    NumericProperty,
    ObjectProperty,
    StringProperty,
)
from kivy.uix.widget import Widget

from screens.faces import font_file
from screens.parts.cabinet_plan import Box, Plan, plan
from screens.parts.text import measure, picture
from screens.vocabulary import FromKv

HERE_DP, PITCH = 28, 1.25


class Cabinet(FromKv, Widget):
    """`cell`: the wanted one. `is_open`: its door stands open; `holds`: something lies in it. `here`: the words on the
    screen's place. `inks`: frame, its rim, cell, its rim, figures, the screen's part, glass, words on the glass.
    """

    drawing = ObjectProperty(None)
    cell = NumericProperty(0)
    is_open = BooleanProperty(False)
    holds = BooleanProperty(False)
    here = StringProperty("")
    inks = ListProperty([])
    door_ink = ColorProperty()
    inside_ink = ColorProperty()
    mark_ink = ColorProperty()
    letter_inks = ListProperty([])
    figure_style = ObjectProperty(None)
    here_style = ObjectProperty(None)
    fonts = ObjectProperty(None)
    unit = NumericProperty(1)

    def __init__(self, **properties: Any) -> None:
        self._draw = Clock.create_trigger(self._redraw, -1)
        super().__init__(**properties)
        for name in ("pos", "size", "drawing", "cell", "is_open", "holds", "here", "door_ink"):
            self.fbind(name, self._draw)
        self._draw()

    def _redraw(self, *_: Any) -> None:
        self.canvas.clear()
        if self.drawing is None or min(self.size) < 1 or len(self.inks) < 8:
            return
        lines = self.here.split("\n")
        file, size = font_file(self.fonts, self.here_style.face, self.here), round(HERE_DP * self.unit)
        words = (max(measure(line, file, size) for line in lines), size * PITCH * len(lines))
        placed = plan(self.drawing, int(self.cell), tuple(self.size), words, self.unit, is_open=self.is_open)
        with self.canvas:
            PushMatrix()
            Translate(self.x + (self.width - placed.frame.wide) / 2, self.y)
            self._cabinet(placed)
            self._glass(placed, [picture(line, file, size) for line in lines])
            self._door(placed)
            PopMatrix()

    def _cabinet(self, placed: Plan) -> None:
        frame, rim, cell, cell_rim, figures, part, _, _ = self.inks
        _bordered(placed.frame, frame, rim, 5 * self.unit)
        _fill(placed.screen, part)
        for each in placed.cells:
            _bordered(each.box, cell, cell_rim, min(3 * self.unit, each.box.wide / 10))
            if each.figure_px:
                self._figures(str(each.number), each.box, each.figure_px, figures)

    def _glass(self, placed: Plan, lines: list[Any]) -> None:
        _fill(placed.here, self.inks[6])
        Color(rgba=self.inks[7])
        pitch = round(HERE_DP * self.unit) * PITCH
        top = placed.here.y + placed.here.high / 2 + pitch * len(lines) / 2
        for at, line in enumerate(lines):
            x = placed.here.x + (placed.here.wide - line.width) / 2
            Rectangle(texture=line, pos=(round(x), round(top - pitch * (at + 0.5) - line.height / 2)), size=line.size)

    def _door(self, placed: Plan) -> None:
        if placed.wanted is None or placed.door is None or placed.mark is None:
            return
        _fill(placed.wanted, self.inside_ink if self.is_open else self.door_ink)
        if self.is_open and self.holds:
            self._letter(placed.wanted)
        vertices = [part for x, y in placed.door for part in (x, y, 0, 0)]
        Color(rgba=self.door_ink)
        Mesh(vertices=vertices, indices=[0, 1, 2, 3], mode="triangle_fan")
        Color(rgba=self.mark_ink)
        SmoothLine(points=[part for point in placed.door for part in point], width=3 * self.unit, close=True)
        self._figures(str(int(self.cell)), placed.mark, placed.mark_px, self.mark_ink)

    def _letter(self, cell: Box) -> None:
        """What lies in the open cell, where there is room to draw it."""
        wide, high = 0.63 * cell.wide, min(0.39 * cell.wide, 0.5 * cell.high)
        if high < 16 * self.unit or len(self.letter_inks) < 2:
            return
        paper, fold = self.letter_inks
        box = Box(cell.x + (cell.wide - wide) / 2, cell.y + 0.12 * cell.high, wide, high)
        _fill(box, paper)
        Color(rgba=fold)
        flap = (box.x, box.top - 0.28 * high, box.x + wide / 2, box.top - 0.68 * high, box.right, box.top - 0.28 * high)
        SmoothLine(points=flap, width=2 * self.unit)

    def _figures(self, figures: str, box: Box, size_px: int, ink: Any) -> None:
        texture = picture(figures, font_file(self.fonts, self.figure_style.face, figures), size_px)
        Color(rgba=ink)
        x, y = box.x + (box.wide - texture.width) / 2, box.y + (box.high - texture.height) / 2
        Rectangle(texture=texture, pos=(round(x), round(y)), size=texture.size)


def _fill(box: Box, ink: Any) -> None:
    Color(rgba=ink)
    Rectangle(pos=(round(box.x), round(box.y)), size=(round(box.right) - round(box.x), round(box.top) - round(box.y)))


def _bordered(box: Box, face: Any, rim: Any, border: float) -> None:
    thick = max(1, round(border))
    _fill(box, rim)
    _fill(Box(round(box.x) + thick, round(box.y) + thick, box.wide - 2 * thick, box.high - 2 * thick), face)

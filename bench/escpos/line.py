"""The print buffer: one line of characters of any sizes, standing on one lower edge."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from bench.escpos.glyphs import Glyphs, cell
from bench.escpos.style import Alignment, Style


@dataclass(frozen=True, slots=True)
class Placed:
    x: int  # dots from the left margin
    width: int
    height: int
    text: str
    wide: bool
    style: Style


class Line:
    def __init__(self, width_dots: int, glyphs: Glyphs, tabs: tuple[int, ...]) -> None:
        self.left = 0  # dots
        self.area = width_dots
        self.tabs = tabs
        self._width_dots = width_dots
        self._glyphs = glyphs
        self._placed: list[Placed] = []
        self._x = 0
        self._align = Alignment.LEFT

    @property
    def empty(self) -> bool:
        return not self._placed

    @property
    def height(self) -> int:
        return max((item.height for item in self._placed), default=0)

    @property
    def text(self) -> str:
        """The characters in the order on paper; a space for each gap of at least half a character."""
        text, end = "", 0
        for item in sorted(self._placed, key=lambda item: item.x):
            text += " " * round((item.x - end) / 12) + item.text
            end = item.x + item.width
        return text.rstrip()

    def place(self, style: Style) -> None:
        """Margins and alignment count at the beginning of a line only; in its middle they wait for the next."""
        if self.empty:
            self.left = style.left
            self.area = min(style.area or self._width_dots, self._width_dots - self.left)
            self._align = style.align

    def fits(self, style: Style, *, wide: bool) -> bool:
        return self.empty or self._x + cell(wide=wide, style=style)[0] <= self.area

    def put(self, text: str, style: Style, *, wide: bool) -> None:
        width, height = cell(wide=wide, style=style)
        self._placed.append(Placed(self._x, width, height, text, wide, style))
        self._x += width + style.gap

    def tab(self, style: Style) -> None:
        self._x = next((stop for stop in self.tabs if stop > self._x), self._x)
        self._x = min(self._x, self.area)

    def move(self, dots: int, *, relative: bool) -> None:
        """A place beyond the printing area is not believed."""
        x = self._x + dots if relative else dots
        if 0 <= x <= self.area:
            self._x = x

    def picture(self, strip_height: int) -> Image.Image:
        """A strip as wide as the paper; the characters stand on the lower edge of the line's height, at its top."""
        strip = Image.new("L", (self._width_dots, max(1, strip_height)), 0)
        end = max(item.x + item.width for item in self._placed)
        spare = max(0, self.area - end)
        indent = self.left + {Alignment.LEFT: 0, Alignment.CENTRE: spare // 2, Alignment.RIGHT: spare}[self._align]
        for item in self._placed:
            mask = self._glyphs.mask(item.text, wide=item.wide, style=item.style)
            strip.paste(mask, (indent + item.x, self.height - item.height), mask if not item.style.reverse else None)
        return strip

"""Characters as dots: 12 x 24 for one byte, 24 x 24 for Chinese, times their size, drawn from an outline font.

Black is 255 in these masks. A character without a glyph is a box, as on a printer whose font lacks it.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

from bench.escpos.style import Style

CELL_DOTS = 24
FONTS = Path(__file__).resolve().parents[2] / "config" / "fonts"
PLACES = (  # file, face of a collection; the first that is there
    (FONTS / "NotoSansSC-Full.otf", 0),
    (FONTS / "NotoSansSC-Subset-Regular.otf", 0),
    (Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"), 2),
)
INK_FROM = 110  # a dot whose grey is at least this is burnt


class FontMissing(RuntimeError):
    """No font that has Chinese is on this machine."""


class Glyphs:
    """Draws and remembers. One for each printer: the memory is bounded by `remember` masks."""

    def __init__(self, places: tuple[tuple[Path, int], ...] = PLACES, remember: int = 2000) -> None:
        found = next(((path, face) for path, face in places if path.exists()), None)
        if found is None:
            tried = ", ".join(str(path) for path, _ in places)
            raise FontMissing(
                f"the printer's font: none of {tried} exists; run tools/fonts.py or install fonts-noto-cjk"
            )
        self._path, self._face = found
        self._remember = remember
        self._fonts: dict[int, ImageFont.FreeTypeFont] = {}
        self._masks: dict[tuple[str, bool, Style], Image.Image] = {}

    def mask(self, character: str, *, wide: bool, style: Style) -> Image.Image:
        """An "L" picture of the cell: width and height in dots as the style says, underline and reverse included."""
        key = (character, wide, style)
        if key not in self._masks:
            if len(self._masks) >= self._remember:
                self._masks.clear()
            self._masks[key] = self._draw(character, wide, style)
        return self._masks[key]

    def _draw(self, character: str, wide: bool, style: Style) -> Image.Image:
        width, height = cell(wide=wide, style=style)
        mask = Image.new("L", (width, height), 0)
        if character.strip():
            ink = self._ink(character, height, width)
            mask.paste(ink, ((width - ink.width) // 2, 0))
        if style.bold:
            beside = Image.new("L", mask.size, 0)
            beside.paste(mask, (max(1, height // CELL_DOTS), 0))
            mask = ImageChops.lighter(mask, beside)
        line = style.chinese_underline if wide else style.underline
        if line:
            ImageDraw.Draw(mask).rectangle((0, height - line, width, height), fill=255)
        return ImageChops.invert(mask) if style.reverse else mask

    def _ink(self, character: str, height: int, width: int) -> Image.Image:
        """The glyph, as high as the cell, at most as wide: what is wider is narrowed as in the printers' own font A."""
        font = self._font(round(height * 22 / CELL_DOTS))
        left, _, right, _ = font.getbbox(character)
        ink = Image.new("L", (max(1, round(right - left)), height), 0)
        baseline = height * 20 // CELL_DOTS
        ImageDraw.Draw(ink).text((-left, baseline), character, font=font, fill=255, anchor="ls")
        if ink.width > width:
            ink = ink.resize((width, height), Image.Resampling.LANCZOS)
        return ink.point(lambda grey: 255 if grey >= INK_FROM else 0)

    def _font(self, size: int) -> ImageFont.FreeTypeFont:
        if size not in self._fonts:
            self._fonts[size] = ImageFont.truetype(str(self._path), size, index=self._face)
        return self._fonts[size]


def cell(*, wide: bool, style: Style) -> tuple[int, int]:
    """Width and height in dots of one character."""
    if wide:
        return CELL_DOTS * style.chinese_width, CELL_DOTS * style.chinese_height
    width, height = (9, 17) if style.small else (12, CELL_DOTS)
    return width * style.width, height * style.height

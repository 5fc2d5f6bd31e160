"""Draws what a printer's own font cannot: rare characters and, for models without it, the QR code.

Pillow, the font and segno are loaded at the first use: most terminals never need them, and the engine stays small.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from drivers.protocol.escpos_raster import Picture

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont


class FontDraw:
    """Draws with the face `face_index` of the font file at `path` (a collection's face 0 is often the Japanese one)."""

    def __init__(self, path: Path, face_index: int = 0) -> None:
        self._path = path
        self._face_index = face_index

    def text(self, text: str, height_dots: int, width_dots: int, *, bold: bool) -> Picture:
        """One line. Smaller than `height_dots` only if it would be wider than the paper. Raises OSError: no font."""
        from PIL import Image, ImageDraw

        points = height_dots
        while True:
            font = _font(self._path, self._face_index, points)
            stroke = max(1, points // 40) if bold else 0
            needed = max(1, int(font.getlength(text)) + 2 * stroke + 1)
            if needed <= width_dots or points <= 8:
                break
            points = max(8, min(points - 1, points * width_dots // needed))
        ascent, descent = font.getmetrics()
        image = Image.new("1", (min(needed, width_dots), ascent + descent), 0)
        ImageDraw.Draw(image).text((stroke, 0), text, font=font, fill=1, stroke_width=stroke, stroke_fill=1)
        data = image.tobytes()
        row_bytes = (image.width + 7) // 8
        rows = [data[start : start + row_bytes] for start in range(0, len(data), row_bytes)]
        return Picture(image.width, tuple(_trimmed(rows, height_dots)))

    def qr(self, text: str) -> Picture:
        import segno

        matrix = segno.make(text, error="m", micro=False, boost_error=False).matrix
        width = len(matrix)
        row_bytes = (width + 7) // 8
        rows = (int("".join("1" if dark else "0" for dark in row).ljust(row_bytes * 8, "0"), 2) for row in matrix)
        return Picture(width, tuple(row.to_bytes(row_bytes) for row in rows))


@lru_cache(maxsize=8)
def _font(path: Path, face_index: int, points: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(str(path), points, index=face_index, layout_engine=ImageFont.Layout.BASIC)


def _trimmed(rows: list[bytes], least: int) -> list[bytes]:
    """Without white rows above and below, but at least `least` high and with a little white below."""
    white = bytes(len(rows[0]))
    while len(rows) > least and rows[-1] == white:
        rows.pop()
    while len(rows) > least and rows[0] == white:
        rows.pop(0)
    return [*rows, white, white, white, white]

"""Pictures sent dot by dot: GS v 0, and the stored graphics of GS ( L and GS 8 L. Pure."""

from __future__ import annotations

from PIL import Image


def raster(args: bytes) -> Image.Image | None:
    """GS v 0: `args` from the "0" on: m, width in bytes, height in dots, rows. An "L" mask, 255 is ink."""
    m = args[1] & 3
    wide, high = int.from_bytes(args[2:4], "little"), int.from_bytes(args[4:6], "little")
    return _dots(args[6:], wide * 8, high, 2 if m & 1 else 1, 2 if m & 2 else 1)


def graphics(args: bytes) -> Image.Image | None:
    """Function 112 (one colour): 30 70 a bx by c xL xH yL yH rows; width in dots. None: another tone or broken."""
    if len(args) < 10 or args[2] != 48:
        return None
    wide, high = int.from_bytes(args[6:8], "little"), int.from_bytes(args[8:10], "little")
    return _dots(args[10:], wide, high, max(1, args[3]), max(1, args[4]))


def _dots(rows: bytes, wide: int, high: int, across: int, down: int) -> Image.Image | None:
    stride = (wide + 7) // 8
    if not wide or not high or len(rows) < stride * high:
        return None
    picture = Image.frombytes("1", (wide, high), rows[: stride * high]).convert("L")
    if (across, down) != (1, 1):
        picture = picture.resize((wide * across, high * down), Image.Resampling.NEAREST)
    return picture

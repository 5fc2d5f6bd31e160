"""A slip as it lies on a table: warm white paper, its edge where the knife left it, a transparent PNG."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from bench.escpos.roll import Slip

PAPER = (253, 252, 249)
INK = (28, 28, 32)
MARGIN_DOTS = 32  # 80 mm paper, 72 mm printable
TOOTH_DOTS = 8


def png(slip: Slip) -> bytes:
    """Cut edges carry the knife's teeth; paper that still hangs in the machine has none at its lower end."""
    width = slip.picture.width + 2 * MARGIN_DOTS
    height = slip.picture.height
    ink = Image.new("L", (width, height), 0)
    ink.paste(slip.picture, (MARGIN_DOTS, 0))
    paper = Image.new("RGB", (width, height), PAPER)
    paper.paste(Image.new("RGB", (width, height), INK), mask=ink)
    paper.putalpha(_outline(width, height, hanging=not slip.complete))
    out = io.BytesIO()
    paper.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _outline(width: int, height: int, *, hanging: bool) -> Image.Image:
    alpha = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(alpha)
    for x in range(0, width, TOOTH_DOTS):
        draw.polygon([(x, 0), (x + TOOTH_DOTS - 1, 0), (x + TOOTH_DOTS // 2, TOOTH_DOTS // 2)], fill=0)
        if not hanging:
            foot = height - 1
            draw.polygon([(x, foot - TOOTH_DOTS // 2), (x + TOOTH_DOTS // 2, foot), (x, foot)], fill=0)
            draw.polygon(
                [(x + TOOTH_DOTS // 2, foot), (x + TOOTH_DOTS, foot - TOOTH_DOTS // 2), (x + TOOTH_DOTS, foot)], fill=0
            )
    return alpha

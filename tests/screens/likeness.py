"""How much two pictures differ, as the eye sees it."""

from __future__ import annotations

from PIL import Image, ImageChops

CHANNEL_TOLERANCE = 48  # smoothed edges differ a little between drivers
PIXEL_TOLERANCE = 0.002  # of all pixels may differ more than that


def difference(one: Image.Image, other: Image.Image) -> tuple[float, Image.Image]:
    """The share of pixels that differ visibly, and where, in white."""
    if one.size != other.size:
        return 1.0, Image.new("L", one.size, 255)
    bands = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).split()
    strongest = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    marked = strongest.point([255 if value > CHANNEL_TOLERANCE else 0 for value in range(256)])
    return marked.histogram()[255] / (marked.width * marked.height), marked

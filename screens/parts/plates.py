"""Rounded rectangles and discs of one opaque colour, smooth and cheap. Called inside `with canvas:`.

Without a graphics card a blended pixel costs many times a cleared one and thin triangles cost most of all; a frame
must be affordable every second. So only the rounded corners are blended, each a small picture of a quarter disc, and
the rest is cleared. A clear heeds no translation: boxes are given where they stand in the window, in pixels.
"""

from __future__ import annotations

from functools import lru_cache
from math import floor, hypot, sqrt

from kivy.graphics import ClearBuffers, ClearColor, Color, Rectangle
from kivy.graphics.scissor_instructions import ScissorPop, ScissorPush
from kivy.graphics.texture import Texture

from screens.theme import Rgba

EDGE_PX = 4
FLIPS = {  # (right, top) of the corner -> texture coordinates, the picture's own being the upper right one
    (True, True): (0, 0, 1, 0, 1, 1, 0, 1),
    (False, True): (1, 0, 0, 0, 0, 1, 1, 1),
    (True, False): (0, 1, 1, 1, 1, 0, 0, 0),
    (False, False): (1, 1, 0, 1, 0, 0, 1, 0),
}


def quarter(radius: int) -> bytes:
    """The upper right quarter of a disc as coverage from 0 to 255, `radius` rows from the bottom up. Pure."""
    rows = bytearray()
    for y in range(radius):
        reach = floor(sqrt(radius * radius - (y + 0.5) ** 2))
        inside = max(0, reach - 2)
        outside = min(radius, inside + EDGE_PX)
        while outside < radius and hypot(outside + 0.5, y + 0.5) < radius + 0.5:
            outside += 1
        rows += b"\xff" * inside
        for x in range(inside, outside):
            cover = radius + 0.5 - hypot(x + 0.5, y + 0.5)
            rows.append(round(255 * min(1.0, max(0.0, cover))))
        rows += bytes(radius - outside)
    return bytes(rows)


@lru_cache(maxsize=64)
def _corner(radius: int) -> Texture:
    texture = Texture.create(size=(radius, radius), colorfmt="rgba")
    pixels = bytearray(b"\xff") * (4 * radius * radius)
    pixels[3::4] = quarter(radius)
    texture.blit_buffer(bytes(pixels), colorfmt="rgba", bufferfmt="ubyte")
    return texture


def clear(x: float, y: float, right: float, top: float, colour: Rgba) -> None:
    """Fill a rectangle of whole pixels, without blending."""
    x, y, right, top = round(x), round(y), round(right), round(top)
    if right <= x or top <= y:
        return
    ScissorPush(x=x, y=y, width=right - x, height=top - y)
    ClearColor(*colour)
    ClearBuffers(clear_color=True)
    ScissorPop()


def plate(x: float, y: float, wide: float, high: float, radius: float, colour: Rgba) -> None:
    """Fill a rounded rectangle, snapped to whole pixels. A disc when the radius is half the width."""
    left, low, right, top = round(x), round(y), round(x + wide), round(y + high)
    bend = min(round(radius), (right - left) // 2, (top - low) // 2)
    if bend < 1:
        clear(left, low, right, top, colour)
        return
    Color(rgba=colour)
    texture = _corner(bend)
    for (at_right, at_top), coordinates in FLIPS.items():
        corner = (right - bend if at_right else left, top - bend if at_top else low)
        Rectangle(texture=texture, pos=corner, size=(bend, bend), tex_coords=coordinates)
    clear(left, low + bend, right, top - bend, colour)
    clear(left + bend, low, right - bend, low + bend, colour)
    clear(left + bend, top - bend, right - bend, top, colour)


def framed(
    x: float, y: float, wide: float, high: float, radius: float, colour: Rgba, border: float, border_colour: Rgba
) -> None:
    """A plate with a border inside its box; `border` in pixels, 0 for none."""
    thick = max(1, round(border)) if border > 0 and tuple(border_colour) != tuple(colour) else 0
    if thick:
        plate(x, y, wide, high, radius, border_colour)
    x, y, right, top = round(x), round(y), round(x + wide), round(y + high)
    plate(x + thick, y + thick, right - x - 2 * thick, top - y - 2 * thick, radius - thick, colour)


def lower_edge(x: float, y: float, wide: float, edge: float, radius: float, colour: Rgba) -> None:
    """What shows of a plate that lies `edge` lower, behind one standing at `y`: only its lower end."""
    plate(x, y - edge, wide, 2 * round(radius) + edge, radius, colour)

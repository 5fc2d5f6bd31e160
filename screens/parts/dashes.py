"""The dashed border of a disabled thing, as points. Pure: lines of Kivy hold no dashes at this width."""

from __future__ import annotations

from math import floor

DASH_PX, SPACE_PX = 9.0, 6.0
Box = tuple[float, float, float, float]


def spread(length: float, dash: float, space: float) -> list[tuple[float, float]]:
    """(start, end) of dashes along a side: one at each end, evenly spaced between."""
    count = max(1, floor((length + space) / (dash + space)))
    if count == 1:
        return [(0.0, length)]
    gap = (length - count * dash) / (count - 1)
    return [(at * (dash + gap), at * (dash + gap) + dash) for at in range(count)]


def sides(box: Box, radius: float, width: float, scale: float) -> list[Box]:
    """The dashes of the four straight sides as filled boxes (x, y, width, height), inside `box`."""
    x, y, wide, high = box
    dash, space = DASH_PX * scale, SPACE_PX * scale
    found: list[Box] = []
    for start, end in spread(wide - 2 * radius, dash, space):
        found.append((x + radius + start, y, end - start, width))
        found.append((x + radius + start, y + high - width, end - start, width))
    for start, end in spread(high - 2 * radius, dash, space):
        found.append((x, y + radius + start, width, end - start))
        found.append((x + wide - width, y + radius + start, width, end - start))
    return found


def corners(box: Box, radius: float, width: float) -> list[tuple[float, float, float, float, float]]:
    """One arc a corner: centre x, centre y, radius, first and last angle in degrees (clockwise from the top)."""
    x, y, wide, high = box
    arc, left, right, low, top = radius - width / 2, x + radius, x + wide - radius, y + radius, y + high - radius
    centres = ((right, top, 0), (right, low, 90), (left, low, 180), (left, top, 270))
    return [(cx, cy, arc, first + 22, first + 68) for cx, cy, first in centres]

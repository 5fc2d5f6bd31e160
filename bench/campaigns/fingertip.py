"""What a person sees on a picture of the kiosk: where it may be touched, and whether it has come to rest.

Whatever can be touched has a darker lower edge (config/theme.toml): the main button's is one colour, everything else's
another. So no position is written down anywhere, and a landscape panel is used like an upright one.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PIL import Image, ImageChops

THEME = Path(__file__).resolve().parents[2] / "config" / "theme.toml"
TOLERANCE = 8  # of 255, a channel
EDGE_SHARE = 0.09  # of the picture's shorter side: an edge is at least so long
LIFT_SHARE = 0.03  # of the shorter side: from the edge up to where the finger goes
REDUCED = 4
NOTICED = 24  # of 255: a difference that the eye sees


class Edge(StrEnum):
    """The names of the colours in config/theme.toml."""

    MAIN = "accent_edge"
    CHOICE = "key_edge"


@dataclass(frozen=True, slots=True)
class Place:
    x: int
    y: int


def touchables(picture: Image.Image, edge: Edge, theme: Path = THEME) -> list[Place]:
    """Where to put the finger, from top to bottom and from left to right. `picture`: RGB, in the screen's pixels."""
    colour = tomllib.loads(theme.read_text(encoding="utf-8"))["colour"][edge.value]
    mask = _like(picture, colour)
    width, height = picture.size
    longest = re.compile(rb"\xff{%d,}" % round(min(width, height) * EDGE_SHARE))
    lift = round(min(width, height) * LIFT_SHARE)
    found: list[tuple[int, int, int]] = []  # first and last column, the lowest row so far
    rows = mask.tobytes()
    for run in longest.finditer(rows):
        y, left = divmod(run.start(), width)
        right = run.end() - y * width
        if right > width:  # from one row's end to the next one's beginning: no edge
            continue
        same = next((at for at, (a, b, low) in enumerate(found) if y - low <= 2 and a < right and left < b), None)
        if same is None:
            found.append((left, right, y))
        else:
            found[same] = (min(left, found[same][0]), max(right, found[same][1]), y)
    return [Place((left + right) // 2, max(0, low - lift)) for left, right, low in found]


def difference(one: Image.Image, other: Image.Image) -> float:
    """The share of the picture, 0 to 1, that looks different."""
    small = [picture.reduce(REDUCED).convert("L") for picture in (one, other)]
    histogram = ImageChops.difference(*small).histogram()
    return sum(histogram[NOTICED:]) / sum(histogram)


def _like(picture: Image.Image, colour: str) -> Image.Image:
    """An "L" mask: 255 where all three channels are the colour's."""
    wanted = bytes.fromhex(colour.removeprefix("#"))
    mask = Image.new("L", picture.size, 255)
    for channel, value in zip(picture.split(), wanted, strict=True):
        near = channel.point([255 if abs(grey - value) <= TOLERANCE else 0 for grey in range(256)])
        mask = ImageChops.darker(mask, near)
    return mask

"""The paper between the head and the knife, and what falls off it: slips.

The knife sits above the head: what was printed last is still below it. A cut without a feed to the knife leaves the
ticket's end in the machine, and it comes out on top of the next one, here as in reality.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PIL import Image

from bench.escpos.composer import Strip


@dataclass(frozen=True, slots=True)
class Slip:
    """One piece of paper. `picture`: "L", 255 is ink. `data`: the bytes that were worked off since the last cut."""

    n: int
    picture: Image.Image
    lines: tuple[str, ...]
    codes: tuple[str, ...]
    data: bytes
    at: datetime
    complete: bool

    def height_mm(self, dots_per_mm: int) -> float:
        return round(self.picture.height / dots_per_mm, 1)


class Roll:
    def __init__(self, width_dots: int, knife_dots: int) -> None:
        self._width = width_dots
        self._knife = knife_dots
        self._strips = [_blank(width_dots, knife_dots)]
        self._data = bytearray()
        self._count = 0

    @property
    def beyond_knife(self) -> int:
        """Dots of paper that a cut would take off."""
        return sum(strip.picture.height for strip in self._strips) - self._knife

    def lay(self, strip: Strip) -> None:
        self._strips.append(strip)

    def note(self, raw: bytes) -> None:
        self._data += raw

    def growing(self, at: datetime) -> Slip | None:
        """What has been printed since the last cut, and is not cut yet."""
        if not any(strip.text or strip.code or strip.picture.getbbox() for strip in self._strips):
            return None
        return self._slip(self._strips, at, n=self._count + 1, complete=False)

    def to_knife(self, more_dots: int = 0) -> Strip:
        """The feed that brings the last printed dot to the knife, and `more_dots`."""
        return _blank(self._width, self._knife + more_dots)

    def cut(self, at: datetime, *, pull_back: bool = False) -> Slip | None:
        """None when no paper stands beyond the knife. `pull_back`: the blank paper returns to the head."""
        above, below = _split(self._strips, self.beyond_knife, self._width)
        if not above:
            return None
        self._count += 1
        slip = self._slip(above, at, n=self._count, complete=True)
        self._strips = [_blank(self._width, self._knife)] if pull_back else below
        self._data.clear()
        return slip

    def _slip(self, strips: list[Strip], at: datetime, *, n: int, complete: bool) -> Slip:
        return Slip(
            n=n,
            picture=_joined(strips, self._width),
            lines=tuple(strip.text for strip in strips if strip.text),
            codes=tuple(strip.code for strip in strips if strip.code),
            data=bytes(self._data),
            at=at,
            complete=complete,
        )


def _blank(width: int, height: int) -> Strip:
    return Strip(Image.new("L", (width, height), 0))


def _split(strips: list[Strip], dots: int, width: int) -> tuple[list[Strip], list[Strip]]:
    """The strips above and below the knife. The text of a strip that is cut through goes with its larger half."""
    above: list[Strip] = []
    for index, strip in enumerate(strips):
        height = strip.picture.height
        if height > dots:
            if dots <= 0:
                return above, strips[index:]
            top = strip.picture.crop((0, 0, width, dots))
            rest = strip.picture.crop((0, dots, width, height))
            first = dots * 2 >= height
            above.append(Strip(top, strip.text if first else "", strip.code if first else ""))
            lower = Strip(rest, "" if first else strip.text, "" if first else strip.code)
            return above, [lower, *strips[index + 1 :]]
        above.append(strip)
        dots -= height
    return above, []


def _joined(strips: list[Strip], width: int) -> Image.Image:
    paper = Image.new("L", (width, max(1, sum(strip.picture.height for strip in strips))), 0)
    y = 0
    for strip in strips:
        paper.paste(strip.picture, (0, y))
        y += strip.picture.height
    return paper

"""The steps of the cascade, in the order that they are tried in: each a treatment of the picture and a decoder.

The order is by codes gained for the time spent, measured on pictures made hard on purpose; docs/devices/camera.md has
the figures. Two steps of one `view` see nearly the same, so that their agreement proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from drivers.camera.codes import LINES, SQUARES, STACKED, Format
from drivers.camera.decoders import ZBAR_READS, Binarizer, Picture, Sighting, read_zbar, read_zxing
from drivers.camera.picture import contrast, even_light, gamma, opened, sharp, sized, turned, with_margin
from drivers.camera.qr_bent import read_bent

Treat = Callable[[Picture], Picture]
Read = Callable[[Picture, frozenset[Format], float], list[Sighting]]

ALL = frozenset(Format)
JUST_QR = frozenset((Format.QR,))
SLANTED = LINES | STACKED  # these are read along rows and columns only
MARGIN_PX = 12


def _zxing(picture: Picture, wanted: frozenset[Format], left_ms: float) -> list[Sighting]:
    return read_zxing(picture, wanted)


def _quick(picture: Picture, wanted: frozenset[Format], left_ms: float) -> list[Sighting]:
    return read_zxing(picture, wanted, thorough=False)


def _one_threshold(picture: Picture, wanted: frozenset[Format], left_ms: float) -> list[Sighting]:
    return read_zxing(picture, wanted, binarizer=Binarizer.GLOBAL)


def _half_dark(picture: Picture, wanted: frozenset[Format], left_ms: float) -> list[Sighting]:
    return read_zxing(picture, wanted, binarizer=Binarizer.HALF)


def _zbar(picture: Picture, wanted: frozenset[Format], left_ms: float) -> list[Sighting]:
    return read_zbar(picture, wanted)


def _bent(picture: Picture, wanted: frozenset[Format], left_ms: float) -> list[Sighting]:
    return read_bent(picture, left_ms)


def _as_it_is(picture: Picture) -> Picture:
    return picture


def _larger(picture: Picture) -> Picture:
    return sized(even_light(picture), 2)


def _turned(degrees: float) -> Treat:
    return lambda picture: turned(even_light(picture), degrees)


@dataclass(frozen=True, slots=True)
class Step:
    """`read(treated, wanted, left_ms)`: the time is for steps that can do more or less; the others take what they take.

    `prior_ms_per_megapixel`: what it costs until that is learned, on one core of a small computer.
    """

    name: str
    view: str
    reads: frozenset[Format]
    prior_ms_per_megapixel: float
    treat: Treat = _as_it_is
    read: Read = _zxing


STEPS = (
    Step("quick", "plain", ALL, 8, read=_quick),
    Step("thorough", "plain", ALL, 15),
    Step("half the size", "half", SQUARES, 4, partial(sized, factor=0.5)),
    Step("even light", "even", ALL, 25, even_light),
    Step("dark", "dark", ALL, 15, partial(gamma, power=0.5)),
    Step("even light, larger", "larger", ALL, 60, _larger),
    Step("sharp", "sharp", ALL, 25, partial(sharp, radius_px=3, amount=2)),
    Step("one threshold", "global", SQUARES, 6, read=_one_threshold),
    Step("half dark", "half dark", SQUARES, 6, read=_half_dark),
    Step("margin", "margin", SQUARES, 15, partial(with_margin, pixels=MARGIN_PX)),
    Step("zbar", "zbar", ZBAR_READS, 70, read=_zbar),
    Step("bent", "bent", JUST_QR, 300, read=_bent),
    Step("bent, even light", "bent even", JUST_QR, 300, even_light, _bent),
    Step("turned by 45 degrees", "turned 45", SLANTED, 40, _turned(45)),
    Step("turned by 22 degrees", "turned 22", SLANTED, 40, _turned(22.5)),
    Step("turned by 67 degrees", "turned 67", SLANTED, 40, _turned(67.5)),
    Step("contrast", "contrast", ALL, 25, contrast),
    Step("dots", "dots", SQUARES, 15, partial(opened, pixels=3)),
    Step("zbar, even light", "zbar even", ZBAR_READS, 90, even_light, _zbar),
    Step("three times larger", "three", ALL, 120, partial(sized, factor=3)),
)

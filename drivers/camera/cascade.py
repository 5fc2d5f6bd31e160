"""A grey picture to its codes, within a time: quick looks first, treatments of the picture after them.

Which step, in which order, at which cost: measured, in docs/devices/camera.md. What a step costs is learned while it
runs; one whose cost would pass the time is left for the next frame. One cascade belongs to one thread.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from drivers.camera import picture as treat
from drivers.camera.codes import LINES, QR_FAMILY, SQUARES, STACKED, Code, Format
from drivers.camera.decoders import ZBAR_READS, Binarizer, Decoder, Picture, Sighting, read_zbar, read_zxing

WORK_PX = 1280  # the longer side; more brings nothing but time, except for a small code in a large picture
TILE_PX = 1280
TILE_STEP_PX = 960  # tiles overlap, so that a code of up to 320 px is whole in one of them
SECOND_LOOK = 1.5  # times the size: other pixels than the first look's, for codes that one look is not enough for
SMOOTHING = 0.3  # of the newest cost in what is learned

Change = Callable[[Picture], Picture]
Decode = Callable[[Picture, frozenset[Format]], list[Sighting]]


def _as_it_is(picture: Picture) -> Picture:
    return picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One way to look: a treatment of the picture and a decoder. `helps`: with which codes."""

    name: str
    change: Change = _as_it_is
    decode: Decode = read_zxing
    helps: frozenset[Format] = frozenset(Format)
    nanoseconds: float  # a pixel of the picture, until it is learned
    large_only: bool = False  # gets the picture as it came, when that is larger than WORK_PX


def _tiles(picture: Picture, wanted: frozenset[Format]) -> list[Sighting]:
    height, width = picture.shape
    return [
        sighting
        for top in range(0, max(height - TILE_PX, 0) + TILE_STEP_PX, TILE_STEP_PX)
        for left in range(0, max(width - TILE_PX, 0) + TILE_STEP_PX, TILE_STEP_PX)
        if top < height and left < width
        for sighting in read_zxing(
            np.ascontiguousarray(picture[top : top + TILE_PX, left : left + TILE_PX]), wanted, thorough=False
        )
    ]


_GRIDS = SQUARES | STACKED
_SLANTED = LINES | STACKED  # these are read along rows and columns only
_global = partial(read_zxing, binarizer=Binarizer.GLOBAL)
_half = partial(treat.sized, factor=0.5)

STEPS = (
    Step(name="quick", decode=partial(read_zxing, thorough=False), nanoseconds=3),
    Step(name="half the size", change=_half, nanoseconds=2),
    Step(name="thorough", nanoseconds=6),
    Step(name="brighter", change=partial(treat.gamma, power=0.5), nanoseconds=6),
    Step(name="even light", change=treat.even_light, nanoseconds=12),
    Step(name="half dark", decode=partial(read_zxing, binarizer=Binarizer.HALF), helps=_GRIDS, nanoseconds=3),
    Step(name="sharper", change=partial(treat.sharp, radius_px=2, amount=1.5), nanoseconds=9),
    Step(name="one threshold", decode=_global, nanoseconds=4),
    Step(name="softer", change=partial(treat.soft, radius_px=1), nanoseconds=6),
    Step(name="with a margin", change=partial(treat.with_margin, pixels=24), nanoseconds=7),
    Step(name="turned by 45 degrees", change=partial(treat.turned, degrees=45), helps=_SLANTED, nanoseconds=15),
    Step(name="twice the size", change=partial(treat.sized, factor=2), nanoseconds=20),
    Step(name="zbar, half the size", change=_half, decode=read_zbar, helps=ZBAR_READS, nanoseconds=16),
    Step(name="zbar", decode=read_zbar, helps=ZBAR_READS, nanoseconds=64),
    Step(name="contrast", change=partial(treat.contrast, limit=4.0), nanoseconds=16),
    Step(name="sharper by 3 px", change=partial(treat.sharp, radius_px=3, amount=2), helps=QR_FAMILY, nanoseconds=11),
    Step(name="dots grown", change=partial(treat.opened, pixels=3), helps=_GRIDS, nanoseconds=5),
    Step(name="scratches closed", change=partial(treat.closed, pixels=3), helps=_GRIDS, nanoseconds=5),
    Step(name="turned by 22 degrees", change=partial(treat.turned, degrees=22.5), helps=_SLANTED, nanoseconds=15),
    Step(name="turned by 67 degrees", change=partial(treat.turned, degrees=67.5), helps=_SLANTED, nanoseconds=15),
    Step(name="three times the size", change=partial(treat.sized, factor=3), helps=QR_FAMILY, nanoseconds=40),
    Step(name="tiles", decode=_tiles, nanoseconds=4, large_only=True),
)
FIRST = 3  # steps that every picture gets before one is content


@dataclass(frozen=True, slots=True)
class Look:
    """What one picture gave. `sure`: certain by themselves or seen twice in different ways. `likely`: seen once, and a
    wrong text would do harm. `next_step`: with which step to go on in the next frame."""

    sure: tuple[Code, ...]
    likely: tuple[Code, ...]
    next_step: int
    took_ms: float = field(compare=False)


class Cascade:
    """Learns what its steps cost on this machine."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._nanoseconds = {step.name: step.nanoseconds for step in STEPS}

    def look(self, picture: Picture, wanted: frozenset[Format], budget_ms: float, begin: int = 0) -> Look:
        """`begin`: the step to go on with after the first one; 0 for a picture of its own. Shape: height x width."""
        began = self._clock()
        work = _worked_on(picture)
        steps = [step for step in STEPS if step.helps & wanted and (picture is not work or not step.large_only)]
        begin = begin % len(steps)
        order = [0, *(n for n in (*range(begin, len(steps)), *range(begin)) if n > 0)]
        seen: Counter[Code] = Counter()
        sure: dict[Code, None] = {}
        next_step = 0
        for turn, n in enumerate(order):
            step, looked_at = steps[n], picture if steps[n].large_only else work
            spent_ms = (self._clock() - began) * 1000
            if turn and spent_ms + self._nanoseconds[step.name] * looked_at.size / 1e6 > budget_ms:
                next_step = next_step or n
                continue
            for code, certain in self._run(step, looked_at, wanted).items():
                seen[code] += 1
                if certain or seen[code] > 1:
                    sure[code] = None
            if sure and turn + 1 >= FIRST:
                break
        likely = tuple(code for code in seen if code not in sure)
        return Look(tuple(sure), likely, next_step, (self._clock() - began) * 1000)

    def _run(self, step: Step, picture: Picture, wanted: frozenset[Format]) -> dict[Code, bool]:
        """What the step saw, and whether it is certain; in what is not, the step's picture is looked at once more."""
        began = self._clock()
        changed = step.change(picture)
        seen: dict[Code, bool] = {}
        for sighting in step.decode(changed, wanted & step.helps):
            seen[sighting.code] = seen.get(sighting.code, False) or is_certain(sighting)
        cost = (self._clock() - began) * 1e9 / picture.size
        self._nanoseconds[step.name] += SMOOTHING * (cost - self._nanoseconds[step.name])
        doubtful = frozenset(code.format for code, certain in seen.items() if not certain)
        if doubtful and not step.large_only:
            again = {sighting.code for sighting in read_zxing(treat.sized(changed, SECOND_LOOK), doubtful)}
            seen = {code: certain or code in again for code, certain in seen.items()}
        return seen


def is_certain(sighting: Sighting) -> bool:
    """Whether its error correction makes one look enough. Line codes have a check digit at most, and zbar is wrong too
    often."""
    return sighting.by is Decoder.ZXING and sighting.code.format not in LINES


def _worked_on(picture: Picture) -> Picture:
    longest = max(picture.shape)
    return picture if longest <= WORK_PX else treat.sized(picture, WORK_PX / longest)

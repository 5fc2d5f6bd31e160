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
SMOOTHING = 0.3  # of the newest cost in what is learned

Read = Callable[[Picture, frozenset[Format]], list[Sighting]]


@dataclass(frozen=True, slots=True)
class Step:
    """One way to look. `pixels`: how many it looks at for each of the picture's. `helps`: with which codes."""

    name: str
    read: Read
    helps: frozenset[Format]
    nanoseconds: float  # a pixel of the picture, until it is learned
    large_only: bool = False  # gets the picture as it came, when that is larger than WORK_PX


def _after(change: Callable[[Picture], Picture], binarizer: Binarizer = Binarizer.LOCAL) -> Read:
    return lambda picture, wanted: read_zxing(change(picture), wanted, binarizer=binarizer)


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


_ALL = frozenset(Format)
_GRIDS = SQUARES | STACKED

STEPS = (
    Step("quick", partial(read_zxing, thorough=False), _ALL, 3),
    Step("half the size", _after(partial(treat.sized, factor=0.5)), _ALL, 2),
    Step("thorough", read_zxing, _ALL, 6),
    Step("brighter", _after(partial(treat.gamma, power=0.5)), _ALL, 6),
    Step("even light", _after(treat.even_light), _ALL, 12),
    Step("half dark", partial(read_zxing, binarizer=Binarizer.HALF), _GRIDS, 3),
    Step("sharper", _after(partial(treat.sharp, radius_px=2, amount=1.5)), _ALL, 9),
    Step("one threshold", partial(read_zxing, binarizer=Binarizer.GLOBAL), _ALL, 4),
    Step("softer", _after(partial(treat.soft, radius_px=1)), _ALL, 6),
    Step("with a margin", _after(partial(treat.with_margin, pixels=24)), _ALL, 7),
    Step("turned by 45 degrees", _after(partial(treat.turned, degrees=45)), LINES | STACKED, 15),
    Step("twice the size", _after(partial(treat.sized, factor=2)), _ALL, 20),
    Step("zbar, half the size", lambda p, wanted: read_zbar(treat.sized(p, 0.5), wanted), ZBAR_READS, 16),
    Step("zbar", read_zbar, ZBAR_READS, 64),
    Step("contrast", _after(partial(treat.contrast, limit=4.0)), _ALL, 16),
    Step("sharper by 3 px", _after(partial(treat.sharp, radius_px=3, amount=2)), QR_FAMILY, 11),
    Step("dots grown", _after(partial(treat.opened, pixels=3)), _GRIDS, 5),
    Step("scratches closed", _after(partial(treat.closed, pixels=3)), _GRIDS, 5),
    Step("turned by 22 degrees", _after(partial(treat.turned, degrees=22.5)), LINES | STACKED, 15),
    Step("turned by 67 degrees", _after(partial(treat.turned, degrees=67.5)), LINES | STACKED, 15),
    Step("three times the size", _after(partial(treat.sized, factor=3)), QR_FAMILY, 40),
    Step("tiles", _tiles, _ALL, 4, large_only=True),
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
            for sighting in {sighting.code: sighting for sighting in self._run(step, looked_at, wanted)}.values():
                seen[sighting.code] += 1
                if is_certain(sighting) or seen[sighting.code] > 1:
                    sure[sighting.code] = None
            if sure and turn + 1 >= FIRST:
                break
        likely = tuple(code for code in seen if code not in sure)
        return Look(tuple(sure), likely, next_step, (self._clock() - began) * 1000)

    def _run(self, step: Step, picture: Picture, wanted: frozenset[Format]) -> list[Sighting]:
        began = self._clock()
        sightings = step.read(picture, wanted & step.helps)
        cost = (self._clock() - began) * 1e9 / picture.size
        self._nanoseconds[step.name] += SMOOTHING * (cost - self._nanoseconds[step.name])
        return sightings


def is_certain(sighting: Sighting) -> bool:
    """Whether its error correction makes one look enough. Line codes have a check digit at most, and zbar is wrong too
    often."""
    return sighting.by is Decoder.ZXING and sighting.code.format not in LINES


def _worked_on(picture: Picture) -> Picture:
    longest = max(picture.shape)
    return picture if longest <= WORK_PX else treat.sized(picture, WORK_PX / longest)

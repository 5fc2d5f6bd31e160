"""A QR code on paper that is not flat, flattened. Between a code that was found and one that is read (`qr_bent.py`).

A decoder lays a flat grid over the code's corners; on a rolled or creased sheet the grid misses the modules in between.
Here the grid bends: a smooth displacement, first of low degree and near the finders, then of higher degree and over the
whole code, is moved until the picture agrees with what is known of every QR code, and with its own modules as they are
read so far (least squares on the grey values' slopes, as Lucas and Kanade align pictures). Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from drivers.camera.decoders import Corners, Picture
from drivers.camera.qr_pattern import MARGIN, OPEN, Cells, known_cells

Field = npt.NDArray[np.float32]  # one value a pixel of the sheet

PIXELS = 4  # of a module's side in the sheet
STAGES = ((2,) * 4 + (3,) * 6, (4,) * 6, (5,) * 6 + (6,) * 4)  # degrees of the displacement, step by step
REACH = (0.22, 0.85)  # how far from a finder the picture counts, in the code's sides, at the first step and the last
REACH_EDGE = 0.05  # over which it ceases to count
STRIDE = 2  # every second pixel is enough to fit by
BOWS_MODULES = np.arange(-4, 4.5, 0.5).tolist()  # that a rolled sheet's lines are tried with at first
LOCAL_STEPS = 2  # at the end, each place by itself
LOCAL_MODULES = 2.5  # how wide a place is
KNOWN_WEIGHT, READ_WEIGHT = 2.0, 0.6  # what is known of every code, and what was read of this one
OUTLIER = 0.7  # a difference from which on a pixel counts for little: glare, dirt
STIFFNESS = 1e-3
BLUR_MODULES = 0.35  # of a camera picture, roughly
LEAST_SAYING = 0.1  # weight and slope of a pixel that is worth its arithmetic
LEAST_CONTRAST = 4.0  # grey values between dark and light below which a place says nothing


@dataclass(frozen=True, slots=True)
class Slopes:
    """Where the sheet stands: how it changes to the right and down, what it lacks, and how much that counts."""

    right: Field
    down: Field
    lacks: Field
    weight: Field


def flattened(picture: Picture, corners: Corners, modules: int) -> Iterator[Field]:
    """The code as a flat sheet of grey values, PIXELS a module, with MARGIN modules around it; flatter each time."""
    flat = _flat(picture, corners, modules)
    signs = contrasted(flat)
    right, down = _rolled(signs, modules)
    reaches = iter(np.linspace(*REACH, sum(map(len, STAGES))).tolist())
    for stage in STAGES:
        for degree in stage:
            slopes = _slopes(_moved(signs, right, down), modules)
            weight = slopes.weight * np.clip((next(reaches) - _distance(modules)) / REACH_EDGE, 0, 1)
            step = _fitted(slopes, weight, modules, degree)
            right += step[..., 0]
            down += step[..., 1]
        yield _moved(flat, right, down)
    for _ in range(LOCAL_STEPS):
        step_right, step_down = _local(_slopes(_moved(signs, right, down), modules))
        right += step_right
        down += step_down
    yield _moved(flat, right, down)


def contrasted(sheet: Field, window_modules: float = 5.0) -> Field:
    """About +1 where dark, -1 where light, by the darkest and lightest within the window: light and glare fall out."""
    side = int(window_modules * PIXELS) | 1
    window = np.ones((side, side), np.uint8)
    calm = cv2.GaussianBlur(sheet, (0, 0), BLUR_MODULES * PIXELS)
    dark = cv2.blur(cv2.erode(calm, window), (side, side))
    light = cv2.blur(cv2.dilate(calm, window), (side, side))
    spread = np.maximum((light - dark) / 2, LEAST_CONTRAST)
    return _field(np.clip(((dark + light) / 2 - sheet) / spread, -1.2, 1.2))


def averaged(sheet: Field) -> Cells:
    """One value a module: the middle of each."""
    count = sheet.shape[0] // PIXELS
    edge = PIXELS // 4
    inner = sheet.reshape(count, PIXELS, count, PIXELS)[:, edge : PIXELS - edge, :, edge : PIXELS - edge]
    return _field(inner.mean(axis=(1, 3)))


def _flat(picture: Picture, corners: Corners, modules: int) -> Field:
    """As a decoder sees it: straight lines between the corners."""
    side = (modules + 2 * MARGIN) * PIXELS
    square = np.array([[0, 0], [modules, 0], [modules, modules], [0, modules]], np.float32)
    target = (square + MARGIN) * PIXELS - np.float32(0.5)
    shrinks = float(np.sqrt(abs(cv2.contourArea(corners.astype(np.float32))))) / (modules * PIXELS)
    calm = picture if shrinks <= 1 else cv2.GaussianBlur(picture, (0, 0), 0.5 * shrinks)
    warp = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    return _field(cv2.warpPerspective(calm, warp, (side, side), borderMode=cv2.BORDER_REPLICATE))


def _rolled(signs: Field, modules: int) -> tuple[Field, Field]:
    """A first guess for a rolled sheet: how far the middles of its rows lie lower, of its columns further right.

    The finders' middles stand still: from them the decoder made its corners.
    """
    side = signs.shape[0]
    from_middle = (np.arange(side, dtype=np.float32) - (side - 1) / 2) / ((modules - 7) / 2 * PIXELS)
    arch = 1 - np.square(from_middle)
    flat = np.zeros((side, side), np.float32)
    down = max(
        (np.tile(bow * PIXELS * arch, (side, 1)) for bow in BOWS_MODULES),
        key=lambda guess: _likeness(_moved(signs, flat, guess), modules),
    )
    right = max(
        (np.tile(bow * PIXELS * arch[:, None], (1, side)) for bow in BOWS_MODULES),
        key=lambda guess: _likeness(_moved(signs, guess, down), modules),
    )
    return right, down


def _likeness(signs: Field, modules: int) -> float:
    return float(np.sum(averaged(signs) * known_cells(modules)))


def _moved(sheet: Field, right: Field, down: Field) -> Field:
    rows, columns = _grid(sheet.shape[0])
    return _field(cv2.remap(sheet, columns + right, rows + down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


def _slopes(signs: Field, modules: int) -> Slopes:
    known = known_cells(modules)
    read = averaged(signs)
    target = np.where(known == OPEN, np.sign(read), known)
    surety = np.where(known == OPEN, READ_WEIGHT * np.minimum(1, np.abs(read) * 1.5), KNOWN_WEIGHT)
    lacks = _field(cv2.GaussianBlur(_spread(target), (0, 0), BLUR_MODULES * PIXELS) - signs)
    weight = _spread(surety) / (1 + np.square(lacks / np.float32(OUTLIER))) ** 2
    return Slopes(
        right=_field(cv2.Sobel(signs, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)),
        down=_field(cv2.Sobel(signs, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)),
        lacks=lacks,
        weight=weight,
    )


def _fitted(slopes: Slopes, weight: Field, modules: int, degree: int) -> Field:
    """The smooth displacement of this degree that takes away most of what lacks; x and y for each pixel."""
    terms = _terms(modules, degree, STRIDE)
    steep = (np.abs(slopes.right) + np.abs(slopes.down))[::STRIDE, ::STRIDE].ravel()
    flat_weight = np.sqrt(weight[::STRIDE, ::STRIDE].ravel())
    counts = np.flatnonzero(flat_weight * steep > LEAST_SAYING)
    scale = flat_weight[counts]
    right, down, lacks = (
        values[::STRIDE, ::STRIDE].ravel()[counts] * scale for values in (slopes.right, slopes.down, slopes.lacks)
    )
    chosen = terms[counts]
    equations = np.concatenate([chosen * right[:, None], chosen * down[:, None]], axis=1)
    normal = equations.T @ equations
    normal[np.diag_indices_from(normal)] += STIFFNESS * np.trace(normal) / len(normal) + 1e-6
    factors = np.linalg.solve(normal, equations.T @ lacks).reshape(2, -1)
    per_module = np.clip(_terms(modules, degree, PIXELS) @ factors.T, -PIXELS, PIXELS)
    count = modules + 2 * MARGIN
    coarse = per_module.reshape(count, count, 2).astype(np.float32)
    return _field(cv2.resize(coarse, (count * PIXELS, count * PIXELS), interpolation=cv2.INTER_LINEAR))


def _local(slopes: Slopes) -> tuple[Field, Field]:
    def around(values: Field) -> Field:
        return _field(cv2.GaussianBlur(values * slopes.weight, (0, 0), LOCAL_MODULES * PIXELS))

    xx, xy, yy = (
        around(a * b)
        for a, b in ((slopes.right, slopes.right), (slopes.right, slopes.down), (slopes.down, slopes.down))
    )
    x, y = around(slopes.right * slopes.lacks), around(slopes.down * slopes.lacks)
    stiff = 0.05 * (xx + yy) + np.float32(1e-5)
    xx, yy = xx + stiff, yy + stiff
    most = 0.4 * PIXELS
    whole = xx * yy - xy * xy
    return np.clip((yy * x - xy * y) / whole, -most, most), np.clip((xx * y - xy * x) / whole, -most, most)


@lru_cache(maxsize=8)
def _grid(side: int) -> tuple[Field, Field]:
    rows, columns = np.mgrid[0:side, 0:side].astype(np.float32)
    return rows, columns


@lru_cache(maxsize=8)
def _distance(modules: int) -> Field:
    """Of each pixel from the nearest finder's middle, in sides of the code."""
    middle = ((np.arange((modules + 2 * MARGIN) * PIXELS, dtype=np.float32) + 0.5) / PIXELS - MARGIN) / modules
    near, far = 3.5 / modules, 1 - 3.5 / modules
    finders = ((near, near), (far, near), (near, far))
    return _field(np.min([np.hypot(middle - x, middle[:, None] - y) for x, y in finders], axis=0))


@lru_cache(maxsize=32)
def _terms(modules: int, degree: int, stride: int) -> Field:
    """Legendre polynomials up to this degree in x and y together, for every `stride`-th pixel or each module."""
    side = (modules + 2 * MARGIN) * PIXELS
    middle = (PIXELS - 1) / 2 if stride == PIXELS else 0.0
    at = (np.arange(0, side, stride) + middle) / (side - 1) * 2 - 1
    single = [np.polynomial.Legendre.basis(order)(at) for order in range(degree + 1)]
    pairs = [np.outer(single[y], single[x]).ravel() for x in range(degree + 1) for y in range(degree + 1 - x)]
    return _field(np.stack(pairs, axis=1))


def _spread(cells: Cells) -> Field:
    return _field(np.repeat(np.repeat(cells, PIXELS, axis=0), PIXELS, axis=1))


def _field(values: cv2.typing.MatLike) -> Field:
    return np.ascontiguousarray(values, dtype=np.float32)

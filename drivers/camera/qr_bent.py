"""QR codes that a decoder finds and cannot read: flattened, their modules judged, and read as a clean drawing.

The last and dearest step of the cascade. The judged modules go to zxing-cpp as a picture with nothing else in it, so
that its error correction has the last word: what comes out is a text or nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import cv2
import numpy as np

from drivers.camera.codes import Format
from drivers.camera.decoders import Binarizer, Picture, Sighting, Spotted, read_zxing, spot_qr
from drivers.camera.qr_pattern import DARK, LARGEST, MARGIN, OPEN, SMALLEST, STEP, Cells, known_cells
from drivers.camera.qr_sheet import Field, averaged, contrasted, flattened

MOST_SHEETS = 3  # flattened for one picture
SAME_PLACE = 0.05  # of a code's size: two findings whose corners lie closer are one
WRONG_SIZE = 0.8  # agreement with what is known of every code, below which the count of modules is doubted
HOPELESS = 0.75  # agreement below which a sheet will not get flat; by chance it is 0.5
WINDOWS_MODULES = (5.0, 9.0, 3.2)  # within which dark and light are told apart
BLEEDS = (0.0, 0.15, 0.3)  # how much of its neighbours a blurred module may hold
DRAWN_PIXELS, DRAWN_MARGIN = 3, 4  # of the clean drawing


def read_bent(picture: Picture, left_ms: float) -> list[Sighting]:
    """The first code that can be read so, within about `left_ms` of processor time."""
    began = time.thread_time()
    sheets = 0
    for spotted in _apart(spot_qr(picture)):
        sizes = [spotted.modules]
        while sizes:
            spent_ms = (time.thread_time() - began) * 1000
            if sheets == MOST_SHEETS or (sheets and spent_ms * (sheets + 1) / sheets > left_ms):
                return []
            sheets += 1
            modules = sizes.pop(0)
            seen, agreement = _read_sheets(picture, spotted, modules)
            if seen:
                return seen
            if modules == spotted.modules and agreement < WRONG_SIZE:
                sizes = [size for size in (modules - STEP, modules + STEP) if SMALLEST <= size <= LARGEST]
    return []


def _read_sheets(picture: Picture, spotted: Spotted, modules: int) -> tuple[list[Sighting], float]:
    """What could be read, and how far the sheet agreed with what is known of every code."""
    agreement = 0.0
    for sheet in flattened(picture, spotted.corners, modules):
        seen = _read(sheet, modules)
        agreement = _agreement(averaged(contrasted(sheet)), modules)
        if seen or agreement < HOPELESS:
            return seen, agreement
    return [], agreement


def _apart(findings: list[Spotted]) -> list[Spotted]:
    """A decoder may find one code several times."""
    kept: list[Spotted] = []
    for spotted in findings:
        size = float(np.ptp(spotted.corners, axis=0).max())
        if all(np.abs(spotted.corners - other.corners).max() > SAME_PLACE * size for other in kept):
            kept.append(spotted)
    return kept


def _agreement(cells: Cells, modules: int) -> float:
    """The share of the known modules that look as they should."""
    known = known_cells(modules)
    return float((np.sign(cells) == known)[known != OPEN].mean())


def _read(sheet: Field, modules: int) -> list[Sighting]:
    tried: set[bytes] = set()
    for cells in _judgements(sheet):
        known = known_cells(modules)
        dark = np.where(known == OPEN, cells > 0, known == DARK)
        if dark.tobytes() in tried:
            continue
        tried.add(dark.tobytes())
        seen = read_zxing(_drawing(dark), {Format.QR}, binarizer=Binarizer.DONE, thorough=False, nothing_else=True)
        if seen:
            return seen
    return []


def _judgements(sheet: Field) -> Iterator[Cells]:
    """Dark above 0, light below, by windows of several sizes and with blur taken back."""
    for window in WINDOWS_MODULES:
        cells = averaged(contrasted(sheet, window))
        for bleed in BLEEDS:
            neighbours = (cv2.blur(cells, (3, 3)) * 9 - cells) / 8
            yield (cells * (1 + bleed) - neighbours * bleed).astype(np.float32)


def _drawing(dark: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> Picture:
    code = np.pad(dark[MARGIN:-MARGIN, MARGIN:-MARGIN], DRAWN_MARGIN)
    return np.where(np.repeat(np.repeat(code, DRAWN_PIXELS, axis=0), DRAWN_PIXELS, axis=1), 0, 255).astype(np.uint8)

"""QR codes on paper that is not flat: the ruler, the flattening, and what is read by it."""

from __future__ import annotations

from random import Random

import cv2
import numpy as np
import pytest
import segno

from drivers.camera.codes import Format
from drivers.camera.decoders import Picture, read_zxing, spot_qr
from drivers.camera.qr_bent import read_bent
from drivers.camera.qr_pattern import DARK, LIGHT, MARGIN, OPEN, known_cells
from tests.drivers.camera_pictures import noisy, on_table, qr

LONG_MS = 10_000.0


@pytest.mark.parametrize("version", range(1, 41))
def test_what_is_known_of_every_code_is_so(version: int) -> None:
    matrix = segno.make("known", version=version, micro=False).matrix
    cells = np.where(np.array([list(row) for row in matrix]) > 0, DARK, LIGHT)
    known = known_cells(len(cells))[MARGIN:-MARGIN, MARGIN:-MARGIN]
    assert known.shape == cells.shape
    np.testing.assert_array_equal(known[known != OPEN], cells[known != OPEN])


def rolled(code: Picture, strength: float) -> Picture:
    """On a cylinder, seen a little from above: its sides shrink, its rows bow."""
    height, width = code.shape
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    across = (columns / width - 0.5) * 2
    turned = np.arcsin(across * np.sin(strength)) / strength
    bowed = rows + 0.12 * height * across**2
    source = ((turned + 1) / 2 * width).astype(np.float32), bowed.astype(np.float32)
    return np.asarray(cv2.remap(code, *source, cv2.INTER_LINEAR, borderValue=255), np.uint8)


def creased(code: Picture, seed: int) -> Picture:
    chance = np.random.default_rng(seed)
    height, width = code.shape
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    right, down = columns.copy(), rows.copy()
    for _ in range(3):
        angle, phase = chance.uniform(0, 2 * np.pi, 2)
        wave = (columns * np.cos(angle) + rows * np.sin(angle)) * chance.uniform(1, 2) * 2 * np.pi / width + phase
        right += 1.8 * np.sin(wave)
        down += 1.8 * np.cos(wave)
    return np.asarray(cv2.remap(code, right, down, cv2.INTER_LINEAR, borderValue=255), np.uint8)


def codes_on(kind: str) -> list[tuple[str, Picture]]:
    made = []
    for seed in range(8):
        text = "HTTPS://EXAMPLE.CN/" + "".join(Random(seed).choices("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=30))
        code = qr(text, module_px=8)
        bent = rolled(code, 0.3 + seed * 0.08) if kind == "rolled" else creased(code, seed)
        made.append((text, noisy(on_table(bent, 640, 480), 4, seed)))
    return made


@pytest.mark.parametrize(("kind", "at_least"), [("rolled", 7), ("creased", 5)])
def test_most_bent_codes_are_read_and_none_is_wrong(kind: str, at_least: int) -> None:
    made = codes_on(kind)
    plainly = sum(bool(read_zxing(picture, {Format.QR})) for _, picture in made)
    texts = [[seen.code.text for seen in read_bent(picture, LONG_MS)] for _, picture in made]
    assert all(read in ([], [text]) for read, (text, _) in zip(texts, made, strict=True))
    assert sum(map(bool, texts)) >= at_least > plainly


def test_without_time_one_sheet_is_tried_and_no_more() -> None:
    picture = noisy(on_table(np.asarray(cv2.resize(qr("x" * 60), (300, 430)), np.uint8)), 60)
    assert isinstance(read_bent(picture, 0.0), list)


def test_a_picture_without_a_code_gives_nothing() -> None:
    chance = np.random.default_rng(1)
    picture = chance.integers(0, 255, (300, 400)).astype(np.uint8)
    assert spot_qr(picture) == [] or read_bent(picture, LONG_MS) == []

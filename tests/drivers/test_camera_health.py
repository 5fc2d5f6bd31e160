"""A camera's sight: black, blinded, blurred and frozen are told apart, on pictures that are made here."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from drivers.camera.decoders import Picture
from drivers.camera.health import Sight, Stillness, sight_of


def page(width: int = 1280, seed: int = 1) -> Picture:
    """A printed page in good light, with a camera's noise."""
    chance = np.random.default_rng(seed)
    picture = np.full((width * 3 // 4, width), 205, np.uint8)
    for row in range(12):
        text = f"{row} REGISTRATION 2026-03-18 A{row:03d}"
        cv2.putText(picture, text, (width // 20, width // 16 * (row + 1)), cv2.FONT_HERSHEY_SIMPLEX, width / 900, 40, 2)
    return noisy(picture, chance)


def noisy(picture: Picture, chance: np.random.Generator) -> Picture:
    return np.clip(picture + chance.normal(0, 3, picture.shape), 0, 255).astype(np.uint8)


def blurred(picture: Picture, radius_px: float) -> Picture:
    return noisy(np.asarray(cv2.GaussianBlur(picture, (0, 0), radius_px), np.uint8), np.random.default_rng(2))


def exposed(picture: Picture, factor: float) -> Picture:
    return np.clip(picture.astype(np.float64) * factor, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("width", [640, 1280, 1920])
@pytest.mark.parametrize("seed", range(3))
def test_a_page_in_good_light_is_clear(width: int, seed: int) -> None:
    assert sight_of(page(width, seed)) is Sight.CLEAR


@pytest.mark.parametrize("factor", [0.4, 0.7, 1.15])
def test_a_darker_or_brighter_page_is_still_clear(factor: float) -> None:
    assert sight_of(exposed(page(), factor)) is Sight.CLEAR


@pytest.mark.parametrize("factor", [0.0, 0.05, 0.1])
def test_a_covered_lens_is_black(factor: float) -> None:
    assert sight_of(exposed(page(), factor)) is Sight.BLACK


@pytest.mark.parametrize("factor", [1.5, 3.0])
def test_a_lamp_in_the_lens_blinds(factor: float) -> None:
    assert sight_of(exposed(page(), factor)) is Sight.BLINDED


@pytest.mark.parametrize("width", [640, 1280, 1920])
@pytest.mark.parametrize("radius_at_640_px", [3.0, 6.0])
def test_a_lens_out_of_focus_is_blurred(width: int, radius_at_640_px: float) -> None:
    assert sight_of(blurred(page(width), radius_at_640_px * width / 640)) is Sight.BLURRED


def test_an_empty_table_is_clear() -> None:
    assert sight_of(noisy(np.full((480, 640), 150, np.uint8), np.random.default_rng(3))) is Sight.CLEAR


def test_a_camera_that_repeats_itself_is_frozen() -> None:
    stillness = Stillness(frozen_seconds=5.0)
    picture = page(640)
    assert [stillness.frozen(picture, now) for now in (0.0, 4.9, 5.0, 9.0)] == [False, False, True, True]
    assert not stillness.frozen(page(640, seed=9), 10.0)
    assert not stillness.frozen(picture, 11.0)

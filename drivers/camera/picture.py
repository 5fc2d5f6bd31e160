"""Treatments of a grey picture that let a decoder see more. Pure; each says what it is against.

Shapes are height x width, values 0 to 255. What changes the size says so.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from drivers.camera.decoders import Picture

WHITE = 255
MOST_GROWTH = 4  # times the area, by turning


def contrast(picture: Picture, limit: float = 2.0) -> Picture:
    """Against low or uneven contrast: each part of the picture gets its own spread of grey values (CLAHE)."""
    return _grey(cv2.createCLAHE(clipLimit=limit, tileGridSize=(8, 8)).apply(picture))


def even_light(picture: Picture) -> Picture:
    """Against shadows and bright spots: divided by the light, which is the paper's own brightness around each pixel."""
    small = cv2.resize(picture, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)), (0, 0), 5)
    light = cv2.resize(paper, picture.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return _grey(cv2.divide(picture, np.maximum(light, 1), scale=230))


def gamma(picture: Picture, power: float) -> Picture:
    """Below 1: against dark pictures; above 1: against bleached ones."""
    return _grey(cv2.LUT(picture, (WHITE * (np.arange(256) / WHITE) ** power).astype(np.uint8)))


def sharp(picture: Picture, radius_px: float, amount: float) -> Picture:
    """Against blur of about this radius: unsharp masking."""
    blurred = cv2.GaussianBlur(picture, (0, 0), radius_px)
    return _grey(cv2.addWeighted(picture, 1 + amount, blurred, -amount, 0))


def soft(picture: Picture, radius_px: float) -> Picture:
    """Against noise, moire and the dots of direct marking."""
    return _grey(cv2.GaussianBlur(picture, (0, 0), radius_px))


def closed(picture: Picture, pixels: int) -> Picture:
    """Against dark scratches and speckles."""
    return _grey(cv2.morphologyEx(picture, cv2.MORPH_CLOSE, np.ones((pixels, pixels), np.uint8)))


def opened(picture: Picture, pixels: int) -> Picture:
    """Against light scratches, and for modules that are printed as dots: they grow together."""
    return _grey(cv2.morphologyEx(picture, cv2.MORPH_OPEN, np.ones((pixels, pixels), np.uint8)))


def sized(picture: Picture, factor: float) -> Picture:
    """Larger: for modules of hardly more than a pixel. Smaller: against noise, and quicker. Changes the size."""
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return _grey(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=way))


def turned(picture: Picture, degrees: float) -> Picture:
    """For line codes, which are read along rows and columns only. Grows, so that no corner is lost.

    A strip, which would grow out of all proportion, is given back as it is: no code fits into it tilted.
    """
    height, width = picture.shape
    angle = math.radians(degrees)
    wide = math.ceil(width * abs(math.cos(angle)) + height * abs(math.sin(angle)))
    high = math.ceil(width * abs(math.sin(angle)) + height * abs(math.cos(angle)))
    if wide * high > MOST_GROWTH * picture.size:
        return picture
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turn[:, 2] += (wide - width) / 2, (high - height) / 2
    return _grey(cv2.warpAffine(picture, turn, (wide, high), borderValue=WHITE))


def with_margin(picture: Picture, pixels: int) -> Picture:
    """For pictures that are cut along the code's edge: it needs a quiet zone. Grows on all sides."""
    return _grey(cv2.copyMakeBorder(picture, *(pixels,) * 4, borderType=cv2.BORDER_CONSTANT, value=WHITE))


def _grey(picture: cv2.typing.MatLike) -> Picture:
    return np.asarray(picture, dtype=np.uint8)

"""Made pictures of codes, seeded: clean, tilted, blurred, dark, noisy, small in a large picture."""

from __future__ import annotations

import cv2
import numpy as np
import segno
import zxingcpp

from drivers.camera.decoders import Picture

_KINDS = {
    "code128": zxingcpp.BarcodeFormat.Code128,
    "ean13": zxingcpp.BarcodeFormat.EAN13,
    "pdf417": zxingcpp.BarcodeFormat.PDF417,
    "datamatrix": zxingcpp.BarcodeFormat.DataMatrix,
}


def qr(content: str | bytes, *, module_px: int = 6, encoding: str | None = None) -> Picture:
    """A QR code with its quiet zone, black on white."""
    matrix = segno.make(content, error="m", micro=False, encoding=encoding, boost_error=False).matrix
    cells = np.pad(np.array([list(row) for row in matrix], np.uint8), 4)
    return np.kron(255 * (1 - cells), np.ones((module_px, module_px))).astype(np.uint8)


def other(kind: str, content: str, *, scale: int = 3) -> Picture:
    image = zxingcpp.create_barcode(content, _KINDS[kind]).to_image(scale=scale, add_quiet_zones=True)
    return np.asarray(image, dtype=np.uint8)


def on_table(
    code: Picture, width: int = 640, height: int = 480, *, grey: int = 170, left: int = 60, top: int = 40
) -> Picture:
    """The code on a plain table, as a camera of this size would see it."""
    table = np.full((height, width), grey, np.uint8)
    table[top : top + code.shape[0], left : left + code.shape[1]] = code
    return table


def tilted(picture: Picture, degrees: float) -> Picture:
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(picture, turn, (width, height), borderValue=170), np.uint8)


def blurred(picture: Picture, radius_px: float) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), radius_px), np.uint8)


def noisy(picture: Picture, spread: float, seed: int = 1) -> Picture:
    chance = np.random.default_rng(seed)
    return np.clip(picture + chance.normal(0, spread, picture.shape), 0, 255).astype(np.uint8)


def faint(picture: Picture, low: int, high: int) -> Picture:
    return (low + picture.astype(np.float64) * (high - low) / 255).astype(np.uint8)

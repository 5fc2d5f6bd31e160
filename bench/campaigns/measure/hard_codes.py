"""Made pictures of codes that are hard to read, seeded: what a camera at a counter sees on a bad day.

A code is drawn, spoilt as a sheet (bent, damaged), laid before a camera (size, tilt, turn), and spoilt as a picture
(light, blur, noise, compression). 640 x 480, grey. For the measurement `scanning.py`; no real picture is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import segno
import zxingcpp

Grey = npt.NDArray[np.float32]
Chance = np.random.Generator

WIDTH, HEIGHT = 640, 480
OVER = 2  # times larger until the end, so that small modules are smeared as by a lens
MODULE_PX = 8  # of the drawn sheet
LETTERS = list("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
SPOILT = (
    "nothing",
    "blur",
    "motion",
    "noise",
    "faint",
    "dark",
    "shadow",
    "glare",
    "tilted",
    "turned",
    "rolled",
    "creased",
    "damaged",
    "small",
    "dense",
    "inverted",
)
LINE_CODES = {"code128": zxingcpp.BarcodeFormat.Code128, "ean13": zxingcpp.BarcodeFormat.EAN13}
OTHERS = {
    "datamatrix": zxingcpp.BarcodeFormat.DataMatrix,
    "pdf417": zxingcpp.BarcodeFormat.PDF417,
    "aztec": zxingcpp.BarcodeFormat.Aztec,
    **LINE_CODES,
}

LONGEST = {"code128": 10, "datamatrix": 120, "pdf417": 120, "aztec": 120}  # letters


@dataclass(frozen=True, slots=True)
class Made:
    kind: str
    spoilt: str
    text: str
    picture: npt.NDArray[np.uint8]


def hard_codes(kind: str, each: int) -> Iterator[Made]:
    """`each` pictures of every way to be spoilt. `kind`: qr or one of OTHERS."""
    for way, spoilt in enumerate(SPOILT):
        for number in range(each):
            chance = np.random.default_rng((way, number))
            text, cells = _code(kind, spoilt, chance)
            yield Made(
                kind, spoilt, text, _photographed(_sheet(cells, spoilt, chance), max(cells.shape), spoilt, chance)
            )


def _code(kind: str, spoilt: str, chance: Chance) -> tuple[str, npt.NDArray[np.uint8]]:
    """Its text and its modules, 1 where dark."""
    length = int(chance.integers(180, 400)) if spoilt == "dense" else int(chance.integers(6, 50))
    text = "".join(chance.choice(LETTERS, length))
    if kind == "qr":
        level = chance.choice(["L", "M"] if spoilt == "dense" else ["L", "M", "Q", "H"])
        made = segno.make(f"HTTPS://EXAMPLE.CN/{text}", micro=False, error=str(level), boost_error=False)
        return f"HTTPS://EXAMPLE.CN/{text}", np.array([list(row) for row in made.matrix], np.uint8)
    text = _article(chance) if kind == "ean13" else text[: LONGEST[kind]]
    image = zxingcpp.create_barcode(text, OTHERS[kind]).to_image(scale=1, add_quiet_zones=False)
    cells = (np.asarray(image) < 128).astype(np.uint8)
    return text, np.repeat(cells[:1], cells.shape[1] // 3, axis=0) if kind in LINE_CODES else cells


def _article(chance: Chance) -> str:
    digits = [6, 9, *chance.integers(0, 10, 10).tolist()]
    check = -sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10
    return "".join(map(str, (*digits, check)))


def _sheet(cells: npt.NDArray[np.uint8], spoilt: str, chance: Chance) -> Grey:
    """The printed code on its paper."""
    margin = 4 if chance.random() < 0.7 else 2
    drawn = np.kron(255 * (1 - np.pad(cells, margin)), np.ones((MODULE_PX, MODULE_PX))).astype(np.float32)
    sheet = np.pad(drawn, 6 * MODULE_PX, constant_values=255)
    if spoilt == "damaged":
        height, width = sheet.shape
        for _ in range(int(chance.integers(2, 6))):
            at = int(chance.integers(0, width)), int(chance.integers(0, height))
            cv2.circle(sheet, at, int(chance.uniform(0.02, 0.07) * width), float(chance.choice([0, 128, 255])), -1)
    if spoilt == "rolled":
        sheet = _rolled(sheet, chance)
    if spoilt == "creased":
        sheet = _creased(sheet, chance)
    dark, light = chance.uniform(10, 60), chance.uniform(160, 245)
    if spoilt == "faint":
        light = dark + chance.uniform(12, 36)
    if spoilt == "inverted":
        dark, light = light, dark
    return np.asarray(dark + sheet * ((light - dark) / 255), np.float32)


def _rolled(sheet: Grey, chance: Chance) -> Grey:
    height, width = sheet.shape
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    across = columns / width * 2 - 1
    strength = chance.uniform(0.4, 1.1)
    turned = np.arcsin(across * np.sin(strength)) / strength
    bow = chance.uniform(-0.1, 0.1) * height
    return _remapped(sheet, (turned + 1) / 2 * width, rows + bow * across**2)


def _creased(sheet: Grey, chance: Chance) -> Grey:
    height, width = sheet.shape
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    right, down = columns.copy(), rows.copy()
    for _ in range(3):
        angle, phase = chance.uniform(0, 2 * np.pi, 2)
        wave = (columns * np.cos(angle) + rows * np.sin(angle)) * chance.uniform(1, 2.5) * 2 * np.pi / width + phase
        right += 0.3 * MODULE_PX * np.sin(wave)
        down += 0.3 * MODULE_PX * np.cos(wave)
        sheet = np.asarray(sheet * (1 - 0.06 * (1 + np.sin(wave))), np.float32)
    return _remapped(sheet, right, down)


def _remapped(sheet: Grey, right: Any, down: Any) -> Grey:
    source = np.asarray(right, np.float32), np.asarray(down, np.float32)
    return np.asarray(cv2.remap(sheet, *source, cv2.INTER_LINEAR, borderValue=255.0), np.float32)


def _photographed(sheet: Grey, modules: int, spoilt: str, chance: Chance) -> npt.NDArray[np.uint8]:
    width, height = WIDTH * OVER, HEIGHT * OVER
    module_px = {"small": chance.uniform(2.6, 3.6), "dense": chance.uniform(4.5, 6)}.get(spoilt, chance.uniform(5, 12))
    module_px = min(module_px, 0.85 * height / (modules + 12))
    middle = np.array([width, height]) * chance.uniform(0.45, 0.55, 2)
    warp = _pose(sheet, module_px / MODULE_PX, middle, spoilt, chance)
    table = cv2.GaussianBlur(chance.uniform(20, 200, (height, width)).astype(np.float32), (0, 0), 6)
    laid = cv2.warpPerspective(sheet, warp, (width, height), table, cv2.INTER_AREA, cv2.BORDER_TRANSPARENT)
    picture = _lit(np.asarray(laid, np.float32), middle, module_px * modules, spoilt, chance)
    radius_px = module_px * chance.uniform(0.35, 0.7) if spoilt == "blur" else chance.uniform(0.6, 1.4)
    picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), radius_px), np.float32)
    if spoilt == "motion":
        picture = _moved(picture, module_px * chance.uniform(0.6, 1.4), chance.uniform(0, np.pi))
    seen = cv2.resize(picture, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    seen = seen + chance.normal(0, chance.uniform(15, 35) if spoilt == "noise" else chance.uniform(0.5, 4), seen.shape)
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(chance.choice([20, 40, 70, 90]))]
    stored = cv2.imencode(".jpg", np.clip(seen, 0, 255).astype(np.uint8), quality)[1]
    return np.asarray(cv2.imdecode(stored, cv2.IMREAD_GRAYSCALE), np.uint8)


def _pose(sheet: Grey, scale: float, middle: npt.NDArray[np.float64], spoilt: str, chance: Chance) -> Any:
    """The perspective of a sheet held before a camera, 1500 px away."""
    tilt = chance.uniform(0.6, 1.1) if spoilt == "tilted" else chance.uniform(0, 0.3)
    turn = chance.uniform(0, 2 * np.pi) if spoilt == "turned" else chance.uniform(-0.2, 0.2)
    axis = chance.uniform(0, 2 * np.pi)
    height, width = sheet.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    flat = np.pad((corners - [width / 2, height / 2]) * scale, ((0, 0), (0, 1)))
    pose = (
        cv2.Rodrigues(np.array([np.cos(axis) * tilt, np.sin(axis) * tilt, 0]))[0]
        @ cv2.Rodrigues(np.array([0, 0, turn]))[0]
    )
    held = flat @ pose.T
    seen = held[:, :2] * (1500 / (1500 + held[:, 2:])) + middle
    return cv2.getPerspectiveTransform(corners, seen.astype(np.float32))


def _lit(picture: Grey, middle: npt.NDArray[np.float64], size_px: float, spoilt: str, chance: Chance) -> Grey:
    rows, columns = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]].astype(np.float32)
    angle = chance.uniform(0, 2 * np.pi)
    along = (columns - middle[0]) * np.cos(angle) + (rows - middle[1]) * np.sin(angle)
    picture = picture * (1 + along / picture.shape[1] * chance.uniform(0, 0.5))
    if spoilt == "dark":
        picture = picture * chance.uniform(0.05, 0.2)
    if spoilt == "shadow":
        edge = (along - chance.uniform(-0.3, 0.3) * size_px) / chance.uniform(2, 25)
        picture = picture * (1 - chance.uniform(0.4, 0.8) / (1 + np.exp(-np.clip(edge, -50, 50))))
    if spoilt == "glare":
        at = middle + chance.uniform(-0.6, 0.6, 2) * size_px
        far = ((columns - at[0]) ** 2 + (rows - at[1]) ** 2) / (2 * (chance.uniform(0.1, 0.3) * size_px) ** 2)
        picture = picture + chance.uniform(100, 300) * np.exp(-far)
    return np.asarray(picture, np.float32)


def _moved(picture: Grey, pixels: float, angle: float) -> Grey:
    reach = int(pixels) + 1
    smear = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    by = np.array([np.cos(angle), np.sin(angle)]) * pixels / 2
    ends = [tuple(map(int, np.round(reach + by))), tuple(map(int, np.round(reach - by)))]
    cv2.line(smear, ends[0], ends[1], 1.0, 1)
    return np.asarray(cv2.filter2D(picture, -1, smear / smear.sum()), np.float32)

"""The two decoders, each behind one function: grey picture -> what was seen. Both release the interpreter's lock.

zxing-cpp gives the exact bytes. zbar re-codes the content of QR codes by its own guess, so that of it only plain ASCII
is taken. Positions are pixels of the picture that was given.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import zxingcpp
from pyzbar import pyzbar

from drivers.camera.codes import Code, Format
from drivers.camera.content import text_of

Picture = npt.NDArray[np.uint8]  # height x width, grey
Corners = npt.NDArray[np.float64]  # 4 x 2: top left, top right, bottom right, bottom left of the symbol; x, y in pixels

_Zxing = zxingcpp.BarcodeFormat
_ZXING = {
    Format.QR: _Zxing.QRCode,
    Format.MICRO_QR: _Zxing.MicroQRCode,
    Format.RMQR: _Zxing.RMQRCode,
    Format.DATAMATRIX: _Zxing.DataMatrix,
    Format.AZTEC: _Zxing.AztecCode,
    Format.MAXICODE: _Zxing.MaxiCode,
    Format.PDF417: _Zxing.PDF417,
    Format.MICRO_PDF417: _Zxing.MicroPDF417,
    Format.CODE128: _Zxing.Code128,
    Format.CODE93: _Zxing.Code93,
    Format.CODE39: _Zxing.Code39,
    Format.CODABAR: _Zxing.Codabar,
    Format.ITF: _Zxing.ITF,
    Format.EAN13: _Zxing.EAN13,
    Format.EAN8: _Zxing.EAN8,
    Format.UPCA: _Zxing.UPCA,
    Format.UPCE: _Zxing.UPCE,
    Format.DATABAR: _Zxing.DataBar,
    Format.DATABAR_EXPANDED: _Zxing.DataBarExp,
}
_FORMATS = {zxing: format_ for format_, zxing in _ZXING.items()}
_FORMATS |= {_Zxing.Aztec: Format.AZTEC, _Zxing.DataBarOmni: Format.DATABAR}  # as they are told

_Zbar = pyzbar.ZBarSymbol
# Of UPC-E and EAN-8 its readings are too often none; PDF417 and DataBar it hardly knows.
_ZBAR = {
    Format.QR: _Zbar.QRCODE,
    Format.CODE128: _Zbar.CODE128,
    Format.CODE93: _Zbar.CODE93,
    Format.CODE39: _Zbar.CODE39,
    Format.CODABAR: _Zbar.CODABAR,
    Format.ITF: _Zbar.I25,
    Format.EAN13: _Zbar.EAN13,
}
_ZBAR_NAMES = {symbol.name: format_ for format_, symbol in _ZBAR.items()}
ZBAR_READS = frozenset(_ZBAR)


class Decoder(Enum):
    ZXING = "zxing"
    ZBAR = "zbar"


@dataclass(frozen=True, slots=True)
class Sighting:
    """One code as one decoder saw it in one picture.

    `spare`: the share of the code's error correction that was not needed, 0 to 1; None where there is none or it is
    not told. At 0 the next error would have made another text.
    """

    code: Code
    by: Decoder
    spare: float | None = None


@dataclass(frozen=True, slots=True)
class Spotted:
    """A QR code that was found and could not be read. `modules`: its side by what the decoder believes."""

    corners: Corners
    modules: int


class Binarizer(Enum):
    """How zxing-cpp tells dark from light."""

    LOCAL = zxingcpp.Binarizer.LocalAverage
    GLOBAL = zxingcpp.Binarizer.GlobalHistogram
    HALF = zxingcpp.Binarizer.FixedThreshold
    DONE = zxingcpp.Binarizer.BoolCast  # the picture is black and white already


def read_zxing(
    picture: Picture,
    wanted: Iterable[Format],
    *,
    binarizer: Binarizer = Binarizer.LOCAL,
    thorough: bool = True,
    nothing_else: bool = False,
) -> list[Sighting]:
    """`thorough`: also turned by 90 degrees, light on dark, and at smaller sizes. `nothing_else`: the picture is a
    clean drawing of one upright code."""
    asked = frozenset(wanted)
    barcodes = zxingcpp.read_barcodes(
        picture,
        formats=zxingcpp.BarcodeFormats([_ZXING[format_] for format_ in asked]),
        try_rotate=thorough,
        try_downscale=thorough,
        try_invert=thorough,
        text_mode=zxingcpp.TextMode.HexECI,
        binarizer=binarizer.value,
        is_pure=nothing_else,
    )
    return [_sighting(barcode, asked) for barcode in barcodes if barcode.bytes and barcode.format in _FORMATS]


def _extra(barcode: zxingcpp.Barcode) -> dict[str, Any]:
    """Version, UEC (unused error correction), ...; empty for line codes."""
    return cast("dict[str, Any]", barcode.extra) or {}


def spot_qr(picture: Picture) -> list[Spotted]:
    """QR codes that zxing-cpp finds by their corners, whether or not they can be read."""
    barcodes = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats([_Zxing.QRCode]), return_errors=True)
    return [
        Spotted(_corners(barcode), 17 + 4 * int(_extra(barcode)["Version"]))
        for barcode in barcodes
        if str(_extra(barcode).get("Version")).isdigit()  # Micro QR: "M2"
    ]


def read_zbar(picture: Picture, wanted: Iterable[Format]) -> list[Sighting]:
    asked = frozenset(wanted)
    symbols = [_ZBAR[format_] for format_ in asked if format_ in _ZBAR]
    if not symbols:
        return []
    return [
        Sighting(_article(_ZBAR_NAMES[found.type], found.data, asked), Decoder.ZBAR)
        for found in pyzbar.decode(picture, symbols=symbols)
        if found.data and found.data.isascii() and found.type in _ZBAR_NAMES
    ]


def _sighting(barcode: zxingcpp.Barcode, asked: frozenset[Format]) -> Sighting:
    format_ = _FORMATS[barcode.format]
    if format_ is Format.EAN13 or format_ is Format.UPCA:
        code = _article(format_, barcode.bytes, asked)
    else:
        with_eci = bytes.fromhex(barcode.text)
        # Its first three bytes are AIM's symbology identifier, which says by its digit whether designators follow.
        designated = None if with_eci[:3] == barcode.symbology_identifier.encode() else with_eci[3:]
        code = Code(format_, text_of(format_, barcode.bytes, designated), barcode.bytes)
    return Sighting(code, Decoder.ZXING, _extra(barcode).get("UEC"))


def _article(format_: Format, data: bytes, asked: frozenset[Format]) -> Code:
    """An EAN-13 that begins with 0 is a UPC-A: it is told as what was asked for, UPC-A before EAN-13."""
    if format_ in (Format.EAN13, Format.UPCA) and len(data) == 13 and data[:1] == b"0" and Format.UPCA in asked:
        format_, data = Format.UPCA, data[1:]
    return Code(format_, text_of(format_, data, None), data)


def _corners(barcode: zxingcpp.Barcode) -> Corners:
    at = barcode.position
    points = at.top_left, at.top_right, at.bottom_right, at.bottom_left
    return np.array([(point.x, point.y) for point in points], dtype=np.float64)

"""The codes that a camera can be asked for, by the names that settings and the command line use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Format(StrEnum):
    QR = "qr"
    MICRO_QR = "microqr"
    RMQR = "rmqr"
    DATAMATRIX = "datamatrix"
    AZTEC = "aztec"
    MAXICODE = "maxicode"
    PDF417 = "pdf417"
    MICRO_PDF417 = "micropdf417"
    CODE128 = "code128"
    CODE93 = "code93"
    CODE39 = "code39"
    CODABAR = "codabar"
    ITF = "itf"
    EAN13 = "ean13"
    EAN8 = "ean8"
    UPCA = "upca"
    UPCE = "upce"
    DATABAR = "databar"
    DATABAR_EXPANDED = "databarexpanded"


QR_FAMILY = frozenset((Format.QR, Format.MICRO_QR, Format.RMQR))
SQUARES = QR_FAMILY | {Format.DATAMATRIX, Format.AZTEC, Format.MAXICODE}
STACKED = frozenset((Format.PDF417, Format.MICRO_PDF417))
LINES = frozenset(Format) - SQUARES - STACKED

USUAL = frozenset(
    (Format.QR, Format.DATAMATRIX, Format.AZTEC, Format.PDF417, Format.CODE128, Format.EAN13, Format.UPCA)
)
"""What is looked for when nobody says what. The others have weak checks or none: they are read when asked for."""


class UnknownFormat(ValueError):
    """A name that is no code's. The message names it and the known ones."""


def formats_named(names: Iterable[str]) -> frozenset[Format]:
    """From names like "qr" to formats; blanks and case do not count. Raises UnknownFormat."""
    found = set()
    for name in names:
        plain = name.strip().lower()
        if plain not in Format.__members__.values():
            raise UnknownFormat(f"{name.strip()!r} is no kind of code; known are {', '.join(Format)}")
        found.add(Format(plain))
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Code:
    """One code that was read. `data`: its bytes, GS1's FNC1 as 1D; `text` may be personal, so neither is in `repr`."""

    format: Format
    text: str = field(repr=False)
    data: bytes = field(repr=False)

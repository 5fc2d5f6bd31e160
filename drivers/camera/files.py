"""Codes in picture files: what `python main.py scan` does. From a path to one line of JSON, or of a table."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from drivers.camera.cascade import Cascade
from drivers.camera.codes import Code, Format
from drivers.camera.decoders import Picture
from drivers.camera.reading import read_picture

LARGEST_BYTES = 200_000_000
KINDS = "PNG, JPEG, BMP, WebP, TIFF"


@dataclass(frozen=True, slots=True)
class Scan:
    """What one file gave. `error`: why nothing could be looked for; a sentence."""

    file: str
    codes: tuple[Code, ...] = field(repr=False)
    took_ms: float
    error: str | None = None

    def to_json(self) -> dict[str, Any]:
        fields: dict[str, Any] = {"file": self.file, "codes": [_shown(code) for code in self.codes]}
        fields["ms"] = round(self.took_ms, 1)
        if self.error is not None:
            fields["error"] = self.error
        return fields


def scan(file: Path, cascade: Cascade, wanted: frozenset[Format], budget_ms: float) -> Scan:
    """Never raises for what is in the file."""
    began = time.perf_counter()
    try:
        picture = load(file)
    except (OSError, ValueError) as error:
        return Scan(str(file), (), (time.perf_counter() - began) * 1000, _sentence(file, error))
    codes = read_picture(cascade, picture, wanted, budget_ms)
    return Scan(str(file), codes, (time.perf_counter() - began) * 1000)


def load(file: Path) -> Picture:
    """The picture in grey; what is transparent is paper. Raises OSError, ValueError."""
    size = file.stat().st_size
    if not 0 < size <= LARGEST_BYTES:
        raise ValueError(f"it has {size} bytes; a picture has 1 to {LARGEST_BYTES}")
    try:
        decoded = cv2.imdecode(np.fromfile(file, np.uint8), cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error as error:  # more pixels than OpenCV takes
        raise ValueError(f"OpenCV refuses it ({error.err}); save it smaller") from error
    if decoded is None:
        raise ValueError(f"it is no picture that can be read, or a damaged one; save it as one of {KINDS}")
    return _grey(np.asarray(decoded))


def _grey(picture: npt.NDArray[Any]) -> Picture:
    if picture.dtype == np.uint16:
        picture = (picture >> 8).astype(np.uint8)
    if picture.dtype != np.uint8:
        raise ValueError(f"its pixels are {picture.dtype} numbers; save it with 8 or 16 bits a channel")
    if picture.ndim == 2:
        return picture
    if picture.shape[2] == 3:
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
    opaque = picture[:, :, 3].astype(np.uint16)  # renderings of codes are often black on nothing
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGRA2GRAY), np.uint16)
    return np.asarray((grey * opaque + 255 * (255 - opaque)) // 255, np.uint8)


def _shown(code: Code) -> dict[str, str]:
    return {"text": code.text, "bytes_hex": code.data.hex(), "format": code.format.value}


def _sentence(file: Path, error: OSError | ValueError) -> str:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"{file}: {reason}"

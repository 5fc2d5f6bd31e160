"""Codes in picture files: what `python main.py scan` does. From a path to one line of JSON, or of a table."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from drivers.camera.cascade import Cascade
from drivers.camera.codes import Code, Format
from drivers.camera.decoders import Picture
from drivers.camera.reading import read_picture

LARGEST_PIXELS = 200_000_000


@dataclass(frozen=True, slots=True)
class Scan:
    """What one file gave. `error`: why nothing could be looked for; a sentence."""

    file: str
    codes: tuple[Code, ...] = field(repr=False)
    took_ms: float
    error: str | None = None

    def to_json(self) -> str:
        fields: dict[str, Any] = {"file": self.file, "codes": [_shown(code) for code in self.codes]}
        fields["ms"] = round(self.took_ms, 1)
        if self.error is not None:
            fields["error"] = self.error
        return json.dumps(fields, ensure_ascii=False)


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
    """The picture in grey, upright as its EXIF says; what is transparent is paper. Raises OSError, ValueError."""
    data = np.frombuffer(file.read_bytes(), dtype=np.uint8)
    if data.size == 0:
        raise ValueError("it is empty")
    picture = cv2.imdecode(data, cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION)
    if picture is not None and picture.ndim == 3 and picture.shape[2] == 4:
        return _on_paper(np.asarray(picture))
    grey = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    if grey is None:
        raise ValueError("it is no picture that can be read (PNG, JPEG, BMP, WebP, TIFF)")
    if grey.size > LARGEST_PIXELS:
        raise ValueError(f"it has {grey.size} pixels, more than {LARGEST_PIXELS}")
    return np.asarray(grey, dtype=np.uint8)


def _on_paper(picture: np.ndarray[Any, Any]) -> Picture:
    """White wherever the picture lets through: renderings of codes are often black on nothing."""
    if picture.dtype != np.uint8:
        picture = (picture / 257).astype(np.uint8)
    opaque = picture[:, :, 3].astype(np.float32) / 255
    grey = np.asarray(cv2.cvtColor(picture[:, :, :3], cv2.COLOR_BGR2GRAY), dtype=np.float32)
    return (grey * opaque + 255 * (1 - opaque)).astype(np.uint8)


def exit_code(scans: Iterable[Scan]) -> int:
    """2 when a file could not be read, as for any wrong use; finding no code is no error."""
    return 2 if any(scan.error for scan in scans) else 0


def _shown(code: Code) -> dict[str, str]:
    return {"text": code.text, "bytes_hex": code.data.hex(), "format": code.format.value}


def _sentence(file: Path, error: OSError | ValueError) -> str:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"{file}: {reason}"

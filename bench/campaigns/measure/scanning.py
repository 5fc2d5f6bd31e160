"""Codes in real pictures: the camera's cascade against each decoder alone, on the set of pictures beside the project.

HALLKIOSK_PICTURES names another folder of the same shape: KIND-N/NAME.png with NAME.txt (or NAME.bin), falsepositives/.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from bench.campaigns.measure.figures import Figure, Table, percentile
from drivers.camera.cascade import Cascade
from drivers.camera.codes import USUAL, Format
from drivers.camera.decoders import Picture, read_zbar, read_zxing
from drivers.camera.reading import read_picture

ROOT = Path(__file__).resolve().parents[3]
KINDS = {
    "qrcode": Format.QR,
    "code128": Format.CODE128,
    "ean13": Format.EAN13,
    "pdf417": Format.PDF417,
    "datamatrix": Format.DATAMATRIX,
}
LIVE_MS, FILE_MS = 45.0, 250.0

Reader = Callable[[Picture, frozenset[Format]], list[bytes]]


@dataclass(frozen=True, slots=True)
class Shown:
    kind: Format
    picture: Picture
    data: bytes | None  # None: nobody says what is on it


def pictures() -> Path:
    return Path(os.environ.get("HALLKIOSK_PICTURES", ROOT.parent / "shared/pictures"))


def measure(directory: Path) -> Table:
    title = "Codes in real pictures"
    folder = pictures()
    if not folder.is_dir():
        return Table(
            title, (), f"Not measured: there is no {folder.name} folder beside the project (HALLKIOSK_PICTURES)."
        )
    cv2.setNumThreads(1)
    shown = list(_shown(folder))
    readers = _readers()
    figures = [figure for name, reader in readers.items() for figure in _figures(name, reader, shown)]
    best_alone = max(_read(reader, shown) for name, reader in readers.items() if name.endswith("alone"))
    cascade = _read(readers["cascade, 250 ms"], shown)
    figures.append(
        Figure(
            "cascade / the best decoder alone",
            f"{cascade / best_alone:.2f} ({cascade} of {best_alone})",
            ">= 1",
            cascade >= best_alone,
        )
    )
    invented = _invented(readers["cascade, 250 ms"], folder / "falsepositives")
    figures.append(Figure("codes read where none is", str(invented), "0", invented == 0))
    return Table(title, tuple(figures), "Each picture is asked only for the kind of code that is on it; ms a picture.")


def _shown(folder: Path) -> Iterator[Shown]:
    for name, kind in KINDS.items():
        for file in sorted(folder.glob(f"{name}*/*.png")):
            picture = cv2.imread(str(file), cv2.IMREAD_GRAYSCALE)
            said = next((path for path in (file.with_suffix(".txt"), file.with_suffix(".bin")) if path.exists()), None)
            if picture is not None:
                yield Shown(kind, np.asarray(picture, np.uint8), said.read_bytes() if said else None)


def _readers() -> dict[str, Reader]:
    cascade = Cascade()
    detector = cv2.QRCodeDetector()

    def opencv(picture: Picture, wanted: frozenset[Format]) -> list[bytes]:
        if Format.QR not in wanted:
            return []
        found, texts, _, _ = detector.detectAndDecodeMulti(picture)
        return [text.encode() for text in texts if text] if found else []

    return {
        "OpenCV alone": opencv,
        "zbar alone": lambda picture, wanted: [sighting.code.data for sighting in read_zbar(picture, wanted)],
        "zxing-cpp alone": lambda picture, wanted: [sighting.code.data for sighting in read_zxing(picture, wanted)],
        "cascade, 45 ms": lambda picture, wanted: [c.data for c in read_picture(cascade, picture, wanted, LIVE_MS)],
        "cascade, 250 ms": lambda picture, wanted: [c.data for c in read_picture(cascade, picture, wanted, FILE_MS)],
    }


def _figures(name: str, reader: Reader, shown: list[Shown]) -> Iterator[Figure]:
    for kind in KINDS.values():
        of_kind = [each for each in shown if each.kind is kind]
        if not of_kind:
            continue
        read = wrong = 0
        took: list[float] = []
        for each in of_kind:
            began = time.perf_counter()
            seen = reader(each.picture, frozenset((kind,)))
            took.append((time.perf_counter() - began) * 1000)
            read += _right(each, seen)
            wrong += bool(seen) and not _right(each, seen)
        value = (
            f"{read} of {len(of_kind)}, {wrong} wrong, {statistics.median(took):.1f} / {percentile(took, 0.95):.0f} ms"
        )
        yield Figure(f"{name}: {kind.value} (p50 / p95)", value)


def _read(reader: Reader, shown: list[Shown]) -> int:
    return sum(_right(each, reader(each.picture, frozenset((each.kind,)))) for each in shown)


def _right(shown: Shown, seen: list[bytes]) -> bool:
    """The set's texts are UTF-8, also where the code's own bytes are ISO 8859-1."""
    if shown.data is None:
        return bool(seen)
    return shown.data in seen or shown.data in [data.decode("iso8859-1").encode() for data in seen]


def _invented(reader: Reader, folder: Path) -> int:
    count = 0
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        picture = cv2.imread(str(file), cv2.IMREAD_GRAYSCALE)
        if picture is not None:
            count += len(reader(np.asarray(picture, np.uint8), USUAL))
    return count

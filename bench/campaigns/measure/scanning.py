"""Codes in pictures: the camera's cascade against each decoder alone, on real pictures and on made ones.

The real ones stand beside the project; HALLKIOSK_PICTURES names another folder of the same shape: KIND-N/NAME.png with
NAME.txt (or NAME.bin), and falsepositives/. Without them only the made ones are measured.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2

from bench.campaigns.measure.figures import Figure, Table, percentile
from bench.campaigns.measure.hard_codes import hard_codes
from drivers.camera.cascade import Cascade
from drivers.camera.codes import USUAL, Format
from drivers.camera.decoders import ZBAR_READS, Picture, read_zbar, read_zxing
from drivers.camera.files import load
from drivers.camera.reading import read_picture
from drivers.camera.scan_command import BUDGET_MS

ROOT = Path(__file__).resolve().parents[3]
KINDS = {
    "qrcode": Format.QR,
    "datamatrix": Format.DATAMATRIX,
    "pdf417": Format.PDF417,
    "code128": Format.CODE128,
    "ean13": Format.EAN13,
}
FRAME_MS = 45.0
QR_EACH, OTHERS_EACH = 8, 2  # made pictures of every way to be spoilt

Reader = Callable[[Picture, frozenset[Format]], list[bytes]]


@dataclass(frozen=True, slots=True)
class Shown:
    """`said`: what is on the picture, in UTF-8; None: nobody says."""

    kind: Format
    picture: Picture
    said: bytes | None


@dataclass(frozen=True, slots=True)
class Score:
    read: int
    wrong: int
    ms: list[float]

    def __str__(self) -> str:
        spread = f"{statistics.median(self.ms):.1f} / {percentile(self.ms, 0.95):.0f} ms"
        return f"{self.read} of {len(self.ms)}, {self.wrong} wrong, {spread}"


def folder_of_pictures() -> Path:
    return Path(os.environ.get("HALLKIOSK_PICTURES", ROOT.parent / "shared/pictures"))


def measure(directory: Path) -> list[Table]:
    cv2.setNumThreads(1)
    return [_real(folder_of_pictures()), _compared("Codes in made pictures", list(_made()))]


def _real(folder: Path) -> Table:
    title = "Codes in real pictures"
    if not folder.is_dir():
        return Table(title, (), "Not measured: no folder of pictures stands beside the project (HALLKIOSK_PICTURES).")
    table = _compared(title, list(_photographs(folder)))
    cascade = _readers()["cascade"]
    empty = [load(file) for file in sorted((folder / "falsepositives").glob("*.png"))]
    invented = sum(len(cascade(picture, USUAL)) for picture in empty)
    figure = Figure(f"cascade: read in {len(empty)} pictures without a code", str(invented), "0", invented == 0)
    return Table(title, (*table.figures, figure), table.note)


def _photographs(folder: Path) -> Iterator[Shown]:
    for name, kind in KINDS.items():
        for file in sorted(folder.glob(f"{name}*/*.png")):
            said = next((path for path in (file.with_suffix(".txt"), file.with_suffix(".bin")) if path.exists()), None)
            yield Shown(kind, load(file), said.read_bytes() if said else None)


def _made() -> Iterator[Shown]:
    for kind in KINDS.values():
        for made in hard_codes(kind.value, QR_EACH if kind is Format.QR else OTHERS_EACH):
            yield Shown(kind, made.picture, made.text.encode())


def _readers() -> dict[str, Reader]:
    cascade = Cascade()
    detector = cv2.QRCodeDetector()

    def opencv(picture: Picture, wanted: frozenset[Format]) -> list[bytes]:
        try:
            found, texts, _, _ = detector.detectAndDecodeMulti(picture)
        except cv2.error:  # it gives up on some pictures so
            return []
        return [text.encode() for text in texts if text] if found else []

    def within(budget_ms: float) -> Reader:
        return lambda picture, wanted: [code.data for code in read_picture(cascade, picture, wanted, budget_ms)]

    return {
        "OpenCV alone": opencv,
        "zbar alone": lambda picture, wanted: [sighting.code.data for sighting in read_zbar(picture, wanted)],
        "zxing-cpp alone": lambda picture, wanted: [sighting.code.data for sighting in read_zxing(picture, wanted)],
        "cascade, one frame": within(FRAME_MS),
        "cascade": within(BUDGET_MS),
    }


_READS = {"OpenCV alone": frozenset((Format.QR,)), "zbar alone": ZBAR_READS}


def _compared(title: str, shown: Sequence[Shown]) -> Table:
    figures = []
    for kind in KINDS.values():
        of_kind = [each for each in shown if each.kind is kind]
        scores = {
            name: _score(reader, of_kind)
            for name, reader in _readers().items()
            if of_kind and kind in _READS.get(name, KINDS.values())
        }
        best_alone = max((score.read for name, score in scores.items() if name.endswith("alone")), default=0)
        for name, score in scores.items():
            held = score.read >= best_alone if name == "cascade" else None
            target = f">= {best_alone}" if name == "cascade" else ""
            figures.append(Figure(f"{kind.value}: {name}", str(score), target, held))
    note = (
        "Read, wrong texts, p50 / p95 a picture. Each picture is asked only for the kind of code that is on it."
        f" One frame has {FRAME_MS:.0f} ms, else the cascade {BUDGET_MS:.0f} ms of processor time."
    )
    return Table(title, tuple(figures), note)


def _score(reader: Reader, shown: Sequence[Shown]) -> Score:
    read = wrong = 0
    took_ms = []
    for each in shown:
        began = time.perf_counter()
        seen = reader(each.picture, frozenset((each.kind,)))
        took_ms.append((time.perf_counter() - began) * 1000)
        right = bool(seen) if each.said is None else each.said in (*seen, *map(_as_utf_8, seen))
        read += right
        wrong += bool(seen) and not right
    return Score(read, wrong, took_ms)


def _as_utf_8(data: bytes) -> bytes:
    """What is said is UTF-8 also where the code's own bytes are ISO 8859-1."""
    return data.decode("iso8859-1").encode()

"""From a picture to its codes: what is read, what is not, and within what time."""

from __future__ import annotations

import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from drivers.camera.cascade import STEPS, Cascade, is_certain
from drivers.camera.codes import LINES, USUAL, Code, Format, UnknownFormat, formats_named
from drivers.camera.decoders import Decoder, Picture, Sighting
from tests.drivers.camera_pictures import blurred, faint, noisy, on_table, other, qr, tilted

ROOT = Path(__file__).resolve().parents[2]
PICTURES = Path(os.environ.get("HALLKIOSK_PICTURES", ROOT.parent / "shared/pictures"))
LONG_MS = 3000.0
QR = frozenset((Format.QR,))


def texts(picture: Picture, wanted: frozenset[Format] = USUAL) -> list[str]:
    return [code.text for code in Cascade().look(picture, wanted, LONG_MS).sure]


@pytest.mark.parametrize("spoil", [0, 1, 2, 3, 4, 5])
def test_a_qr_code_is_read_in_a_bad_picture(spoil: int) -> None:
    clean = on_table(qr("A023 2026-03-18", module_px=5))
    pictures = [
        clean,
        tilted(clean, 33),
        blurred(clean, 2.5),
        noisy(clean, 40),
        faint(clean, 8, 30),
        np.asarray(255 - clean, np.uint8),
    ]
    assert texts(pictures[spoil]) == ["A023 2026-03-18"]


@pytest.mark.parametrize(
    ("kind", "content"),
    [("code128", "RA473124829DK"), ("ean13", "6901234567892"), ("pdf417", "LIU 110101"), ("datamatrix", "DM-42")],
)
@pytest.mark.parametrize("degrees", [0, 45, 90])
def test_other_codes_are_read_straight_and_tilted(kind: str, content: str, degrees: float) -> None:
    picture = tilted(on_table(other(kind, content, scale=2), 900, 700, left=150, top=250), degrees)
    assert texts(picture) == [content]


def test_only_what_is_asked_for_is_read() -> None:
    picture = on_table(qr("hello"))
    assert texts(picture, frozenset((Format.CODE128, Format.PDF417))) == []


def test_a_small_code_in_a_large_picture_is_found() -> None:
    large = on_table(qr("small in large", module_px=4), 4000, 3000, left=2900, top=1900)
    assert texts(large) == ["small in large"]


def test_without_time_only_the_quick_look_is_done() -> None:
    look = Cascade().look(blurred(on_table(qr("blurred")), 4), QR, budget_ms=0.001)
    assert look.sure == ()
    assert look.next_step == 1


def test_what_does_not_fit_is_tried_with_the_next_frames() -> None:
    cascade, picture, step, tried = Cascade(), on_table(other("code128", "TILTED"), 640, 480), 0, set()
    for _ in range(len(STEPS) * 3):
        look = cascade.look(tilted(picture, 45), frozenset((Format.QR,)), budget_ms=8, begin=step)
        tried.add(step)
        step = look.next_step
    assert len(tried) > 4


def test_a_line_code_or_one_that_only_zbar_read_needs_a_second_look() -> None:
    certain = Sighting(Code(Format.QR, "a", b"a"), Decoder.ZXING)
    assert is_certain(certain)
    assert not is_certain(Sighting(certain.code, Decoder.ZBAR))
    assert not any(is_certain(Sighting(Code(line, "1", b"1"), Decoder.ZXING)) for line in LINES)


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    assert formats_named([" QR", "code128"]) == {Format.QR, Format.CODE128}
    with pytest.raises(UnknownFormat, match=r"'qrx' is no kind of code; known are qr, "):
        formats_named(["qrx"])


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("政务服务".encode(), "政务服务"),
        ("政务服务".encode("gb18030"), "政务服务"),
        ("目".encode("gb18030"), "目"),
        (b"plain", "plain"),
    ],
)
def test_the_bytes_of_a_code_become_the_text_that_was_meant(content: bytes, text: str) -> None:
    look = Cascade().look(qr(content), QR, LONG_MS)
    assert [(code.text, code.data) for code in look.sure] == [(text, content)]


@pytest.mark.skipif(not PICTURES.is_dir(), reason="the set of real pictures is not beside the project")
@pytest.mark.parametrize(
    ("folder", "format_", "at_least"),
    [
        ("qrcode-1", Format.QR, 20),
        ("pdf417-1", Format.PDF417, 13),
        ("datamatrix-1", Format.DATAMATRIX, 21),
        ("code128-1", Format.CODE128, 7),
        ("ean13", Format.EAN13, 12),
    ],
)
def test_real_pictures_are_read(folder: str, format_: Format, at_least: int) -> None:
    cascade, read = Cascade(), 0
    for told in sorted((PICTURES / folder).glob("*.txt")):
        picture = cv2.imread(str(told.with_suffix(".png")), cv2.IMREAD_GRAYSCALE)
        assert picture is not None
        look = cascade.look(np.asarray(picture, np.uint8), frozenset((format_,)), LONG_MS)
        read += told.read_bytes().decode() in [code.text for code in look.sure]
    assert read >= at_least


@pytest.mark.skipif(not PICTURES.is_dir(), reason="the set of real pictures is not beside the project")
def test_nothing_is_read_where_no_code_is() -> None:
    cascade = Cascade()
    for file in sorted((PICTURES / "falsepositives").iterdir()):
        picture = cv2.imread(str(file), cv2.IMREAD_GRAYSCALE)
        if picture is not None:
            assert cascade.look(np.asarray(picture, np.uint8), USUAL, LONG_MS).sure == (), file.name

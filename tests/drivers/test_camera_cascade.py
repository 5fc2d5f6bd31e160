"""From a picture to its codes: what is read, what is not, and within what time."""

from __future__ import annotations

import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.camera.cascade import Cascade
from drivers.camera.codes import LINES, USUAL, Code, Format, UnknownFormat, formats_named
from drivers.camera.costs import Costs
from drivers.camera.decoders import Decoder, Picture, Sighting
from drivers.camera.picture import turned
from drivers.camera.reading import read_frame, read_picture
from drivers.camera.steps import Read, Step
from drivers.camera.votes import Votes, speaks_for_itself
from tests.drivers.camera_pictures import blurred, faint, noisy, on_table, other, qr, tilted

ROOT = Path(__file__).resolve().parents[2]
PICTURES = Path(os.environ.get("HALLKIOSK_PICTURES", ROOT.parent / "shared/pictures"))
LONG_MS = 3000.0
QR = frozenset((Format.QR,))


def texts(picture: Picture, wanted: frozenset[Format] = USUAL) -> list[str]:
    return [code.text for code in read_picture(Cascade(), picture, wanted, LONG_MS)]


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


@given(st.integers(1, 70), st.integers(1, 70), st.integers(0, 255))
@settings(max_examples=25, deadline=None)
def test_a_picture_of_any_size_is_looked_at(height: int, width: int, seed: int) -> None:
    picture = np.random.default_rng(seed).integers(0, 256, (height, width)).astype(np.uint8)
    assert read_picture(Cascade(), picture, frozenset(Format), LONG_MS) == ()
    assert read_frame(Cascade(), picture, frozenset(Format), LONG_MS) is not None


def test_a_long_strip_is_looked_at() -> None:
    strip = np.full((9, 9000), 200, np.uint8)
    assert turned(strip, 45) is strip
    assert read_picture(Cascade(), strip, USUAL, LONG_MS) == ()


def test_only_what_is_asked_for_is_read() -> None:
    picture = on_table(qr("hello"))
    assert texts(picture, frozenset((Format.CODE128, Format.PDF417))) == []


def test_a_small_code_in_a_large_picture_is_found() -> None:
    large = on_table(qr("small in large", module_px=4), 4000, 3000, left=2900, top=1900)
    assert texts(large) == ["small in large"]


class Timed:
    """Steps that see nothing and cost what they say, by a clock that only they move."""

    def __init__(self, **costs_ms: float) -> None:
        self.now, self.done = 0.0, list[str]()
        self.steps = [Step(name, name, QR, 0.0, read=self._reader(name, cost)) for name, cost in costs_ms.items()]

    def _reader(self, name: str, cost_ms: float) -> Read:
        def read(picture: Picture, wanted: frozenset[Format], left_ms: float) -> list[Sighting]:
            self.done.append(name)
            self.now += cost_ms / 1000
            return []

        return read


def test_a_picture_gets_the_steps_that_fit_by_what_they_cost_before() -> None:
    timed, picture = Timed(quick=10, long=50, short=20, tiny=1), qr("any")
    cascade = Cascade(timed.steps, clock=lambda: timed.now)
    list(cascade.picture(picture, QR, 1000))
    timed.done.clear()
    list(cascade.picture(picture, QR, 45))
    assert timed.done == ["quick", "short", "tiny"]
    timed.done.clear()
    list(cascade.picture(picture, QR, 0.001))
    assert timed.done == ["quick"]


def test_what_does_not_fit_into_a_frame_begins_the_next_one() -> None:
    timed, picture = Timed(quick=10, one=20, two=20, huge=90, three=5), qr("any")
    cascade = Cascade(timed.steps, clock=lambda: timed.now)
    list(cascade.picture(picture, QR, 1000))
    timed.done.clear()
    for _ in range(3):
        list(cascade.frame(picture, QR, 45))
    assert timed.done == ["quick", "one", "quick", "two", "three", "quick", "one"]


def test_a_step_that_was_slow_once_gets_another_chance() -> None:
    costs = Costs()
    costs.learn("step", 1_000_000, 100.0)
    assert costs.expected_ms("step", 500_000, 1.0) == 50.0
    for _ in range(100):
        costs.forgive("step")
    assert costs.expected_ms("step", 500_000, 1.0) < 10.0


def test_a_code_with_weak_checks_or_that_only_zbar_read_needs_a_second_view() -> None:
    code = Code(Format.QR, "text", b"text")
    assert speaks_for_itself(Sighting(code, Decoder.ZXING, spare=0.5))
    assert not speaks_for_itself(Sighting(code, Decoder.ZXING, spare=0.0))
    assert not speaks_for_itself(Sighting(code, Decoder.ZBAR))
    assert not any(speaks_for_itself(Sighting(Code(line, "1234", b"1234"), Decoder.ZXING)) for line in LINES)


def test_two_views_must_agree_and_outnumber_any_other_reading() -> None:
    right, wrong = (Sighting(Code(Format.EAN13, text, text.encode()), Decoder.ZXING) for text in ("690", "691"))
    votes = Votes()
    votes.add("plain", [right])
    votes.add("plain", [right])
    assert (votes.believed, votes.doubted) == ((), True)
    votes.add("even", [right])
    assert votes.believed == (right.code,)
    votes.add("sharp", [wrong])
    votes.add("zbar", [wrong])
    assert votes.believed == ()
    votes.add("larger", [right])
    assert votes.believed == (right.code,)


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
    codes = read_picture(Cascade(), qr(content), QR, LONG_MS)
    assert [(code.text, code.data) for code in codes] == [(text, content)]


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
        codes = read_picture(cascade, np.asarray(picture, np.uint8), frozenset((format_,)), LONG_MS)
        read += told.read_bytes().decode() in [code.text for code in codes]
    assert read >= at_least


@pytest.mark.skipif(not PICTURES.is_dir(), reason="the set of real pictures is not beside the project")
def test_nothing_is_read_where_no_code_is() -> None:
    cascade = Cascade()
    for file in sorted((PICTURES / "falsepositives").iterdir()):
        picture = cv2.imread(str(file), cv2.IMREAD_GRAYSCALE)
        if picture is not None:
            assert read_picture(cascade, np.asarray(picture, np.uint8), USUAL, LONG_MS) == (), file.name

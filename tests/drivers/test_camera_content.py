"""From a code's bytes to its text: what the code says of itself, and what has to be guessed."""

from __future__ import annotations

import numpy as np
import pytest
import segno
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from drivers.camera.codes import Code, Format
from drivers.camera.content import text_of
from drivers.camera.decoders import Picture, read_zbar, read_zxing

QR = frozenset((Format.QR,))


def drawn(code: segno.QRCode) -> Picture:
    cells = np.pad(np.array([list(row) for row in code.matrix], np.uint8), 4)
    return np.kron(255 * (1 - cells), np.ones((4, 4))).astype(np.uint8)


@pytest.mark.parametrize(
    ("made", "text", "data"),
    [
        ({"content": "政务", "encoding": "gb18030"}, "政务", "d5fecef1"),
        ({"content": "政务", "encoding": "utf-8"}, "政务", "e694bfe58aa1"),
        ({"content": "政务", "encoding": "gb18030", "eci": True}, "政务", "d5fecef1"),
        ({"content": "目", "encoding": "gb18030"}, "目", "c4bf"),  # is UTF-8 too, for one letter of Catalan
        ({"content": "政务大厅", "mode": "hanzi"}, "政务大厅", "d5fecef1b4f3ccfc"),
        ({"content": "モバイル", "mode": "kanji"}, "モバイル", "8382836f8343838b"),
        ({"content": "Zürich", "encoding": "iso-8859-1"}, "Zürich", "5afc72696368"),
        ({"content": "李喆", "encoding": "gb18030"}, "李喆", "c0ee86b4"),  # a name's character outside GB 2312
        ({"content": "a\\b\\000026c", "encoding": "utf-8", "eci": True}, "a\\b\\000026c", "615c625c30303030323663"),
    ],
)
def test_a_qr_code_says_what_was_meant(made: dict[str, object], text: str, data: str) -> None:
    seen = read_zxing(drawn(segno.make(micro=False, **made)), QR)
    assert [sighting.code for sighting in seen] == [Code(Format.QR, text, bytes.fromhex(data))]


def test_zbar_is_not_believed_what_it_has_recoded() -> None:
    assert read_zbar(drawn(segno.make("政务", encoding="utf-8", micro=False)), QR) == []
    assert [seen.code.text for seen in read_zbar(drawn(segno.make("A023", micro=False)), QR)] == ["A023"]


def test_gs1_separators_are_the_byte_1d() -> None:
    made = zxingcpp.create_barcode("(01)06901234567892(10)ABC(21)XYZ", zxingcpp.BarcodeFormat.DataMatrix, gs1=True)
    picture = np.asarray(made.to_image(scale=4), np.uint8)
    (seen,) = read_zxing(picture, {Format.DATAMATRIX})
    assert seen.code.data == b"010690123456789210ABC\x1d21XYZ"
    assert seen.code.text == "010690123456789210ABC\x1d21XYZ"


@pytest.mark.parametrize(
    ("format_", "data", "designated", "text"),
    [
        (Format.CODE128, b"\xf3\xf3ab", None, "óóab"),  # line codes know no Chinese
        (Format.PDF417, b"\xd5\xfe", b"\\000029\xd5\xfe", "政"),
        (Format.PDF417, b"\xa4\xe5\xe9", b"\\000028\xa4\xe5\\000003\xe9", "文é"),
        (Format.QR, b"\xe9", b"\\000026\xe9", "é"),  # says UTF-8 and is not
        (Format.QR, b"a\\b", b"\\999999a\\\\b", "a\\b"),  # an interpretation that nobody knows
    ],
)
def test_designators_are_obeyed_and_left_out(format_: Format, data: bytes, designated: bytes | None, text: str) -> None:
    assert text_of(format_, data, designated) == text


@given(st.sampled_from(Format), st.binary(max_size=40), st.none() | st.binary(max_size=40))
def test_whatever_the_bytes_there_is_a_text(format_: Format, data: bytes, designated: bytes | None) -> None:
    text_of(format_, data, designated).encode()


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=20))
def test_chinese_comes_back_from_utf_8(text: str) -> None:
    assert text_of(Format.QR, text.encode(), None) == text

"""The bytes of a code as text: UTF-8, GB18030, what looks like both, and designators."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.scanner.text import Encoding, UndecodableText, decode_text

VECTORS = {
    row["name"]: bytes.fromhex(row["hex"])
    for row in json.loads((Path(__file__).parent / "vectors_scan_text.json").read_text(encoding="utf-8"))
}
HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


@pytest.mark.parametrize(
    ("name", "text"),
    [("zhengwu_utf8", "政务"), ("zhengwu_gbk", "政务"), ("mu_gbk_ambiguous", "目"), ("eci26_prefix", "政务")],
)
def test_the_facts_bytes_are_read(name: str, text: str) -> None:
    assert decode_text(VECTORS[name]) == text


def test_every_vector_is_tested() -> None:
    assert set(VECTORS) == {"zhengwu_utf8", "zhengwu_gbk", "mu_gbk_ambiguous", "eci26_prefix"}


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"A023", "A023"),
        (b"\\000026" + "目".encode(), "目"),
        (b"\\000029" + "政务".encode("gbk"), "政务"),
        (b"\\000032" + "㐀龦".encode("gb18030"), "㐀龦"),
        (b"A1\\000026" + "政".encode() + b" \\000029" + "务".encode("gbk"), "A1政 务"),
        (b"C:\\000099", "C:\\000099"),
        (b"C:\\\\000026", "C:\\\\000026"),
        ("𠮷".encode(), "𠮷"),
        ("Ünal 政务".encode(), "Ünal 政务"),
    ],
)
def test_designators_are_obeyed_and_never_told(data: bytes, text: str) -> None:
    assert decode_text(data) == text


def test_an_encoding_that_is_set_stands_above_all() -> None:
    assert decode_text(b"\xc4\xbf", Encoding.UTF_8) == "Ŀ"
    assert decode_text(b"\\000026\xc4\xbf", Encoding.GB18030) == "目"
    with pytest.raises(UndecodableText):
        decode_text("政务".encode("gbk"), Encoding.UTF_8)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"A\x80", b"110101194910010001\xff", b"\\000026\xff"])
def test_what_is_no_text_is_refused_without_a_word_of_it(data: bytes) -> None:
    with pytest.raises(UndecodableText) as refused:
        decode_text(data)
    assert "110101" not in str(refused.value)


@given(st.text(HAN, min_size=1))
def test_chinese_is_read_in_utf_8(text: str) -> None:
    assert decode_text(text.encode()) == text


@given(st.text(HAN, min_size=3, max_size=40))
def test_chinese_in_gb18030_is_read_where_it_cannot_be_utf_8(text: str) -> None:
    data = text.encode("gb18030")
    try:
        mistaken = data.decode("utf-8")
    except UnicodeDecodeError:
        assert decode_text(data) == text
    else:
        assert decode_text(data) in (text, mistaken)


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    with suppress(UndecodableText):
        assert isinstance(decode_text(data), str)

"""What goes on the wire: read back by a small parser of its own, which knows only the commands that we may send."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.paper import Align, Block, Columns, Cut, Document, Feed, QrCode, Rule, Text
from drivers.protocol.escpos_page import Page, Sheet, compile_page, needs_drawing
from drivers.protocol.escpos_raster import Picture, bands, without_real_time
from drivers.protocol.escpos_text import Cjk, cells, encode, printable, wrap
from drivers.raster import FontDraw

FONT = Path(__file__).resolve().parents[2] / "config/fonts/NotoSansSC-Full.otf"
PAGE = Page(576, 48, Cjk.GBK, native_qr=True, partial_cut=True, full_cut=True, band_rows=128, code_page=0)
REAL_TIME = re.compile(rb"\x10\x04[\x01-\x04]|\x10\x05[\x00-\x02]|\x10\x14[\x01-\x08]")


class BlackBox:
    """Draws every line and code as a black box of its size."""

    def text(self, text: str, height_dots: int, width_dots: int, *, bold: bool) -> Picture:
        width = min(width_dots, 8 * max(len(text), 1))
        return Picture(width, (b"\xff" * ((width + 7) // 8),) * height_dots)

    def qr(self, text: str) -> Picture:
        return Picture(21, (b"\xff\xff\xf8",) * 21)


def made(*blocks: Block, **page: Any) -> Sheet:
    return compile_page(Document(blocks), replace(PAGE, **page), BlackBox())


def text_on_wire(data: bytes) -> str:
    """The characters that a printer would print; fails on any byte that is neither a command of ours nor printable."""
    fixed = {b"\x1bt": 1, b"\x1ba": 1, b"\x1bE": 1, b"\x1bd": 1, b"\x1bJ": 1, b"\x1d!": 1, b"\x1dV": 2}
    text, chinese, at = "", False, 0
    while at < len(data):
        two = data[at : at + 2]
        if two in (b"\x1c&", b"\x1c."):
            chinese = two == b"\x1c&"
            at += 2
        elif two in fixed:
            at += 2 + fixed[two]
        elif two == b"\x1dv":
            head = data[at : at + 8]
            assert head[2:4] in (b"0\x00", b"0\x03")
            length = int.from_bytes(head[4:6], "little") * int.from_bytes(head[6:8], "little")
            assert not REAL_TIME.search(data[at : at + 8 + length + 2])
            at += 8 + length
        elif data[at : at + 3] == b"\x1d(k":
            length = int.from_bytes(data[at + 3 : at + 5], "little")
            body = data[at + 5 : at + 5 + length]
            if body[:3] == b"1P0":
                assert printable(body[3:].decode()) == body[3:].decode()
            at += 5 + length
        elif chinese:
            assert data[at] >= 0x81, data[at:].hex()
            assert data[at + 1] >= 0x40, data[at:].hex()
            assert data[at + 1] != 0x7F
            text += data[at : at + 2].decode("gb18030")
            at += 2
        else:
            assert data[at] == 0x0A or 0x20 <= data[at] < 0x7F, data[at:].hex()
            text += chr(data[at])
            at += 1
    assert not chinese
    return text


WILD = st.text(
    st.one_of(st.characters(), st.sampled_from("\x00\x04\x10\x1b\x1c\x1d\x7f\n\t\x85\u2028\ufeff\u202e\ue000𠮷中文·—é"))
)
BLOCKS = st.lists(
    st.one_of(
        st.builds(Text, WILD, st.sampled_from(Align), size=st.integers(1, 8), bold=st.booleans(), shrink=st.booleans()),
        st.builds(Columns, WILD, WILD, st.booleans(), st.integers(1, 8)),
        st.builds(Rule, st.booleans()),
        st.builds(QrCode, WILD, st.integers(1, 16)),
        st.builds(Feed, st.integers(0, 9)),
        st.builds(Cut, st.booleans()),
    ),
    max_size=6,
)


@given(BLOCKS, st.sampled_from(Cjk), st.booleans(), st.sampled_from([384, 576]))
def test_only_our_commands_and_printable_text_reach_the_wire(
    blocks: list[Block], cjk: Cjk, native_qr: bool, width: int
) -> None:
    sheet = made(*blocks, cjk=cjk, native_qr=native_qr, width_dots=width, columns=width // 12)
    text_on_wire(sheet.body + sheet.cut)
    assert not REAL_TIME.search(sheet.body + sheet.cut)


@given(st.text(st.sampled_from("养老保险待遇申领 A0-9，。、（）B区")))
def test_trusted_text_arrives_as_it_is(text: str) -> None:
    arrived = "".join(text_on_wire(made(Text(text)).body).split("\n"))
    assert arrived.replace(" ", "") == text.replace(" ", "")


@given(WILD, st.integers(4, 48), st.sampled_from(Cjk))
def test_wrapped_lines_fit_and_lose_nothing_but_spaces(text: str, columns: int, cjk: Cjk) -> None:
    clean = printable(text)
    lines = wrap(clean, columns, cjk)
    assert all(cells(line, cjk) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == clean.replace(" ", "")


def test_a_line_does_not_begin_with_a_full_stop() -> None:
    assert wrap("过号请到一楼咨询台。", 18, Cjk.GBK) == ["过号请到一楼咨询", "台。"]


def test_words_stay_whole() -> None:
    assert wrap("please take a seat", 11, Cjk.GBK) == ["please take", "a seat"]


def test_a_question_mark_never_stands_for_a_character() -> None:
    for text in ("𠮷", "😀", "é", "ß", "\ue000", "\uffff", "ｱ"):
        for cjk in Cjk:
            assert b"?" not in made(Text(f"a{text}b"), cjk=cjk).body


@pytest.mark.parametrize(
    ("character", "trusted"),
    [
        ("中", {Cjk.GB2312, Cjk.GBK, Cjk.GB18030}),
        ("镕", {Cjk.GBK, Cjk.GB18030}),
        ("𠮷", set()),
        ("㐂", set()),
        ("\ue000", set()),
        ("A", set(Cjk)),
    ],
)
def test_each_set_trusts_its_own_characters(character: str, trusted: set[Cjk]) -> None:
    assert {cjk for cjk in Cjk if encode(character, cjk) is not None} == trusted


def test_the_mode_is_said_at_every_change() -> None:
    assert encode("2楼B", Cjk.GBK) == b"2\x1c&\xc2\xa5\x1c.B"


def test_a_wide_number_shrinks_instead_of_breaking() -> None:
    body = made(Text("AB1-0012", size=8, shrink=True)).body
    assert b"\x1d\x21\x55AB1-0012\n" in body
    assert b"\x1d\x21\x77A1-001\n" in made(Text("A1-001", size=8, shrink=True)).body


def test_columns_stand_at_both_edges() -> None:
    text = text_on_wire(made(Columns("2026-03-18 09:42", "1 号机")).body)
    assert cells(text.split("\n")[0], Cjk.GBK) == 48
    assert text.startswith("2026-03-18 09:42 ")
    assert text.split("\n")[0].endswith("1 号机")


def test_a_cut_is_kept_apart_so_that_the_print_can_be_proved_before_it() -> None:
    sheet = made(Text("A"), Cut(partial=False))
    assert sheet.cut == b"\x1dV\x41\x00"
    assert b"\x1dV" not in sheet.body
    assert sheet.body.endswith(b"\x1bd\x01")
    assert made(Text("A"), Cut(), partial_cut=False).cut == b"\x1dV\x41\x00"
    assert made(Text("A"), Cut(), partial_cut=False, full_cut=False).cut == b"\x1bd\x04"


def test_a_qr_code_never_gets_wider_than_the_paper() -> None:
    body = made(QrCode("https://hall.example/" + "t" * 150, 16), width_dots=384).body
    assert int(body[body.index(b"1C") + 2]) * 53 <= 384  # 171 bytes need version 9


def test_drawing_is_needed_only_for_what_is_not_trusted() -> None:
    def needed(*blocks: Block, **page: Any) -> bool:
        return needs_drawing(Document(blocks), replace(PAGE, **page))

    assert not needed(Text("养老"), Columns("左", "右"), QrCode("https://x"), Rule(), Feed(), Cut())
    assert needed(Text("𠮷"))
    assert needed(Columns("左", "𠮷"))
    assert needed(QrCode("https://x"), native_qr=False)
    assert needed(Text("养老"), cjk=Cjk.NONE)


@given(st.binary(max_size=400))
def test_no_picture_holds_a_real_time_command_and_at_most_one_dot_a_byte_changes(data: bytes) -> None:
    safe = without_real_time(data)
    assert not REAL_TIME.search(safe)
    assert len(safe) == len(data)
    assert all(a == b or (a, b) == (0x10, 0x11) for a, b in zip(data, safe, strict=True))


def test_pictures_with_real_time_bytes_are_found_in_every_band() -> None:
    picture = Picture(24, (b"\x10\x04\x01", b"\x10\x05\x02", b"\x10\x14\x08", b"\x10\x04\x05"))
    first, second = bands(picture, band_rows=2)
    assert first[8:] == b"\x11\x04\x01\x11\x05\x02"
    assert second[8:] == b"\x11\x14\x08\x10\x04\x05"


@given(st.integers(1, 40), st.integers(1, 5), st.integers(1, 6), st.randoms(use_true_random=False))
def test_scaling_repeats_every_dot(width: int, height: int, times: int, random: Any) -> None:
    mask = (1 << width) - 1 << -width % 8
    size = (width + 7) // 8
    picture = Picture(width, tuple((random.getrandbits(size * 8) & mask).to_bytes(size) for _ in range(height)))

    def dot(of: Picture, x: int, y: int) -> int:
        return of.rows[y][x // 8] >> (7 - x % 8) & 1

    big = picture.scaled(times)
    assert (big.width_dots, len(big.rows)) == (width * times, height * times)
    for y in range(height * times):
        for x in range(width * times):
            assert dot(big, x, y) == dot(picture, x // times, y // times)


def test_a_rare_character_is_drawn_by_the_shipped_font() -> None:
    draw = FontDraw(FONT)
    drawn = draw.text("𠮷田", 24, 576, bold=False)
    missing = draw.text("\uffff田", 24, 576, bold=False)
    assert 40 <= drawn.width_dots <= 60
    assert any(any(row) for row in drawn.rows)
    assert drawn.rows != missing.rows


def test_a_long_drawn_line_gets_smaller_and_not_wider_than_the_paper() -> None:
    assert FontDraw(FONT).text("𠮷" * 60, 48, 384, bold=True).width_dots <= 384


def test_a_drawn_qr_code_is_the_one_that_any_reader_expects() -> None:
    code = FontDraw(FONT).qr("https://hall.example/t/3f9Kq2Zx7LmN")
    assert code.width_dots == len(code.rows) == 29
    assert code.rows[0][0] == 0b11111110

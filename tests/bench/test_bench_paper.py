"""From commands to paper: the text that can be read back, the dots where they belong, what the knife takes off."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pyzbar import pyzbar

from bench.escpos.composer import Act, Asked, Composer, Cut, Strip
from bench.escpos.glyphs import Glyphs
from bench.escpos.parser import Parser
from bench.escpos.roll import Roll, Slip

AT = datetime(2026, 3, 18, 1, 41, tzinfo=UTC)
GLYPHS = Glyphs()


def acts(data: bytes) -> list[Act]:
    composer, parser = Composer(576, GLYPHS), Parser()
    return [act for item in parser.feed(data) for act in composer.compose(item)]


def strips(data: bytes) -> list[Strip]:
    return [act for act in acts(data) if isinstance(act, Strip)]


def hexed(text: str) -> bytes:
    return bytes.fromhex(text)


def bounds(strip: Strip) -> tuple[int, int, int, int]:
    box = strip.picture.getbbox()
    assert box is not None
    return box


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=20), st.sampled_from([b"\x1d!\x77", b"\x1ba\x02", b"\n", b"\x1dVB\x10"]))))
def test_any_bytes_are_printed_somehow(parts: list[bytes]) -> None:
    for strip in strips(b"".join(parts)):
        assert strip.picture.width == 576
        assert strip.picture.height > 0


def test_gb18030_text_is_read_back() -> None:
    (strip,) = strips("您的号码 A023\n".encode("gb18030"))
    assert strip.text == "您的号码 A023"
    assert strip.picture.height == 30


def test_four_byte_characters_print_as_boxes() -> None:
    (strip,) = strips("㐀".encode("gb18030") + "𠮷".encode("gb18030") + b"\n")
    assert set(strip.text) <= set("□0123456789")
    assert "□" in strip.text


def test_size_alignment_and_width() -> None:
    (strip,) = strips(hexed("1b6101 1d2133") + b"A0\n")
    left, top, right, bottom = bounds(strip)
    assert strip.picture.height == 96
    assert left >= 288 - 48
    assert right <= 288 + 48
    assert bottom - top > 50
    assert abs((left + right) / 2 - 288) < 12


def test_right_alignment_ends_at_the_edge() -> None:
    (strip,) = strips(hexed("1b6102") + "号".encode("gb18030") + b"\n")
    assert 576 - 24 <= bounds(strip)[0] < bounds(strip)[2] <= 576


def test_a_long_line_wraps() -> None:
    texts = [strip.text for strip in strips("号".encode("gb18030") * 30 + b"\n")]
    assert texts == ["号" * 24, "号" * 6]


def test_columns_by_absolute_position_and_by_tab() -> None:
    (strip,) = strips(b"A\x1b$\xe0\x01" + b"B\n")
    assert strip.text == "A" + " " * 39 + "B"
    (strip,) = strips(b"A\tB\n")
    assert strip.text == "A       B"


def test_bold_underline_and_reverse_are_blacker() -> None:
    def ink(before: str) -> int:
        (strip,) = strips(hexed(before) + b"ABC\n")
        return sum(strip.picture.point(lambda dot: dot // 255).tobytes())

    plain = ink("")
    assert ink("1b4501") > plain
    assert ink("1b2d01") == pytest.approx(plain + 36, abs=4)
    assert ink("1d4201") > 3 * 12 * 24 * 0.5


def test_reset_forgets_the_line_and_the_style() -> None:
    (strip,) = strips(b"lost" + hexed("1d2111 1b40") + b"kept\n")
    assert (strip.text, strip.picture.height) == ("kept", 30)


def test_the_qr_code_of_the_manual_is_read_by_a_scanner() -> None:
    sent = "1D286B040031413200 1D286B0300314306 1D286B0300314530 1D286B070031503031323334 1D286B0300315130"
    (strip,) = strips(hexed("1b6101" + sent))
    assert strip.code == "1234"
    canvas = Image.new("L", (700, strip.picture.height + 80), 255)
    canvas.paste(strip.picture.point(lambda dot: 255 - dot), (60, 40))
    (read,) = pyzbar.decode(canvas)
    assert read.data == b"1234"


def test_a_code_that_fits_no_symbol_prints_nothing() -> None:
    size = (3000 + 3).to_bytes(2, "little")
    assert strips(b"\x1d(k" + size + b"1P0" + b"\xff" * 3000 + hexed("1d286b0300315130")) == []


def test_raster_and_graphics_put_the_same_dots_on_paper() -> None:
    one = strips(hexed("1d763000 0100 0200 80 01"))
    two = strips(hexed("1d284c 0c00 3070300101310800 0200 80 01 1d284c02003032"))
    three = strips(hexed("1d384c 0c000000 3070300101310800 0200 80 01 1d284c02003032"))
    assert one[0].picture.tobytes() == two[0].picture.tobytes() == three[0].picture.tobytes()
    assert one[0].picture.getpixel((0, 0)) == one[0].picture.getpixel((7, 1)) == 255


def test_questions_keep_their_place_between_the_lines() -> None:
    kinds = [type(act) for act in acts(b"A\n" + hexed("1d28480600303041423031") + b"B\n" + hexed("1d564200"))]
    assert kinds == [Strip, Asked, Strip, Cut]


def roll_with(*lines: str, feed: int = 0) -> tuple[Roll, Slip | None]:
    roll = Roll(576, knife_dots=88)
    for line in lines:
        for strip in strips(line.encode("gb18030") + b"\n"):
            roll.lay(strip)
    if feed:
        roll.lay(roll.to_knife())
    return roll, roll.cut(AT)


def test_a_cut_without_a_feed_leaves_the_end_in_the_machine() -> None:
    roll, slip = roll_with(*"123456")
    assert slip is not None
    assert slip.lines == ("1", "2", "3")
    assert slip.picture.height == 180
    left = roll.growing(AT)
    assert left is not None
    assert (left.n, left.lines, left.complete) == (2, ("4", "5", "6"), False)


def test_a_feed_to_the_knife_brings_everything_out() -> None:
    roll, slip = roll_with("1", "2", feed=1)
    assert slip is not None
    assert slip.lines == ("1", "2")
    assert roll.growing(AT) is None
    assert roll.cut(AT) is None

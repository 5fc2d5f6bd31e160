"""BX frames: every vector, every split, noise, garbage."""

from __future__ import annotations

import json
import time
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.protocol.onbon_area import Area, Motion, ShowText
from drivers.protocol.onbon_bx import ANY_SCREEN, HOST, Code, Escape, Frame, crc16_arc, ping
from drivers.protocol.onbon_reader import BODY_BYTES_LIMIT, BxFrames

VECTORS = {
    row["name"]: bytes.fromhex(row["hex"])
    for row in json.loads((Path(__file__).parent / "vectors_onbon_bx.json").read_text(encoding="utf-8"))
}
ESCAPES = list(Escape)

frames = st.builds(
    Frame,
    destination=st.integers(0, 0xFFFF),
    source=st.integers(0, 0xFFFF),
    data=st.binary(max_size=60) | st.binary(max_size=12).map(lambda data: data + b"\xa5\xa6\x5a\x5b"),
    device_type=st.integers(0, 255),
    version=st.integers(0, 255),
)
areas = st.builds(
    Area,
    x_px=st.integers(0, 0x7FFF),
    y_px=st.integers(0, 0xFFFF),
    width_px=st.integers(0, 0x7FFF),
    height_px=st.integers(0, 0xFFFF),
    number=st.integers(0, 255),
    motion=st.sampled_from(Motion),
    several_lines=st.booleans(),
    wraps=st.booleans(),
    speed=st.integers(0, 24),
)


@pytest.mark.parametrize("name", VECTORS)
@pytest.mark.parametrize("escape", ESCAPES)
def test_a_vector_recomputes(name: str, escape: Escape) -> None:
    frame = Frame.from_bytes(VECTORS[name], escape)
    assert frame.to_bytes(escape) == VECTORS[name]


def test_the_makers_example_is_what_we_send() -> None:
    text = ShowText(Area(), "欢迎光临".encode("gb2312"))
    assert Frame(ANY_SCREEN, HOST, text.to_bytes()).to_bytes() == VECTORS["dynamic_huanying"]
    assert ping(1).to_bytes() == VECTORS["ping"]
    assert Frame.from_bytes(VECTORS["ack"]).code is Code.ACK


def test_the_check_value_of_crc_16_arc() -> None:
    assert crc16_arc(b"123456789") == 0xBB3D


def test_an_example_whose_crc_is_wrong_is_no_frame() -> None:
    shown = ShowText(Area(), b"012345QRSTTV'B").to_bytes()
    good = Frame(1, HOST, shown).to_bytes(Escape.NONE)
    with pytest.raises(ValueError, match="CRC"):
        Frame.from_bytes(good[:-3] + bytes.fromhex("A8 7D") + b"\x5a", Escape.NONE)


def test_what_begins_or_ends_a_frame_is_escaped_inside() -> None:
    frame = Frame(0x5AA5, HOST, b"\xa5\xa6\x5a\x5b")
    sent = frame.to_bytes()
    assert sent.count(0x5A) == 1
    assert sent.count(0xA5) == 8
    assert bytes.fromhex("A602 A601 5B02 5B01") in sent
    assert frame.to_bytes(Escape.NONE).count(0x5A) == 3


@given(frames)
@pytest.mark.parametrize("escape", ESCAPES)
def test_a_frame_survives_the_wire(escape: Escape, frame: Frame) -> None:
    if escape is Escape.BX or frame.destination & 0xFF != 0xA5:
        assert Frame.from_bytes(frame.to_bytes(escape), escape) == frame


@given(areas, st.binary(max_size=40), st.booleans())
def test_a_text_survives_the_wire(area: Area, text: bytes, respond: bool) -> None:
    shown = ShowText(area, text, respond)
    assert ShowText.from_bytes(shown.to_bytes()) == shown


@pytest.mark.parametrize("escape", ESCAPES)
def test_a_frame_may_be_split_anywhere(escape: Escape) -> None:
    frame = Frame(HOST, 0x0101, b"\xa0\x00\x00\x5a\xa5\x5b")
    sent = b"\x5a" + frame.to_bytes(escape) * 2
    for cut in range(len(sent) + 1):
        reader = BxFrames(escape)
        assert reader.feed(sent[:cut]) + reader.feed(sent[cut:]) == [frame, frame]
    reader = BxFrames(escape)
    assert [found for byte in sent for found in reader.feed(bytes((byte,)))] == [frame, frame]


@given(st.lists(st.binary(max_size=30) | frames.map(Frame.to_bytes), max_size=8), st.sampled_from(ESCAPES))
def test_garbage_raises_nothing_and_holds_little(portions: list[bytes], escape: Escape) -> None:
    reader = BxFrames(escape)
    for portion in portions:
        reader.feed(portion)
    assert len(reader._held) <= BODY_BYTES_LIMIT + 1
    reader.forget()
    ack = VECTORS["ack"]
    assert reader.feed(ack) == [Frame.from_bytes(ack)]


@pytest.mark.parametrize("escape", ESCAPES)
def test_a_frame_is_found_behind_garbage_in_linear_time(escape: Escape) -> None:
    ack = VECTORS["ack"]
    head = b"\xa5" + bytes(11) + b"\xff\x07"  # says that 2047 bytes follow
    for garbage in (Random(1).randbytes(65_536), head * 4681, b"\xa5" * 65_536):
        reader = BxFrames(escape)
        started = time.process_time()
        reader.feed(garbage)
        assert time.process_time() - started < 0.25  # 15 ms alone on the machine
        reader.forget()
        assert reader.feed(ack)

"""SYN6288 frames and the parts of a text: every vector, every split, garbage."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.protocol.spoken_text import parts, speakable
from drivers.protocol.syn6288 import Answer, Answers, Command, Encoding, Order, speak

VECTORS = {
    row["name"]: bytes.fromhex(row["hex"])
    for row in json.loads((Path(__file__).parent / "vectors_syn6288.json").read_text(encoding="utf-8"))
}


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("speak_yuyin_gb2312", speak("宇音天下".encode("gb2312"), Encoding.GB2312)),
        ("speak_yuyin_gbk", speak("宇音天下".encode("gbk"), Encoding.GBK)),
        ("status_query", Order(Command.STATUS)),
        ("stop", Order(Command.STOP)),
    ],
)
def test_a_vector_recomputes(name: str, order: Order) -> None:
    assert order.to_bytes() == VECTORS[name]
    assert Order.from_bytes(VECTORS[name]) == order


@pytest.mark.parametrize(
    ("name", "answer"),
    [("received", Answer.RECEIVED), ("error", Answer.ERROR), ("busy", Answer.SPEAKING), ("idle", Answer.IDLE)],
)
def test_an_answer_is_one_byte(name: str, answer: Answer) -> None:
    assert Answers().feed(VECTORS[name]) == [answer]


def test_a_clone_gets_no_xor() -> None:
    sent = speak("宇音天下".encode("gbk"), Encoding.GBK).to_bytes(checksum=False)
    assert sent == bytes.fromhex("FD 000A 01 01 D3EE D2F4 CCEC CFC2")


@given(st.sampled_from(Command), st.binary(max_size=300), st.booleans())
def test_an_order_survives_the_wire(command: Command, body: bytes, checksum: bool) -> None:
    order = Order(command, body)
    assert Order.from_bytes(order.to_bytes(checksum=checksum), checksum=checksum) == order


@given(st.binary(max_size=40))
def test_bytes_that_are_no_order_are_refused(data: bytes) -> None:
    try:
        order = Order.from_bytes(data)
    except ValueError:
        return
    assert order.to_bytes() == data


@given(st.lists(st.binary(max_size=50)))
def test_answers_are_found_in_any_garbage_and_any_portions(portions: list[bytes]) -> None:
    reader = Answers()
    found = [answer for portion in portions for answer in reader.feed(portion)]
    assert found == [Answer(byte) for byte in b"".join(portions) if byte in (0x4A, 0x41, 0x45, 0x4E, 0x4F)]


def test_a_flood_is_cut_short() -> None:
    assert len(Answers().feed(Random(1).randbytes(1 << 20))) < 200


# --- the parts of a text ---

texts = st.text(st.sampled_from("请到号窗口一二三，。；A019 ,.!"), max_size=120)


@given(texts, st.integers(4, 40), st.sampled_from(["gbk", "utf-16-be"]))
def test_no_part_is_too_long_and_nothing_is_lost(text: str, limit_bytes: int, codec: str) -> None:
    found = parts(text, codec, limit_bytes)
    assert all(len(part.encode(codec)) <= limit_bytes for part in found)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    assert all(part == part.strip() for part in found)


def test_a_text_is_cut_where_a_speaker_would_breathe() -> None:
    text = "请A023号到5号窗口，带好身份证。请A024号到6号窗口"
    assert parts(text, "gbk", 40) == ["请A023号到5号窗口，带好身份证。", "请A024号到6号窗口"]
    assert parts(text, "gbk", 26) == ["请A023号到5号窗口，", "带好身份证。", "请A024号到6号窗口"]


def test_a_number_is_not_cut_in_two() -> None:
    assert parts("请12345678到", "gbk", 8) == ["请", "12345678", "到"]
    assert parts("请12345678到窗口", "gbk", 9) == ["请", "12345678", "到窗口"]


def test_a_number_longer_than_a_part_is_cut_all_the_same() -> None:
    assert parts("1" * 20, "gbk", 8) == ["1" * 8, "1" * 8, "1" * 4]


def test_a_text_becomes_one_line() -> None:
    assert speakable(" 请\r\n到\t5 号\x07 ") == "请 到 5 号"

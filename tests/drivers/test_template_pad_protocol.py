"""Frames described by patterns: other pads' known bytes as templates, checksums, noise, what is refused."""

from __future__ import annotations

import json
import time
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.protocol.checksums import Checksum
from drivers.protocol.template import Match, Matches, Pattern, Shape, ambiguous

HERE = Path(__file__).parent
ROWS = json.loads((HERE / "vectors_template_pad.json").read_text(encoding="utf-8"))
CALLER_0103 = {row["name"]: bytes.fromhex(row["hex"]) for row in ROWS if row["protocol"] == "caller-0103ff"}
QSYSTEM = {row["name"]: bytes.fromhex(row["hex"]) for row in ROWS if row["protocol"] == "pad-qsystem-rs485"}
FF68 = {
    row["name"]: bytes.fromhex(row["hex"])
    for row in json.loads((HERE / "vectors_ff68.json").read_text(encoding="utf-8"))
}
FF68_SHAPE = Shape(b"\xff\x68", b"\x16", Checksum.SUM8, 5)
CRC_SHAPE = Shape(b"\x01", b"", Checksum.CRC16_MODBUS)


def reader(shape: Shape, *patterns: str) -> Matches:
    return Matches(shape, [Pattern.parse(pattern) for pattern in patterns])


def fits(shape: Shape, pattern: str, frame: bytes) -> bool:
    found = reader(shape, pattern).feed(frame)
    return [match.frame for match in found] == [frame]


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("key_call_next", "03 03 68 01 01 0C"),
        ("key_give_up", "04 04 68 01 01 06 0F"),
        ("rating_0", "03 03 68 01 11 00"),
        ("rating_3", "03 03 68 01 11 ??"),
        ("start_evaluation", "03 03 68 01 01 0B"),
    ],
)
def test_ff68_can_be_described(name: str, pattern: str) -> None:
    assert fits(FF68_SHAPE, pattern, FF68[name])
    assert FF68_SHAPE.to_bytes(FF68[name][2:-2]) == FF68[name]


@pytest.mark.parametrize(
    ("name", "pattern"), [("next", "00 ?? ??"), ("recall", "02 00 00"), ("login", "06 73 73"), ("logout", "1A 73 73")]
)
def test_the_0103_caller_can_be_described(name: str, pattern: str) -> None:
    assert fits(Shape(b"\x01\x03", b"\xff"), pattern, CALLER_0103[name])


@pytest.mark.parametrize(("name", "pattern"), [(f"key{n}", f"20 3{n}") for n in range(1, 5)])
def test_the_qsystem_pad_can_be_described(name: str, pattern: str) -> None:
    assert fits(Shape(b"\x01", b"\x07"), pattern, QSYSTEM[name])


def test_what_the_host_sends_to_such_pads_is_in_the_vectors_too() -> None:
    ours = {"show_23", "login_ok", "login_fail", "waiting_12"}
    assert ours < set(CALLER_0103)
    assert {"led_off", "probe", "set_addr", "board_text"} < set(QSYSTEM)


def test_the_checksums_are_the_known_ones() -> None:
    modbus = bytes.fromhex("01 05 00 00 FF 00")
    assert Checksum.CRC16_MODBUS.of(modbus) == bytes.fromhex("8C 3A")
    assert Checksum.XOR.of(bytes.fromhex("8A 01 01 11")) == b"\x9b"
    assert Checksum.SUM8.of(bytes.fromhex("02 00 30 03")) == b"\x35"
    assert Checksum.NONE.of(modbus) == b""
    assert [kind.length for kind in Checksum] == [len(kind.of(modbus)) for kind in Checksum]


@pytest.mark.parametrize("kind", list(Checksum))
@given(body=st.binary(min_size=1, max_size=8), skip=st.integers(0, 3), cut=st.integers(0, 20))
def test_a_frame_with_any_checksum_is_found_however_it_is_portioned(
    kind: Checksum, body: bytes, skip: int, cut: int
) -> None:
    shape, pattern = Shape(b"\xa5\x5a", b"\x0d", kind, skip), Pattern(tuple(body))
    frame = shape.to_bytes(body)
    matches = Matches(shape, [pattern])
    assert matches.feed(frame[:cut]) + matches.feed(frame[cut:]) == [Match(pattern, frame, body)]


@pytest.mark.parametrize("kind", [Checksum.XOR, Checksum.SUM8, Checksum.CRC16_MODBUS])
@pytest.mark.parametrize("bit", range(8))
def test_a_flip_in_a_wildcard_is_noticed_by_the_checksum(kind: Checksum, bit: int) -> None:
    shape = Shape(b"\xa5", b"", kind)
    frame = bytearray(shape.to_bytes(b"\x11\x02"))
    frame[2] ^= 1 << bit
    assert reader(shape, "11 ??").feed(bytes(frame)) == []


@given(st.lists(st.one_of(st.binary(max_size=40), st.just(FF68["rating_3"])), max_size=30))
def test_no_bytes_make_the_reader_fail_or_grow(portions: list[bytes]) -> None:
    matches = reader(FF68_SHAPE, "03 03 68 01 11 ??", "04 04 68 01 01 ?? 0F")
    for portion in portions:
        matches.feed(portion)
        assert len(matches._held) < 11


@pytest.mark.parametrize("unit", [None, "FF68", "FF68 0303 68 01 11"])
def test_garbage_costs_linear_time(unit: str | None) -> None:
    size = 256 * 1024
    garbage = Random(1).randbytes(size) if unit is None else (bytes.fromhex(unit) * size)[:size]
    matches = reader(FF68_SHAPE, "03 03 68 01 11 ??", *(f"03 03 68 01 01 {key:02X}" for key in range(20)))
    began = time.process_time()
    for at in range(0, size, 4096):
        matches.feed(garbage[at : at + 4096])
    assert time.process_time() - began < 4 * 0.05 * 3  # three times what is promised: the machine is shared
    assert len(matches.feed(FF68["rating_3"])) == 1


@pytest.mark.parametrize("text", ["", "0", "0G", "01 ?", "01 ???", "é1"])
def test_what_is_no_pattern_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no bytes in hex"):
        Pattern.parse(text)


def test_patterns_that_bytes_cannot_tell_apart_are_found() -> None:
    one, other, third = (Pattern.parse(text) for text in ("01 ??", "?? 02", "02 03"))
    assert ambiguous((one, other, third)) == (one, other)
    assert ambiguous((one, third)) is None
    assert ambiguous((Pattern.parse("31"), Pattern.parse("31 32"))) is not None


def test_an_unfinished_frame_is_forgotten() -> None:
    matches = reader(Shape(b"\x01", b"\x07"), "20 31")
    matches.feed(bytes.fromhex("01 20"))
    matches.forget()
    assert matches.feed(bytes.fromhex("31 07")) == []
    assert matches.garbage_bytes == 2

"""FF 68 frames: known bytes, every split, noise, garbage, and what the keys mean."""

from __future__ import annotations

import json
import time
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.protocol import ff68
from drivers.protocol.ff68 import Frame, Frames, Function, acknowledgement
from drivers.protocol.ff68_keys import keys_of

ROWS = json.loads((Path(__file__).parent / "vectors_ff68.json").read_text(encoding="utf-8"))
VECTORS = {row["name"]: bytes.fromhex(row["hex"]) for row in ROWS}
OURS = {
    "start_evaluation": ff68.start_rating(1),
    "show_ticket_023": ff68.show(1, ticket=(0, 2, 3)),
    "show_waiting_012": ff68.show(1, waiting=12),
    "show_stars_5": ff68.five_stars(1),
}
KEYS = {
    "key_call_next": ("next",),
    "key_recall": ("again",),
    "key_evaluate": ("evaluate",),
    "key_give_up": ("give_up",),
    "key_hang": ("hold",),
    "key_pause": ("pause",),
    "key_transfer": ("transfer",),
}
RATINGS = {"rating_0": 0, "rating_1": 1, "rating_3": 3}
frames = st.builds(Frame, st.integers(0, 255), st.integers(0, 255), st.binary(max_size=62))


def test_every_vector_is_tested() -> None:
    assert set(VECTORS) == set(OURS) | set(KEYS) | set(RATINGS) | {"key_call_next_echo"}


@pytest.mark.parametrize("name", OURS)
def test_what_we_send_is_the_known_bytes(name: str) -> None:
    assert OURS[name].to_bytes() == VECTORS[name]


def test_the_beep_is_the_known_bytes() -> None:
    assert ff68.beep(1).to_bytes() == bytes.fromhex("FF 68 02 02 68 01 03 04 16")


@pytest.mark.parametrize("name", KEYS)
def test_keys_are_understood_and_acknowledged_unchanged(name: str) -> None:
    (frame,) = Frames().feed(VECTORS[name])
    assert keys_of(frame.data) == KEYS[name]
    assert acknowledgement(frame).to_bytes() == VECTORS[name]
    assert VECTORS["key_call_next_echo"] == VECTORS["key_call_next"]


@pytest.mark.parametrize("name", RATINGS)
def test_ratings_are_understood(name: str) -> None:
    (frame,) = Frames().feed(VECTORS[name])
    assert (frame.address, frame.function, frame.data) == (1, Function.RATING, bytes((RATINGS[name],)))


def test_a_rating_is_acknowledged_with_function_01() -> None:
    rating = Frame.from_bytes(VECTORS["rating_3"])
    assert acknowledgement(rating).to_bytes() == bytes.fromhex("FF 68 03 03 68 01 01 03 05 16")


def test_more_than_999_who_wait_are_shown_as_999() -> None:
    assert ff68.show(1, waiting=1234) == ff68.show(1, waiting=999)


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        ("03 0F", ("call_back",)),
        ("0E", ("cancel",)),
        ("11", ("one_metre",)),
        ("05", ("5",)),
        ("05 0F", ("5", "ok")),
        ("01 06 0F", ("1", "give_up")),
        ("14", ("0x14",)),
        ("", ()),
        ("01 02 03 04", ()),
    ],
)
def test_digits_before_ok_are_functions_or_digits(data: str, keys: tuple[str, ...]) -> None:
    assert keys_of(bytes.fromhex(data)) == keys


@given(frames)
def test_a_frame_survives_its_own_bytes(frame: Frame) -> None:
    assert Frame.from_bytes(frame.to_bytes()) == frame


@given(st.lists(frames, max_size=5), st.lists(st.integers(0, 350), max_size=8))
def test_frames_are_cut_from_a_stream_however_it_is_portioned(sent: list[Frame], cuts: list[int]) -> None:
    stream, reader, got, last = b"".join(frame.to_bytes() for frame in sent), Frames(), [], 0
    for cut in [*sorted(cuts), len(stream)]:
        got += reader.feed(stream[last:cut])
        last = max(last, cut)
    assert got == sent
    assert reader.garbage_bytes == 0


@pytest.mark.parametrize("at", range(11))
def test_a_frame_split_at_every_byte_is_whole(at: int) -> None:
    reader, whole = Frames(), VECTORS["key_call_next"]
    assert reader.feed(whole[:at]) + reader.feed(whole[at:]) == [Frame.from_bytes(whole)]


@pytest.mark.parametrize("at", range(10))
@pytest.mark.parametrize("bit", range(8))
def test_no_single_flip_is_taken_for_a_press(at: int, bit: int) -> None:
    flipped = bytearray(VECTORS["rating_3"])
    flipped[at] ^= 1 << bit
    assert Frames().feed(bytes(flipped)) == []


@pytest.mark.parametrize("lost", range(10))
def test_a_frame_behind_one_that_lost_a_byte_is_found(lost: int) -> None:
    whole = VECTORS["key_pause"]
    reader = Frames()
    got = reader.feed(whole[:lost] + whole[lost + 1 :]) + reader.feed(whole)
    assert Frame.from_bytes(whole) in got


@given(st.lists(st.one_of(st.binary(max_size=40), st.just(b"\xff\x68"), st.just(VECTORS["rating_3"])), max_size=30))
def test_no_bytes_make_the_reader_fail_or_grow(portions: list[bytes]) -> None:
    reader = Frames()
    for portion in portions:
        reader.feed(portion)
        assert len(reader._held) < 80


@pytest.mark.parametrize("unit", [None, "FF68", "FF68 4040 68", "FF68 0303 68 01 11 03"])
def test_garbage_costs_linear_time(unit: str | None) -> None:
    size = 256 * 1024
    garbage = Random(1).randbytes(size) if unit is None else (bytes.fromhex(unit) * size)[:size]
    reader = Frames()
    began = time.process_time()
    for at in range(0, size, 4096):
        reader.feed(garbage[at : at + 4096])
    assert time.process_time() - began < 4 * 0.05 * 3  # three times what is promised: the machine is shared
    reader.feed(bytes(70))
    assert reader.feed(VECTORS["rating_3"]) == [Frame.from_bytes(VECTORS["rating_3"])]

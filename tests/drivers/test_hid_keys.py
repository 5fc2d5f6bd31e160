"""Keys out of the kernel's bytes, and the text that a keyboard scanner types."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.protocol.hid_keys import EVENT, Dropped, Key, Keys, Motion
from drivers.protocol.hid_mask import KeyMask
from drivers.protocol.hid_typing import CAPS_LOCK, LEFT_SHIFT, Typing
from drivers.protocol.scan import Code, Heard, Pending
from drivers.protocol.scan_plain import LineEnd, Lines
from tests.drivers.keyboard import SYN, tapped, typed

PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))


def read(*portions: bytes, ends: LineEnd = LineEnd.AUTO) -> list[Heard]:
    typing = Typing(Lines(ends, needs_line_end=True))
    return [each for portion in portions for each in typing.feed(portion)] + list(typing.silence())


@given(st.lists(st.builds(Key, st.integers(0, 0x2FF), st.sampled_from(Motion)), max_size=20), st.integers(1, 30))
def test_keys_survive_both_ways_in_any_portions(keys: list[Key], portion: int) -> None:
    data = b"".join(key.to_bytes() for key in keys)
    reader = Keys()
    portions = [data[start : start + portion] for start in range(0, len(data), portion)]
    assert [key for each in portions for key in reader.feed(each)] == keys


@pytest.mark.parametrize(
    ("code", "name"),
    [(2, "1"), (10, "9"), (11, "0"), (79, "1"), (82, "0"), (71, "7"), (28, "enter"), (96, "enter"), (83, "dot")],
)
def test_the_facts_codes_have_their_names(code: int, name: str) -> None:
    assert Key(code, Motion.DOWN).name == name


def test_a_key_without_a_name_is_called_by_its_code() -> None:
    assert Key(59, Motion.DOWN).name == "key-59"


@given(st.text(PRINTABLE, min_size=1).map(str.strip).filter(bool))
def test_every_character_of_a_us_keyboard_is_read(text: str) -> None:
    assert read(typed(text + "\r")) == [Code(text.encode())]


def test_a_text_is_read_at_every_split() -> None:
    data = typed("aB1\r")
    for split in range(len(data) + 1):
        assert read(data[:split], data[split:]) == [Code(b"aB1")]


def test_the_keypad_types_digits_and_its_enter_ends() -> None:
    assert read(b"".join(map(tapped, (79, 80, 81, 75, 76, 77, 71, 72, 73, 82, 83, 96)))) == [Code(b"1234567890.")]


def test_caps_lock_turns_letters_round_and_nothing_else() -> None:
    assert read(tapped(CAPS_LOCK) + typed("aB1!\r")) == [Code(b"Ab1!")]


def test_a_key_that_is_held_does_not_repeat() -> None:
    held = b"".join(Key(30, Motion.HELD).to_bytes() + SYN for _ in range(20))
    assert read(Key(30, Motion.DOWN).to_bytes() + held + Key(30, Motion.UP).to_bytes() + typed("\r")) == [Code(b"a")]


def test_without_enter_nothing_is_whole() -> None:
    assert not any(isinstance(each, Code) for each in read(typed("A023")))
    assert read(typed("A023"), ends=LineEnd.SILENCE) == [Code(b"A023")]


@pytest.mark.parametrize("missing", [Dropped().to_bytes(), tapped(59), tapped(29)])
def test_a_text_with_something_missing_shows_it(missing: bytes) -> None:
    (code,) = read(typed("A0") + missing + typed("23\r"))
    assert isinstance(code, Code)
    assert b"\0" in code.data


def test_a_shift_that_was_lost_with_dropped_keys_is_up_again() -> None:
    assert read(Key(LEFT_SHIFT, Motion.DOWN).to_bytes() + Dropped().to_bytes() + typed("a\r")) == [Code(b"\0a")]


@given(st.lists(st.binary(max_size=60), max_size=10))
def test_any_bytes_are_keys_or_nothing(portions: list[bytes]) -> None:
    typing = Typing(Lines(needs_line_end=True))
    for portion in portions:
        typing.feed(portion)
    typing.silence()
    assert typing.pending is Pending.NOTHING
    typing.forget()
    assert typing.feed(typed("A\r")) == []
    assert typing.silence() == [Code(b"A")] or typing._caps


def test_a_megabyte_of_garbage_is_no_text_and_does_not_grow() -> None:
    typing = Typing(Lines(needs_line_end=True))
    typing.feed(Random(2).randbytes(1 << 20))
    typing.silence()
    assert typing.pending is Pending.NOTHING


def test_a_recording_holds_no_key_that_was_typed_and_still_ends() -> None:
    data = typed("Secret 110101\r")
    mask = KeyMask()
    kept = b"".join(mask.feed(data[start : start + 7]) for start in range(0, len(data), 7)) + mask.rest()
    assert len(kept) == len(data)
    assert read(kept)[0] == Code(b"X" + b"x" * 12)
    codes = {code for _, _, kind, code, _ in EVENT.iter_unpack(kept) if kind == 1}
    assert codes == {LEFT_SHIFT, 45, 28}
    assert all(value == 0 for _, _, kind, _, value in EVENT.iter_unpack(kept) if kind == 4)

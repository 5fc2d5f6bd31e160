"""The printer's parser and real-time scanner: any bytes, in any portions."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.escpos.commands import Character, Command, Control, Item, Unknown
from bench.escpos.parser import Parser
from bench.escpos.realtime import Recover, Scanner, StatusAsked

BEGINNINGS = [
    bytes.fromhex(code) for code in ("1b40", "1c26", "1c2e", "1d7630", "1d286b", "1d384c", "1004", "1d56", "1d6b")
]
ESCPOSLIKE = st.lists(st.one_of(st.binary(max_size=12), st.sampled_from(BEGINNINGS)), max_size=40).map(b"".join)


def parsed(*portions: bytes) -> list[Item]:
    parser = Parser()
    return [item for portion in portions for item in parser.feed(portion)]


@settings(deadline=None)
@given(ESCPOSLIKE)
def test_one_byte_at_a_time_is_all_at_once(data: bytes) -> None:
    assert parsed(*(data[at : at + 1] for at in range(len(data)))) == parsed(data)


@settings(deadline=None)
@given(ESCPOSLIKE)
def test_no_byte_is_lost_or_invented(data: bytes) -> None:
    parser = Parser()
    read = b"".join(item.raw for item in parser.feed(data))
    assert data.startswith(read)
    assert len(read) + parser.held == len(data)


@settings(deadline=None)
@given(ESCPOSLIKE, st.integers(0, 60))
def test_the_scanner_does_not_care_for_portions(data: bytes, cut: int) -> None:
    scanner = Scanner()
    assert scanner.feed(data[:cut]) + scanner.feed(data[cut:]) == Scanner().feed(data)


@pytest.mark.parametrize(
    ("sent", "name", "args"),
    [
        ("1d5600", "GS V", "00"),
        ("1d564203", "GS V", "4203"),
        ("1d286b0700315030 31323334", "GS ( k", "070031503031323334"),
        ("1d763000 0100 0100 80", "GS v", "30000100010080"),
        ("1d384c 0b000000 3070300101310100010080", "GS 8", "4c0b0000003070300101310100010080"),
        ("1d28480600303041423031", "GS ( H", "0600303041423031"),
        ("100401", "DLE EOT", "01"),
        ("10040803", "DLE EOT", "0803"),
        ("1d6b04 313200", "GS k", "04313200"),
        ("1d6b49 02 4142", "GS k", "49024142"),
    ],
)
def test_a_command_ends_where_its_manual_says(sent: str, name: str, args: str) -> None:
    (command, control) = parsed(bytes.fromhex(sent) + b"\n")
    assert isinstance(command, Command)
    assert (command.name, command.args.hex()) == (name, args)
    assert control == Control(0x0A)


def test_two_byte_characters_only_in_chinese_mode() -> None:
    assert parsed(bytes.fromhex("b2e2 41")) == [Character(b"\xb2\xe2"), Character(b"A")]
    assert parsed(bytes.fromhex("1c2e b2e2"))[1:] == [Character(b"\xb2"), Character(b"\xe2")]
    assert parsed(bytes.fromhex("1c2e 1b40 b2e2"))[2:] == [Character(b"\xb2\xe2")]  # ESC @: as at power-on


def test_a_lead_byte_does_not_swallow_a_control() -> None:
    assert parsed(bytes.fromhex("b2 0a")) == [Character(b"\xb2"), Control(0x0A)]


def test_an_unknown_command_is_two_bytes_and_what_follows_is_text() -> None:
    assert parsed(bytes.fromhex("1b5a 41")) == [Unknown(b"\x1bZ"), Character(b"A")]


def test_a_block_of_four_gigabytes_is_not_waited_for() -> None:
    assert parsed(bytes.fromhex("1d384c ffffffff"))[0] == Unknown(b"\x1d8")


def test_real_time_questions_fire_inside_of_picture_data() -> None:
    data = bytes.fromhex("1d763000 0100 0300") + bytes.fromhex("100402")
    assert Scanner().feed(data) == [StatusAsked(2)]
    (raster,) = parsed(data)
    assert raster.raw == data


def test_a_broken_sequence_may_begin_the_next() -> None:
    assert Scanner().feed(bytes.fromhex("10 10 04 01 10 05 02 10 04 08 03")) == [
        StatusAsked(1),
        Recover(clear=True),
        StatusAsked(8, 3),
    ]

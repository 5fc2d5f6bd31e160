"""The frames of identity-card readers: known bytes, every split, noise, garbage, and that nothing of a card is kept."""

from __future__ import annotations

import json
import time
from functools import reduce
from operator import xor
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.protocol.sdt import PREAMBLE, Broken, Command, Replies, Reply, Status, xor_of
from drivers.protocol.sdt_data import CardData, SamNumber

ROWS = json.loads((Path(__file__).parent / "vectors_sdt.json").read_text(encoding="utf-8"))
VECTORS = {row["name"]: bytes.fromhex(row["hex"]) for row in ROWS}
COMMANDS = {
    "reset_sam": Command.RESET,
    "get_status": Command.STATUS,
    "get_sam_id": Command.SAM_NUMBER,
    "find_card": Command.FIND,
    "select_card": Command.SELECT,
    "read_base": Command.READ,
    "read_base_fp": Command.READ_FINGERPRINTS,
}
NEVER_SENT = {f"set_baud_{baud}" for baud in (115200, 57600, 38400, 19200, 9600)} | {"sleep", "wake"}
REPLIES = {
    "status_ok": (Status.OK, 0),
    "selftest_failed": (Status.SELF_TEST_FAILED, 0),
    "find_fail": (Status.NO_CARD, 0),
    "select_ok": (Status.OK, 8),
    "select_fail": (Status.SELECT_FAILED, 0),
    "read_fail": (Status.READ_FAILED, 0),
    "sw_10": (Status.HOST_CHECKSUM_WRONG, 0),
    "sw_21": (Status.COMMAND_ERROR, 0),
    "sw_23": (Status.NOT_ALLOWED, 0),
    "sw_32": (Status.SAM_REFUSED_CARD, 0),
    "sw_33": (Status.CHECK_FAILED, 0),
    "sw_47": (Status.RANDOM_FAILED, 0),
    "sw_91": (Status.NO_SUCH_ITEM, 0),
    "read_base_fp_reply_synthetic": (Status.OK, 6 + 256 + 1024 + 1024),
    "read_base_fp_reply_nofp_synthetic": (Status.OK, 6 + 256 + 1024),
    "read_new_address_reply_synthetic": (Status.OK, 70),
}
OF_OTHER_FILES = {name for name in VECTORS if name.startswith("text_")} | {"synthetic_id"}
SELECTED = bytes.fromhex("AAAAAA9669 000C 000090 0000000000000000 9C")

replies = st.builds(
    Reply,
    st.integers(0, 255),
    st.binary(max_size=300),
    st.binary(min_size=2, max_size=2),
)


def test_every_vector_is_tested() -> None:
    assert set(VECTORS) == set(COMMANDS) | set(REPLIES) | NEVER_SENT | OF_OTHER_FILES


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_are_the_known_bytes(name: str) -> None:
    assert COMMANDS[name].to_bytes() == VECTORS[name]


@pytest.mark.parametrize("name", REPLIES)
def test_known_replies_are_understood(name: str) -> None:
    status, data_bytes = REPLIES[name]
    reply = Reply.from_bytes(VECTORS[name])
    assert (reply.status, len(reply.data)) == (status, data_bytes)
    assert reply.to_bytes() == VECTORS[name]
    assert Replies().feed(VECTORS[name]) == [reply]


@pytest.mark.parametrize("name", sorted(NEVER_SENT | set(COMMANDS)))
def test_what_a_host_sends_is_no_reply_when_it_comes_back(name: str) -> None:
    replies_ = Replies()
    assert replies_.feed(VECTORS[name]) == []
    assert replies_.echoes == 1


@given(replies)
def test_a_reply_survives_its_own_bytes(reply: Reply) -> None:
    assert Reply.from_bytes(reply.to_bytes()) == reply


@given(st.lists(replies, max_size=4), st.lists(st.integers(0, 1200), max_size=6))
def test_replies_are_cut_from_a_stream_however_it_is_portioned(sent: list[Reply], cuts: list[int]) -> None:
    stream, reader, got, last = b"".join(reply.to_bytes() for reply in sent), Replies(), [], 0
    for cut in [*sorted(cuts), len(stream)]:
        got += reader.feed(stream[last:cut])
        last = max(last, cut)
    assert got == sent
    assert reader.garbage_bytes == 0


@pytest.mark.parametrize("name", ["select_ok", "read_base_fp_reply_nofp_synthetic"])
def test_a_reply_split_at_every_byte_is_whole(name: str) -> None:
    frame = VECTORS[name]
    for at in range(len(frame) + 1):
        reader = Replies()
        assert reader.feed(frame[:at]) + reader.feed(frame[at:]) == [Reply.from_bytes(frame)]


@given(st.binary(max_size=4096))
def test_any_xor_is_the_plain_one(data: bytes) -> None:
    assert xor_of(data) == reduce(xor, data, 0)


@settings(max_examples=300)
@given(st.lists(st.one_of(st.binary(max_size=60), st.just(PREAMBLE), st.just(SELECTED)), max_size=30))
def test_no_bytes_make_the_reader_fail_or_grow(portions: list[bytes]) -> None:
    reader = Replies()
    for portion in portions:
        reader.feed(portion)
        assert len(reader._held) < 4200
    reader.give_up()
    assert not reader._held


@pytest.mark.parametrize(
    "rubbish", ["AA", "AAAAAA96", "AAAAAA9669", "AAAAAA9669FFFF", "AAAAAA96690005000090", "00FF12"]
)
def test_a_reply_behind_rubbish_is_found(rubbish: str) -> None:
    reader = Replies()
    got = reader.feed(bytes.fromhex(rubbish) + SELECTED) + reader.feed(SELECTED)
    got += reader.give_up()
    assert Reply.from_bytes(SELECTED) in got
    assert len([reply for reply in got if isinstance(reply, Reply)]) == 2


def test_a_length_that_noise_made_longer_hides_nothing_once_it_is_given_up() -> None:
    reader = Replies()
    longer = SELECTED[:5] + b"\x08\x0c" + SELECTED[7:]
    assert reader.feed(longer + SELECTED) == []
    assert reader.unfinished
    assert [type(found) for found in reader.give_up()] == [Broken, Reply]


@pytest.mark.parametrize("size", [64 * 1024, 1024 * 1024])
@pytest.mark.parametrize("kind", ["random", "preambles", "false_lengths"])
def test_garbage_costs_linear_time(kind: str, size: int) -> None:
    if kind == "random":
        garbage = Random(1).randbytes(size)
    elif kind == "preambles":
        garbage = PREAMBLE * (size // 5)
    else:
        garbage = (PREAMBLE + b"\x0f\xf0\x01") * (size // 8)
    reader = Replies()
    began = time.process_time()
    for at in range(0, size, 4096):
        reader.feed(garbage[at : at + 4096])
    reader.give_up()
    assert time.process_time() - began < 0.05 * size / 65536 * 3  # three times what is promised: the machine is shared
    assert reader.feed(SELECTED) == [Reply.from_bytes(SELECTED)]


def test_a_card_s_parts_are_sized_by_their_length_words() -> None:
    text, photo = bytes(range(256)), b"p" * 1024
    for prints in (None, b"", b"f" * 512, b"f" * 1024):
        data = CardData(text, photo).to_bytes(prints)
        assert CardData.from_bytes(data) == CardData(text, photo)
    assert CardData.from_bytes(CardData(text, b"").to_bytes()) == CardData(text, b"")
    assert [
        len(Reply(Status.OK, CardData(text, photo).to_bytes(prints)).to_bytes())
        for prints in (None, b"", bytes(512), bytes(1024))
    ] == [1295, 1297, 1809, 2321]


@pytest.mark.parametrize(
    "data", [b"", b"\x01\x00", b"\x01\x00\x04\x00" + bytes(100), b"\x00\xff\x00\x00" + bytes(255), bytes(1284)]
)
def test_parts_that_do_not_fill_the_data_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="bytes"):
        CardData.from_bytes(data)


def test_the_sam_s_number_is_shown_as_makers_do() -> None:
    number = SamNumber.from_bytes(bytes.fromhex("05000100 E5D63401 01000000 02000000"))
    assert number.shown(10) == "05.01-20240101-0000000001-0000000002"
    assert number.shown(9) == "05.01-20240101-000000001-000000002"
    assert SamNumber.from_bytes(number.to_bytes()) == number

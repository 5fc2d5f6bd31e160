"""The printer's bytes, cut in any way and with anything in between."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from drivers.protocol.escpos import AutomaticStatus, MarkerReturned, QueuedStatus, RealTimeStatus
from drivers.protocol.escpos_replies import Garbage, Replies, Reply

ALL = range(256)
REAL_TIME = st.sampled_from([byte for byte in ALL if RealTimeStatus.matches(byte)]).map(RealTimeStatus)
QUEUED = st.sampled_from([byte for byte in ALL if QueuedStatus.matches(byte)]).map(QueuedStatus)
CONTINUES = st.sampled_from([byte for byte in ALL if AutomaticStatus.continues(byte)])
AUTOMATIC = st.builds(
    AutomaticStatus,
    st.sampled_from([byte for byte in ALL if AutomaticStatus.begins(byte)]),
    CONTINUES,
    CONTINUES,
    CONTINUES,
)
MARKER = st.text(string.printable[:95], min_size=4, max_size=4).map(MarkerReturned)
ANY = st.one_of(REAL_TIME, QUEUED, AUTOMATIC, MARKER)
# Bytes that begin nothing, and those of flow control.
NOISE = st.sampled_from(
    [b for b in ALL if b & 0x93 not in (0x10, 0x12) and b & 0x90 and b != 0x37 and b not in (0x11, 0x13)]
).map(lambda byte: bytes((byte,)))
FLOW = st.sampled_from([b"\x11", b"\x13"])


def in_pieces(data: bytes, cuts: list[int]) -> list[Reply]:
    replies, found, start = Replies(), [], 0
    for cut in sorted({cut % (len(data) + 1) for cut in cuts} | {len(data)}):
        found += replies.feed(data[start:cut])
        start = cut
    return found


@given(ANY)
def test_a_reply_is_read_back_from_its_bytes(reply: Reply) -> None:
    assert not isinstance(reply, Garbage)
    assert Replies().feed(reply.to_bytes()) == [reply]


@given(st.lists(ANY, max_size=20), st.lists(st.integers(0, 200), max_size=20))
def test_replies_come_out_whole_however_the_bytes_are_cut(replies: list[Reply], cuts: list[int]) -> None:
    data = b"".join(reply.to_bytes() for reply in replies if not isinstance(reply, Garbage))
    assert in_pieces(data, cuts) == replies
    assert in_pieces(data, list(range(len(data)))) == replies


@given(st.lists(st.tuples(ANY, st.one_of(NOISE, FLOW, st.just(b""))), max_size=20))
def test_garbage_between_replies_costs_none_of_them(parts: list[tuple[Reply, bytes]]) -> None:
    replies = Replies()
    found = [reply for wanted, noise in parts for reply in replies.feed(wanted.to_bytes() + noise)]  # type: ignore[union-attr]
    assert [reply for reply in found if not isinstance(reply, Garbage)] == [wanted for wanted, _ in parts]


@given(st.binary(max_size=300), ANY)
def test_after_any_bytes_and_silence_the_next_reply_is_understood(before: bytes, reply: Reply) -> None:
    replies = Replies()
    replies.feed(before)
    replies.forget()
    assert not isinstance(reply, Garbage)
    assert replies.feed(reply.to_bytes()) == [reply]


@given(st.binary(max_size=400))
def test_no_byte_is_lost_or_made_up(data: bytes) -> None:
    replies = Replies()
    found = replies.feed(data) + replies.forget()
    counted = sorted(b"".join(reply.data if isinstance(reply, Garbage) else reply.to_bytes() for reply in found))
    assert counted == sorted(byte for byte in data if byte not in (0x11, 0x13))


@given(
    MARKER,
    st.integers(1, 6),
    st.sampled_from([bytes.fromhex(text) for text in ("12", "16", "1a", "10000000", "18000f00", "1412", "13")]),
)
def test_status_may_come_in_the_middle_of_a_marker(marker: MarkerReturned, at: int, status: bytes) -> None:
    data = marker.to_bytes()
    found = Replies().feed(data[:at] + status + data[at:])
    assert marker in found


def test_flow_control_is_no_reply() -> None:
    found = Replies().feed(bytes.fromhex("13 10 11 00 13 03 00 11 12"))
    assert found == [AutomaticStatus(0x10, 0x00, 0x03, 0x00), RealTimeStatus(0x12)]


def test_a_broken_marker_gives_back_the_status_behind_it() -> None:
    found = Replies().feed(bytes.fromhex("37 22 41 42 ff 12"))
    assert found[-1] == RealTimeStatus(0x12)


def test_an_endless_marker_is_not_waited_for() -> None:
    replies = Replies()
    for _ in range(1000):
        replies.feed(b'7"AAAAAAAA')
    assert sum(len(rest.data) for rest in replies.forget() if isinstance(rest, Garbage)) <= 10


def test_much_noise_costs_time_in_proportion_and_no_reply() -> None:
    replies = Replies()
    found = replies.feed(b'7"7"' * 10_000)
    assert replies.feed(bytes.fromhex("ff 12"))[-1] == RealTimeStatus(0x12)
    assert found

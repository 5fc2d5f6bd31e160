"""Recordings of a card reader's line: nothing of a card gets through, and the frames stay whole."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.cards.sdt_reader import SAM_NUMBER
from bench.cards.wallet import CARDS
from bench.ports.noise import Noise, Rates
from drivers.protocol.sdt import Broken, Command, Replies, Reply, Status
from drivers.protocol.sdt_data import CardData
from drivers.protocol.sdt_mask import SdtMask
from drivers.protocol.sdt_text import to_card

CARD = CARDS["citizen_moved"]
PERSONAL = ("李样例", "辽宁省", "沈阳市", "新址路", "210102198802290008")
DATA = CardData(CARD.text, CARD.photo)
ADDRESS = (CARD.appended_address or "").ljust(35).encode("utf-16-le")


def frames(*found: Reply | Broken) -> list[tuple[int, int]]:
    return [(reply.status, len(reply.data)) for reply in found if isinstance(reply, Reply)]


def holds_anything(data: bytes) -> bool:
    return any(word.encode("utf-16-le") in data for word in PERSONAL) or CARD.photo[20:60] in data


@pytest.mark.parametrize("prints", [None, b"", bytes(512), b"f" * 1024])
def test_a_masked_card_is_a_whole_frame_of_nobody(prints: bytes | None) -> None:
    frame = Reply(Status.OK, DATA.to_bytes(prints)).to_bytes()
    masked = SdtMask().feed(frame)
    reply = Reply.from_bytes(masked)
    data = CardData.from_bytes(reply.data)
    assert len(masked) == len(frame)
    assert not holds_anything(masked)
    assert to_card(data.text).id_number == "110101194910010001"
    assert not any(data.photo)


def test_an_appended_address_is_masked() -> None:
    masked = SdtMask().feed(Reply(Status.OK, ADDRESS).to_bytes())
    assert Reply.from_bytes(masked).data.decode("utf-16-le").strip() == ""


@pytest.mark.parametrize(
    "frame",
    [
        *(command.to_bytes() for command in Command),
        Reply(Status.FOUND, bytes(4)).to_bytes(),
        Reply(Status.OK, bytes(8)).to_bytes(),
        Reply(Status.CARD_REFUSED_SAM, b"", b"\x69\x82").to_bytes(),
        Reply(Status.OK, SAM_NUMBER).to_bytes(),
    ],
)
def test_what_is_nobody_s_passes_unchanged(frame: bytes) -> None:
    assert SdtMask().feed(frame) == frame


@given(st.lists(st.integers(1, 1400), max_size=8))
def test_portions_do_not_matter(cuts: list[int]) -> None:
    stream = Reply(Status.FOUND, bytes(4)).to_bytes() + Reply(Status.OK, DATA.to_bytes()).to_bytes()
    mask, out, last = SdtMask(), b"", 0
    for cut in [*sorted(cuts), len(stream)]:
        out += mask.feed(stream[last:cut])
        last = max(last, cut)
    assert out == SdtMask().feed(stream)
    assert frames(*Replies().feed(out)) == [(Status.FOUND, 4), (Status.OK, 1284)]


def test_a_wrong_xor_stays_wrong() -> None:
    frame = bytearray(Reply(Status.OK, DATA.to_bytes()).to_bytes())
    frame[-1] ^= 0x40
    assert frames(*Replies().feed(SdtMask().feed(bytes(frame)))) == []


@pytest.mark.parametrize("rate", [0.001, 0.01, 0.1])
def test_on_a_bad_wire_nothing_of_a_card_gets_through(rate: float) -> None:
    stream = b"".join(
        Reply(Status.OK, data).to_bytes() for _ in range(20) for data in (bytes(8), DATA.to_bytes(), ADDRESS)
    )
    for seed in range(10):
        noisy = Noise(Rates.all(rate), seed).disturb(stream)
        masked = SdtMask().feed(noisy)
        assert len(masked) == len(noisy)
        assert not holds_anything(masked)
        pairs = {word[at : at + 2] for word in PERSONAL[:4] for at in range(len(word) - 1)}
        assert not [pair for pair in pairs if pair.encode("utf-16-le") in masked]


def test_a_frame_without_its_beginning_is_wiped() -> None:
    frame = Reply(Status.OK, DATA.to_bytes()).to_bytes()
    assert not any(byte not in (0, 0xAA) for byte in SdtMask().feed(frame[3:]))


@given(st.binary(max_size=400))
def test_any_bytes_pass_without_a_failure_and_in_their_number(data: bytes) -> None:
    assert len(SdtMask().feed(data)) == len(data)


def test_false_beginnings_do_not_hold_the_mask_up() -> None:
    mask = SdtMask()
    for start in (
        b"\xaa",
        b"\xaa\xaa\xaa\xaa",
        b"\xaa\xaa\xaa\x96",
        b"\xaa\xaa\xaa\x96\xaa\x69",
        Random(1).randbytes(50),
    ):
        mask.feed(start)
    frame = Reply(Status.OK, bytes(8)).to_bytes()
    assert mask.feed(frame) == frame

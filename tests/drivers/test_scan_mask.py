"""Nothing that was scanned passes a mask, whatever a noisy line makes of it; what the driver needs to replay does."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.ports.noise import Noise, Rates
from drivers.protocol.scan_mask import DE2120_REPLIES, GM65_REPLIES, NEWLAND_REPLIES, SsiMask, TextMask
from drivers.protocol.scan_ssi import Opcode, Packet, Source

SECRET = b"110101194910010001"
MASKS = {
    "plain": lambda: TextMask(),
    "newland": lambda: TextMask(NEWLAND_REPLIES),
    "gm65": lambda: TextMask(GM65_REPLIES),
    "de2120": lambda: TextMask(DE2120_REPLIES),
    "ssi": lambda: SsiMask(),
}


def decode(text: bytes) -> bytes:
    return Packet(Opcode.DECODE_DATA, b"\x1c" + text, Source.DECODER).to_bytes()


@pytest.mark.parametrize("name", MASKS)
@pytest.mark.parametrize("seed", range(20))
def test_no_part_of_a_text_passes_a_noisy_line(name: str, seed: int) -> None:
    noise, random = Noise(Rates.all(0.05), seed), Random(seed)
    mask, told = MASKS[name](), b""
    for _ in range(40):
        line = decode(SECRET) if name == "ssi" else SECRET + b"\r\n"
        line = random.choice((b"", NEWLAND_REPLIES[0], GM65_REPLIES[0], b"\x06")) + line
        heard = noise.disturb(line)
        for start in range(0, len(heard), 5):
            told += mask.feed(heard[start : start + 5])
    runs = [run for run in told.replace(b"x", b" ").split() if len(run) >= 6 and run.isdigit() and b"9" in run]
    assert runs == []


@pytest.mark.parametrize("reply", [*NEWLAND_REPLIES, *GM65_REPLIES, *DE2120_REPLIES])
def test_a_reply_passes_whole(reply: bytes) -> None:
    mask = TextMask((*NEWLAND_REPLIES, *GM65_REPLIES, *DE2120_REPLIES))
    assert mask.feed(reply + b"A1\r\n" + reply) == reply + b"xx\r\n" + reply


@given(st.binary(min_size=1, max_size=100))
def test_a_packet_stays_a_packet(text: bytes) -> None:
    mask = SsiMask()
    told = mask.feed(decode(text))
    packet = Packet.from_bytes(told)
    assert packet.data == b"\x1c" + b"x" * len(text)
    acknowledgement = Packet(Opcode.CMD_ACK, b"", Source.DECODER, 0x80).to_bytes()
    assert mask.feed(acknowledgement) == acknowledgement


@given(st.binary(min_size=1, max_size=40), st.integers(1, 255))
def test_a_wrong_checksum_stays_wrong(text: bytes, flip: int) -> None:
    frame = bytearray(decode(text))
    frame[-1] ^= flip
    with pytest.raises(ValueError, match="checksum"):
        Packet.from_bytes(SsiMask().feed(bytes(frame)))


@given(st.lists(st.binary(max_size=50)))
def test_a_mask_keeps_lengths_and_never_fails(portions: list[bytes]) -> None:
    for name, build in MASKS.items():
        mask = build()
        told = b"".join(mask.feed(portion) for portion in portions)
        length = sum(map(len, portions))
        assert length - (2 if name == "ssi" else 0) <= len(told) <= length

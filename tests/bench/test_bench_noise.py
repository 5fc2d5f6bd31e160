"""The bad wire: what it does to bytes, by the chance that is set, the same at each run."""

from __future__ import annotations

import pytest

from bench.ports.noise import Noise, Rates

DATA = bytes(range(256)) * 40


def test_a_good_wire_changes_nothing() -> None:
    assert Noise(Rates(), 1).disturb(DATA) == DATA


def test_the_same_seed_disturbs_the_same_way_in_any_portions() -> None:
    whole = Noise(Rates.all(0.05), 7).disturb(DATA)
    wire = Noise(Rates.all(0.05), 7)
    assert whole == b"".join(wire.disturb(DATA[at : at + 3]) for at in range(0, len(DATA), 3))
    assert whole != Noise(Rates.all(0.05), 8).disturb(DATA)


@pytest.mark.parametrize("rate", [0.001, 0.01, 0.1])
def test_bytes_are_lost_doubled_and_put_in_about_as_often_as_set(rate: float) -> None:
    expected = len(DATA) * rate
    near = pytest.approx(expected, abs=4 * expected**0.5 + 1)
    assert len(DATA) - len(Noise(Rates(loss=rate), 1).disturb(DATA)) == near
    assert len(Noise(Rates(duplication=rate), 2).disturb(DATA)) - len(DATA) == near
    assert len(Noise(Rates(insertion=rate), 3).disturb(DATA)) - len(DATA) == near


def test_a_flip_turns_exactly_one_bit() -> None:
    flipped = Noise(Rates(flip=1.0), 4).disturb(DATA)
    assert [(a ^ b).bit_count() for a, b in zip(DATA, flipped, strict=True)] == [1] * len(DATA)


def test_a_wire_that_loses_everything_delivers_nothing() -> None:
    assert Noise(Rates(loss=1.0), 5).disturb(DATA) == b""

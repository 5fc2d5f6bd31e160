"""A short run of the fuzz campaign: every protocol's reader, damaged frames, no exception and no growth."""

from __future__ import annotations

import pytest

from bench.campaigns.fuzz import READERS, Grew, fuzz, held_bytes


@pytest.mark.parametrize("name", READERS)
def test_a_reader_survives_damaged_frames(name: str) -> None:
    assert fuzz(name, READERS[name], frames=3000, seed=7) > 3000


def test_what_a_reader_keeps_is_seen() -> None:
    class Hoarder:
        def __init__(self) -> None:
            self.kept = {"all": [b""]}

        def feed(self, data: bytes) -> None:
            self.kept["all"].append(data * 1000)

        def forget(self) -> None:
            pass

    hoarder = Hoarder()
    hoarder.feed(b"12345")
    assert held_bytes(hoarder) == 5000
    with pytest.raises(Grew, match="holds"):
        fuzz("hoarder", type(READERS["sdt"])(Hoarder, "sdt"), frames=3000, seed=7)

"""The hash chain of a journal: each event carries the SHA-256 of the bytes of the one before. Pure.

A break is found and kept, never a reason to refuse: the numbers in the events are given to people already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Break:
    """Event `seq` carries `found` where the bytes before it have `expected`."""

    seq: int
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Chained:
    last_hash: str
    breaks: tuple[Break, ...]


def check(first: int, last_hash: str, hashes: Sequence[str], prevs: Sequence[str | None]) -> Chained:
    """Follow the chain through the events `first`, `first + 1`, ... after one whose hash is `last_hash`.

    `hashes` of their bytes (wire.event_hash), in their order.
    What is no event at all carries no hash (None): whether it belongs there is told by the event after it.
    """
    before = [last_hash, *hashes]
    last = before.pop()
    if before == list(prevs):
        return Chained(last, ())
    breaks = tuple(
        Break(first + i, expected, prev)
        for i, (expected, prev) in enumerate(zip(before, prevs, strict=True))
        if prev is not None and expected != prev
    )
    return Chained(last, breaks)

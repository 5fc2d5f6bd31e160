"""The printer's condition as the bits of its answers. Pure. Bits: docs/devices/bench.md."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What the sensors say. Each of these but `paper_low` keeps the printer from printing."""

    paper_out: bool = False
    paper_low: bool = False
    cover_open: bool = False
    cutter: bool = False  # the knife did not come home: recoverable
    head_hot: bool = False  # passes by itself
    unrecoverable: bool = False
    jammed: bool = False  # in a presenter whose maker has no other way to say so

    @property
    def offline(self) -> bool:
        return self.paper_out or self.cover_open or self.error

    @property
    def error(self) -> bool:
        return self.cutter or self.head_hot or self.unrecoverable or self.jammed


def eot(condition: Condition, n: int) -> bytes:
    """The answer to DLE EOT n; empty for an n that this printer does not know (ink, label peeler)."""
    bits = {
        1: 0x08 * condition.offline,
        2: 0x04 * condition.cover_open | 0x20 * condition.paper_out | 0x40 * condition.error,
        3: 0x04 * condition.jammed
        | 0x08 * condition.cutter
        | 0x20 * condition.unrecoverable
        | 0x40 * condition.head_hot,
        4: 0x0C * condition.paper_low | 0x60 * condition.paper_out,
    }
    return bytes((0x12 | bits[n],)) if n in bits else b""


def asb(condition: Condition) -> bytes:
    """The four bytes of the automatic status. A printer without paper is also near the end of it."""
    return bytes(
        (
            0x10 | 0x08 * condition.offline | 0x20 * condition.cover_open,
            eot(condition, 3)[0] & 0x6C,
            _paper(condition),
            0x00,
        )
    )


def asb_news(before: Condition, now: Condition, enabled: int) -> bool:
    """Whether the change is one of those that GS a n asked for: bit 1 online, 2 error, 3 paper."""
    first, second, third, _ = (a ^ b for a, b in zip(asb(before), asb(now), strict=True))
    return bool((enabled & 0x02 and first) or (enabled & 0x04 and second) or (enabled & 0x08 and third))


def paper_byte(condition: Condition) -> bytes:
    """The answer to GS r 1 and ESC v."""
    return bytes((_paper(condition),))


def _paper(condition: Condition) -> int:
    return 0x03 * (condition.paper_low or condition.paper_out) | 0x0C * condition.paper_out

"""How old a call is, by two clocks that may both be wrong. Pure.

The centre's wall time may differ from ours; the time since the feed was heard last cannot be longer than the call is
old while the line was alive. The smaller of the two counts: a wrong clock alone never silences the hall.
"""

from __future__ import annotations

from datetime import datetime


def age_seconds(made_at: str, now: datetime, unheard_seconds: float | None) -> float:
    """`made_at`: ISO 8601 with offset, by the centre's clock. `unheard_seconds`: between this answer of the feed and
    the one before; None: this is the first, everything may be old."""
    try:
        by_wall = (now - datetime.fromisoformat(made_at)).total_seconds()
    except (ValueError, TypeError):  # unreadable, or without an offset
        by_wall = float("inf")
    ages = [max(0.0, by_wall)] if unheard_seconds is None else [max(0.0, by_wall), unheard_seconds]
    return min(ages)

"""A wait as people say it: a range of minutes. Pure."""

from __future__ import annotations


def minutes_range(minutes: tuple[int, int] | None) -> str | None:
    """ "10–15", or "10" where both ends are one; None: not known."""
    if minutes is None:
        return None
    first, last = minutes
    return str(first) if first == last else f"{first}–{last}"

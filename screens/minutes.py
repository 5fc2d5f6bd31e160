"""A wait as people say it: a range of minutes, or of half hours when it is long. Pure."""

from __future__ import annotations

from math import ceil, floor

from screens.texts import Texts

HOUR = 60
HOURS_FROM, HOURS_UP_TO = 60, 120  # minutes: said in hours when it begins after the one and ends after the other


def wait_words(tr: Texts, minutes: tuple[int, int] | None) -> tuple[str, str | None]:
    """The sentence with {n}, and what stands for n: "10–15", or "10" where both ends are one; None: not known.

    Half hours are rounded outwards, so that the range holds what it held.
    """
    if minutes is None:
        return tr("{n} min"), None
    first, last = minutes
    if first < HOURS_FROM or last < HOURS_UP_TO:
        return tr("{n} min"), _range(str(first), str(last))
    return tr("{n} hours"), _range(_half_hours(floor(first * 2 / HOUR)), _half_hours(ceil(last * 2 / HOUR)))


def _half_hours(halves: int) -> str:
    return f"{halves / 2:g}"


def _range(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"

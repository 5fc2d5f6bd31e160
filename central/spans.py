"""Stretches of time in which something is open: spans of hours (central/opening.py) as instants, joined, met, cut out.

Pure. Lists are in order and their stretches do not overlap, unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from central.opening import OpeningHours


@dataclass(frozen=True, slots=True)
class Stretch:
    """Aware instants. `extended`: outside the usual hours."""

    opens: datetime
    closes: datetime
    extended: bool = False


def stretches(hours: OpeningHours, first: date, days: int, zone: tzinfo | None) -> Iterator[Stretch]:
    """Those that end after the midnight before `first` and begin within `days` days from it; they may touch."""
    beginning = datetime.combine(first, time(), zone)
    for ahead in range(-1, days):
        day = first + timedelta(days=ahead)
        midnight = datetime.combine(day, time(), zone)
        for span in sorted(hours.on(day)):
            closes = midnight + timedelta(minutes=span.closes)
            if closes > beginning:
                yield Stretch(midnight + timedelta(minutes=span.opens), closes, span.extended)


def join(many: Iterable[Stretch]) -> list[Stretch]:
    """In any order and overlapping: one list. Where usual and extended hours overlap, they are usual."""
    every = list(many)
    usual = _join(each for each in every if not each.extended)
    extended = _join(each for each in every if each.extended)
    return sorted([*usual, *cut_out(extended, usual)], key=lambda each: each.opens)


def meet(one: list[Stretch], other: list[Stretch]) -> list[Stretch]:
    """What both have; extended where either is."""
    found = []
    for mine in one:
        for theirs in other:
            opens, closes = max(mine.opens, theirs.opens), min(mine.closes, theirs.closes)
            if opens < closes:
                found.append(Stretch(opens, closes, mine.extended or theirs.extended))
    return sorted(found, key=lambda each: each.opens)


def cut_out(many: list[Stretch], away: list[Stretch]) -> list[Stretch]:
    """`many` without the times of `away`."""
    for gone in away:
        many = [
            Stretch(opens, closes, each.extended)
            for each in many
            for opens, closes in (
                (each.opens, min(each.closes, gone.opens)),
                (max(each.opens, gone.closes), each.closes),
            )
            if opens < closes
        ]
    return many


def _join(many: Iterable[Stretch]) -> list[Stretch]:
    joined: list[Stretch] = []
    for each in sorted(many, key=lambda each: each.opens):
        if joined and each.opens <= joined[-1].closes:
            before = joined[-1]
            joined[-1] = Stretch(before.opens, max(before.closes, each.closes), before.extended)
        else:
            joined.append(each)
    return joined

"""The announcements that wait for their turn. Pure: calls in, announcements out, by a clock that is given.

Every call is taken once, known by its `n`. One of a number that waits already is merged into what waits: the newest
word on that number counts, at the place of the first. What is too old when its turn comes is skipped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kiosk.wire import Called

KNOWN_LIMIT = 4000  # calls remembered; the feed tells of far fewer at a time


@dataclass(frozen=True, slots=True)
class Announcement:
    """`calls`: all that it stands for, oldest first. `made_at`: when the newest was made, in monotonic seconds."""

    calls: tuple[Called, ...]
    made_at: float

    @property
    def call(self) -> Called:
        return self.calls[-1]


@dataclass(frozen=True, slots=True)
class Waiting:
    """`known`: the `n` of every call that was taken, waiting or not."""

    queue: tuple[Announcement, ...] = ()
    known: frozenset[int] = frozenset()


def hear(waiting: Waiting, calls: Iterable[tuple[Called, float]]) -> Waiting:
    """Take calls, each with the monotonic time in seconds at which it was made, as far as that is known."""
    queue, known = list(waiting.queue), set(waiting.known)
    for call, made_at in calls:
        if call.n in known:
            continue
        known.add(call.n)
        place = next((at for at, one in enumerate(queue) if one.call.number == call.number), None)
        if place is None:
            queue.append(Announcement((call,), made_at))
        else:
            queue[place] = Announcement((*queue[place].calls, call), max(queue[place].made_at, made_at))
    return Waiting(tuple(queue), frozenset(sorted(known)[-KNOWN_LIMIT:]))


def take(waiting: Waiting, now: float, late_seconds: float) -> tuple[Waiting, Announcement | None, bool]:
    """The next announcement, if there is one, and whether it is too late for it to be of use."""
    if not waiting.queue:
        return waiting, None, False
    first, *rest = waiting.queue
    return replace(waiting, queue=tuple(rest)), first, now - first.made_at > late_seconds

"""As of when an answer holds. Below `conversation.py`.

Boards number nothing: an answer that comes after its question's deadline looks like the answer to the next one. So an
answer is dated by the oldest question that it may belong to. What happened before that, it has seen; of what happened
later, it may know nothing.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable


class Unanswered:
    """Questions that are out, by the kind of their answers. Times are the clock's, in seconds."""

    def __init__(self, late_seconds: float) -> None:
        self._late_seconds = late_seconds
        self._asked: defaultdict[Hashable, deque[float]] = defaultdict(deque)

    def asked(self, kind: Hashable, now: float) -> None:
        self._drop_old(kind, now)
        self._asked[kind].append(now)

    def answered(self, kind: Hashable, now: float) -> float | None:
        """When the question was asked that this answers at the earliest; None: no such question is out."""
        self._drop_old(kind, now)
        return self._asked[kind].popleft() if self._asked[kind] else None

    def _drop_old(self, kind: Hashable, now: float) -> None:
        asked = self._asked[kind]
        while asked and now - asked[0] > self._late_seconds:
            asked.popleft()

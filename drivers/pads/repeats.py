"""What a line says twice: a pad's frame whose acknowledgement went lost, and our own frames where it echoes. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable

MOST_SENT = 16  # frames of ours whose echo is waited for


class Repeats:
    """The same thing within `window_seconds`, with nothing else in between, is one press."""

    def __init__(self, window_seconds: float) -> None:
        self._window_seconds = window_seconds
        self._last: Hashable | None = None
        self._counted_at = float("-inf")

    def is_repeat(self, thing: Hashable, now: float) -> bool:
        if thing == self._last and now - self._counted_at < self._window_seconds:
            return True
        self._last, self._counted_at = thing, now
        return False


class OwnEchoes:
    """Each frame that we sent may come back once within `window_seconds`."""

    def __init__(self, window_seconds: float) -> None:
        self._window_seconds = window_seconds
        self._sent: deque[tuple[bytes, float]] = deque(maxlen=MOST_SENT)

    def sent(self, frame: bytes, now: float) -> None:
        self._sent.append((frame, now))

    def is_echo(self, frame: bytes, now: float) -> bool:
        while self._sent and now - self._sent[0][1] >= self._window_seconds:
            self._sent.popleft()
        for sent in self._sent:
            if sent[0] == frame:
                self._sent.remove(sent)
                return True
        return False

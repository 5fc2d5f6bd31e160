"""Whole commands out of what a simulated lock board hears. A byte that begins no good command is dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterator

PAUSE_SECONDS = 0.1  # silence after which a board forgets half a command


class Hearing:
    """`length(data)`: of the command that `data` begins with; 0: none does; None: more bytes are needed to tell."""

    def __init__(self, length: Callable[[bytes], int | None], good: Callable[[bytes], bool]) -> None:
        self._length = length
        self._good = good
        self._held = b""
        self._heard_at = 0.0

    def forget(self) -> None:
        self._held = b""

    def commands(self, data: bytes, now: float) -> Iterator[bytes]:
        if now - self._heard_at > PAUSE_SECONDS:
            self._held = b""
        self._heard_at = now
        self._held += data
        while self._held:
            length = self._length(self._held)
            if length is None or (length and len(self._held) < length):
                return
            command = self._held[:length]
            if length and self._good(command):
                self._held = self._held[length:]
                yield command
            else:
                self._held = self._held[1:]

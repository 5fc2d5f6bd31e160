"""When a simulated device's bytes leave it: now or later, always in their order, whole or one at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

BYTE_SECONDS = 0.002  # between two bytes of a dribbling device
BARELY = 1e-6  # equal times would not keep their order


class Sending:
    """`out` puts bytes on the port. Needs a running loop."""

    def __init__(self, out: Callable[[bytes], None]) -> None:
        self.dribbling = False
        self._out = out
        self._pending: set[asyncio.TimerHandle] = set()
        self._free_at = 0.0

    def send(self, data: bytes, after_seconds: float = 0.0, *, aside: bool = False) -> None:
        """Never before what was to be said earlier. `aside`: at its time, whatever is said before or behind it."""
        if not data:
            return
        now = asyncio.get_running_loop().time()
        if self.dribbling:
            portions = [(bytes((byte,)), after_seconds + n * BYTE_SECONDS) for n, byte in enumerate(data)]
        else:
            portions = [(data, after_seconds)]
        for portion, later_seconds in portions:
            if aside:
                self._out_at(now + later_seconds, portion)
                continue
            if later_seconds <= 0 and self._free_at <= now:
                self._out(portion)
                continue
            self._free_at = max(now + later_seconds, self._free_at + BARELY)
            self._out_at(self._free_at, portion)

    def forget(self) -> None:
        """Power is gone: what was to be said is never said."""
        for handle in self._pending:
            handle.cancel()
        self._pending.clear()
        self._free_at = 0.0

    def _out_at(self, when: float, data: bytes) -> None:
        def now() -> None:
            self._pending.discard(handle)
            self._out(data)

        handle = asyncio.get_running_loop().call_at(when, now)
        self._pending.add(handle)

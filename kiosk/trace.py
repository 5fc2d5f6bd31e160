"""Where the time goes between a touch and the first ticket byte: monotonic times of the steps, logged at debug level.

A benchmark reads the same times through `listener`. Monotonic time is one for all processes of a machine, so steps of
the engine, the face and the bench can be laid side by side.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from structlog.typing import FilteringBoundLogger

Listener = Callable[[str, int], None]  # step, monotonic nanoseconds


class Trace:
    def __init__(self, log: FilteringBoundLogger, on: bool, listener: Listener | None = None) -> None:
        self._log = log
        self._on = on
        self._listener = listener

    def mark(self, step: str) -> None:
        """This step is done now."""
        if not self._on and self._listener is None:
            return
        now_ns = time.monotonic_ns()
        if self._listener is not None:
            self._listener(step, now_ns)
        if self._on:
            self._log.debug("trace", step=step, monotonic_ns=now_ns)

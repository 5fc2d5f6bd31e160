"""An event loop whose time leaps instead of waiting: an hour's recording replays in a moment, the same every time."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from typing import Any

THREAD_LOOK_SECONDS = 0.02


class VirtualLoop(asyncio.SelectorEventLoop):
    """Starts at 0 s. While work is out to a thread (fonts, for example), time stands still."""

    has_ports = True  # False: only threads that are waited for can wake it, and the kernel need not be asked each turn

    def __init__(self) -> None:
        self.seconds = 0.0
        self.threads_busy = 0
        super().__init__(_Leaping(self))

    def time(self) -> float:
        return self.seconds

    def stands_still(self) -> bool:
        """Asked once a turn: whether work that is out must end before time goes on."""
        return self.threads_busy > 0

    def run_in_executor(  # type: ignore[override]  # the checker wants its own names of type variables
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        self.threads_busy += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._thread_done)
        return future

    def _thread_done(self, future: asyncio.Future[Any]) -> None:
        self.threads_busy -= 1


class _Leaping(selectors.DefaultSelector):
    """Never waits for time: it moves the loop's."""

    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        still = self._loop.stands_still()
        if timeout is not None and not still:
            ready = super().select(0) if self._loop.has_ports else []
            self._loop.seconds += 0 if ready else max(timeout, 0)
            return ready
        # Nothing is timed, or a thread must end first: that takes real time.
        return super().select(THREAD_LOOK_SECONDS if timeout != 0 else 0)

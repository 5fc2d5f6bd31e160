"""The pace of the face: sleep until finger, engine or clock have something to say, then draw at most one frame.

Kivy's own loop wakes sixty times a second for nothing and hands a touch on one frame late. This one waits on the X
connection and the engine's socket, and falls back to a fixed pace where there is no X connection to wait on.
"""

from __future__ import annotations

import ctypes
import logging
import select
import time
from collections.abc import Callable
from typing import Any

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.lang import Builder

log = logging.getLogger(__name__)


def x_connection() -> int | None:
    """The file descriptor of the window's X connection; None on another kind of display."""
    display = getattr(Window.get_window_info(), "display", None)
    if not isinstance(display, int) or not display:
        return None
    try:
        number = ctypes.CDLL("libX11.so.6").XConnectionNumber
    except (OSError, AttributeError):
        return None
    number.argtypes, number.restype = [ctypes.c_void_p], ctypes.c_int
    return int(number(display))


class Loop:
    """`poll` is called each turn and takes what the engine sent; `engine_fileno` is what to wait on for it.

    `flipped` follows each frame on the glass; `failed` gets an error of a screen, after which the loop goes on.
    """

    def __init__(
        self,
        *,
        poll: Callable[[], None],
        engine_fileno: Callable[[], int | None],
        flipped: Callable[[], None],
        failed: Callable[[Exception], None],
        frame_ms: float,
        idle_ms: float,
    ) -> None:
        self._poll, self._engine_fileno, self._flipped, self._failed = poll, engine_fileno, flipped, failed
        self._frame_seconds, self._idle_seconds = frame_ms / 1000, idle_ms / 1000
        self._x = x_connection()
        self._quick = False

    def run(self) -> None:
        """Until the window is closed."""
        while not EventLoop.quit and EventLoop.status == "started":
            began = time.perf_counter()
            try:
                self.turn()
            except Exception as error:  # noqa: BLE001 (a visit falls back to the safe screen and the face goes on)
                self._failed(error)
            self._sleep(began)

    def turn(self) -> bool:
        """Everything that waits now, and a frame if something changed. True when one was drawn."""
        Window.mainloop()  # takes what the display has for us; it does not loop
        self._poll()
        Clock.tick()
        EventLoop.dispatch_input()
        Builder.sync()
        Clock.tick_draw()
        Builder.sync()
        self._quick = bool(Window.canvas.needs_redraw)
        if self._quick:
            Window.dispatch("on_draw")
            Window.dispatch("on_flip")
            self._flipped()
        return self._quick

    def _sleep(self, began: float) -> None:
        """Flipping may have read the display's next events into its queue: after a frame, look again at once."""
        if self._quick:
            return
        due = Clock.get_min_timeout() - Clock.time()
        spent = time.perf_counter() - began
        seconds = min(self._idle_seconds, max(due, self._frame_seconds - spent, 0.0))
        waits: list[Any] = [fileno for fileno in (self._x, self._engine_fileno()) if fileno is not None]
        if self._x is None:
            seconds = min(seconds, self._frame_seconds)
        select.select(waits, [], [], seconds)

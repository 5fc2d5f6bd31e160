"""The X display that the kiosk's window is on: its picture, and a finger on it.

Pictures are taken of the root window, touches are real events of the XTEST extension: the window under test cannot tell
them from a panel's. One connection, used by one thread at a time.
"""

from __future__ import annotations

import threading
import time
from typing import Any, Self

import xcffib
import xcffib.damage
import xcffib.xproto
import xcffib.xtest
from PIL import Image

from bench.window import Box, find, move

X: Any = xcffib  # it calls itself typed, and is so in parts
REPLY_HEAD_BYTES = 32
LOOK_SECONDS = 0.5  # how often the window is looked for
HOLD_SECONDS = 0.06  # a quick finger
PRESS, RELEASE, MOTION = 4, 5, 6
LEFT_BUTTON = 1


class ScreenError(RuntimeError):
    """The display cannot be opened or has no XTEST; the message names the display."""


class Screen:
    """`display`: for example ":99". Close it, or use it in a `with`.

    `window_class`: look only at the window with this WM_CLASS while there is one; places are counted from its corner.
    """

    def __init__(self, display: str, window_class: str | None = None) -> None:
        self.display = display
        self._window_class = window_class
        self._looked_at = -LOOK_SECONDS
        self._lock = threading.Lock()
        try:
            self._x = X.connect(display=display)
            root = self._x.get_screen_pointers()[0]
            self._xtest = self._x(xcffib.xtest.key)
            self._xtest.GetVersion(2, 2).reply()
        except (xcffib.ConnectionException, xcffib.XcffibException) as error:
            raise ScreenError(f"display {display}: not usable for touches: {error or type(error).__name__}") from error
        self._root: int = root.root
        self._whole = self._box = Box(0, 0, root.width_in_pixels, root.height_in_pixels)
        self._damage = self._watch_damage()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        with self._lock:
            self._x.disconnect()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels of what is looked at."""
        box = self._place()
        return box.width, box.height

    def capture(self) -> Image.Image:
        """The screen, or the window, as it is now: RGB."""
        box = self._place()
        return Image.frombuffer("RGB", (box.width, box.height), self._pixels(box), "raw", "BGRX", 0, 1)

    def drawn(self) -> bool:
        """Whether anything was drawn since the last call; always True where the server has no DAMAGE extension.

        Drawn is not changed: a window may draw the same picture again.
        """
        if self._damage is None:
            return True
        with self._lock:
            seen = False
            while (event := self._x.poll_for_event()) is not None:
                seen = seen or isinstance(event, xcffib.damage.NotifyEvent)
            if seen:
                self._x(xcffib.damage.key).Subtract(self._damage, 0, 0)
                self._x.flush()
        return seen

    def touch(self, x: int, y: int, *, hold_seconds: float = HOLD_SECONDS) -> float:
        """Press and release at a place in pixels. Returns the `time.monotonic()` at which the press was handed to X."""
        box = self._place()
        if not (0 <= x < box.width and 0 <= y < box.height):
            raise ValueError(f"display {self.display}: touch at {x}, {y} is outside of {box.width} x {box.height}")
        x, y = x + box.x, y + box.y
        with self._lock:
            self._event(MOTION, 0, x, y)
            pressed = time.monotonic()
            self._event(PRESS, LEFT_BUTTON, x, y)
            self._x.flush()
        time.sleep(hold_seconds)
        with self._lock:
            self._event(RELEASE, LEFT_BUTTON, x, y)
            self._x.core.GetInputFocus().reply()  # the server has handled all of it
        return pressed

    def move(self, window_class: str, x: int, y: int) -> bool:
        """Bring the window with this WM_CLASS to a place of the display; False: there is none."""
        with self._lock:
            return move(self._x, self._root, window_class, x, y)

    def _event(self, kind: int, detail: int, x: int, y: int) -> None:
        self._xtest.FakeInput(kind, detail, xcffib.xproto.Time.CurrentTime, self._root, x, y, 0)

    def _place(self) -> Box:
        """What is looked at, found again from time to time: windows come, go and are moved."""
        if self._window_class is None:
            return self._whole
        with self._lock:
            if time.monotonic() - self._looked_at >= LOOK_SECONDS:
                self._box = find(self._x, self._root, self._window_class, self._whole) or self._whole
                self._looked_at = time.monotonic()
            return self._box

    def _pixels(self, box: Box) -> bytes:
        """Four bytes a pixel. The bare reply: the library's own would make a list of eight million numbers of it."""
        with self._lock:
            everything = 0xFFFFFFFF
            zpixmap = xcffib.xproto.ImageFormat.ZPixmap
            asked = self._x.core.GetImage(zpixmap, self._root, box.x, box.y, box.width, box.height, everything)
            reply = self._x.wait_for_reply(asked.sequence)
            whole = X.ffi.buffer(reply.cdata, REPLY_HEAD_BYTES + box.width * box.height * 4)
            return bytes(whole[REPLY_HEAD_BYTES:])

    def _watch_damage(self) -> int | None:
        try:
            damage = self._x(xcffib.damage.key)
            damage.QueryVersion(1, 1).reply()
        except xcffib.XcffibException:
            return None
        number: int = self._x.generate_id()
        damage.Create(number, self._root, xcffib.damage.ReportLevel.NonEmpty)
        self._x.flush()
        return number

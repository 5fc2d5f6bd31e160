"""Where on a display the kiosk's window lies: on a person's own desktop the rest is none of the bench's business."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import xcffib
import xcffib.xproto

DEPTH = 4  # a window manager wraps a window a few times
NAME_WORDS = 256  # of four bytes


@dataclass(frozen=True, slots=True)
class Box:
    """In pixels of the display."""

    x: int
    y: int
    width: int
    height: int


def find(connection: Any, root: int, window_class: str, whole: Box) -> Box | None:
    """The visible part of the first mapped window with this WM_CLASS; None: there is none, or it is off the display."""
    window = _search(connection, root, window_class.encode(), DEPTH)
    if window is None:
        return None
    try:
        size = connection.core.GetGeometry(window).reply()
        place = connection.core.TranslateCoordinates(window, root, 0, 0).reply()
    except xcffib.Error:  # it was closed in this moment
        return None
    left, top = max(0, place.dst_x), max(0, place.dst_y)
    right, bottom = min(whole.width, place.dst_x + size.width), min(whole.height, place.dst_y + size.height)
    return Box(left, top, right - left, bottom - top) if right > left and bottom > top else None


def move(connection: Any, root: int, window_class: str, x: int, y: int) -> bool:
    """Bring the window with this WM_CLASS to a place, where no window manager does; False: there is none."""
    window = _search(connection, root, window_class.encode(), DEPTH)
    if window is None:
        return False
    mask = xcffib.xproto.ConfigWindow
    connection.core.ConfigureWindow(window, mask.X | mask.Y, [x, y])
    connection.flush()
    return True


def _search(connection: Any, window: int, name: bytes, depth: int) -> int | None:
    try:
        children = list(connection.core.QueryTree(window).reply().children)
        for child in children:
            if _is(connection, child, name):
                return int(child)
        for child in children if depth > 1 else ():
            if (found := _search(connection, child, name, depth - 1)) is not None:
                return found
    except xcffib.Error:  # a window of the tree was closed while we looked
        return None
    return None


def _is(connection: Any, window: int, name: bytes) -> bool:
    atom = xcffib.xproto.Atom
    said = connection.core.GetProperty(False, window, atom.WM_CLASS, atom.STRING, 0, NAME_WORDS).reply()
    if name not in bytes(said.value.buf()).split(b"\0"):
        return False
    shown = connection.core.GetWindowAttributes(window).reply().map_state
    return bool(shown == xcffib.xproto.MapState.Viewable)

"""A real X server: what the camera sees, and a finger that a window cannot tell from a panel's."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest
import xcffib
import xcffib.xproto

from bench.display import VirtualDisplay
from bench.screen import Screen, ScreenError

TEAL = 0x0F5156
WAIT_SECONDS = 10.0


@pytest.fixture
def display() -> Iterator[VirtualDisplay]:
    with VirtualDisplay(320, 480) as started:
        yield started


def window(display: VirtualDisplay) -> tuple[xcffib.Connection, int]:
    """A window at 100, 200 of 60 x 40 that wants button events."""
    x = xcffib.connect(display=display.name)
    root = x.get_screen_pointers()[0]
    made = x.generate_id()
    events = xcffib.xproto.EventMask.ButtonPress | xcffib.xproto.EventMask.ButtonRelease
    wants = xcffib.xproto.CW.BackPixel | xcffib.xproto.CW.EventMask
    x.core.CreateWindow(24, made, root.root, 100, 200, 60, 40, 0, 1, root.root_visual, wants, [TEAL, events])
    x.core.MapWindow(made)
    x.core.GetInputFocus().reply()
    return x, made


def test_the_picture_is_what_is_drawn(display: VirtualDisplay) -> None:
    with Screen(display.name) as screen:
        assert screen.size == (320, 480)
        screen.drawn()
        x, _ = window(display)
        picture = screen.capture()
        assert picture.getpixel((130, 220)) == (0x0F, 0x51, 0x56)
        assert picture.getpixel((90, 220)) == (0, 0, 0)
        assert screen.drawn()
        assert not screen.drawn()
        x.disconnect()


def test_a_touch_is_a_press_and_a_release_at_its_place(display: VirtualDisplay) -> None:
    x, _ = window(display)
    with Screen(display.name) as screen:
        before = time.monotonic()
        pressed = screen.touch(130, 215, hold_seconds=0.01)
        assert before <= pressed <= time.monotonic()
        events = []
        deadline = time.monotonic() + WAIT_SECONDS
        while len(events) < 2 and time.monotonic() < deadline:
            if event := x.poll_for_event():
                events.append((type(event).__name__, event.detail, event.event_x, event.event_y))
        assert events == [("ButtonPressEvent", 1, 30, 15), ("ButtonReleaseEvent", 1, 30, 15)]
    x.disconnect()


def test_a_touch_beside_the_glass_is_refused(display: VirtualDisplay) -> None:
    with Screen(display.name) as screen, pytest.raises(ValueError, match="320, 10 is outside of 320 x 480"):
        screen.touch(320, 10)


def test_no_display_is_said_in_one_sentence() -> None:
    with pytest.raises(ScreenError, match=r"display :9999: not usable"):
        Screen(":9999")


def test_the_display_is_gone_afterwards() -> None:
    with VirtualDisplay(320, 480) as display:
        name, pid = display.name, display.pid
        os.kill(pid, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(ScreenError):
        Screen(name)


def test_only_the_named_window_is_looked_at_and_touched(display: VirtualDisplay) -> None:
    x, made = window(display)
    atom = xcffib.xproto.Atom
    name = b"face\0hallkiosk\0"
    x.core.ChangeProperty(xcffib.xproto.PropMode.Replace, made, atom.WM_CLASS, atom.STRING, 8, len(name), name)
    x.core.GetInputFocus().reply()
    with Screen(display.name, "hallkiosk") as screen:
        assert screen.size == (60, 40)
        assert screen.capture().getcolors() == [(60 * 40, (0x0F, 0x51, 0x56))]
        screen.touch(30, 15, hold_seconds=0)
        event = x.wait_for_event()
        assert (event.event_x, event.event_y) == (30, 15)
    with Screen(display.name, "another") as screen:
        assert screen.size == (320, 480)
    x.disconnect()

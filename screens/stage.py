"""The glass: one screen above the bar, a dialog over it, and the safe screen over everything.

Between the local socket and the screens: a message comes in and becomes a screen's view, the ambient or the countdown;
a screen's answer goes out with the number of the view it answers.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from kivy.metrics import dp
from kivy.uix.layout import Layout

from kiosk.local import Answered, Clock, Countdown, Drawn, Message, Ping, Setup, Show, Shown
from kiosk.lockers.views import ErasedDigit, TypedDigit, WantsStaffKeypad
from kiosk.views import (
    Answer,
    CounterView,
    Ended,
    OutOfServiceView,
    SwitchedLanguage,
    Touched,
    View,
    WantsMoreTime,
    WelcomeView,
)
from screens.ambient import Ambient
from screens.glass import drawing, glass
from screens.lockers.rest import ready_for_anyone
from screens.parts.flat import Zone
from screens.parts.foot import Foot
from screens.screen import KioskScreen
from screens.theme import Theme
from screens.which import AT_WINDOW, IN_LOBBY

log = logging.getLogger(__name__)

QUIET = WelcomeView | OutOfServiceView | CounterView  # nothing here can be ended
REPEATED = Touched | TypedDigit | ErasedDigit  # a second one soon after the first is meant


class Stage(Layout):
    """Screens are built when first shown and kept. `send` carries messages to the engine."""

    def __init__(self, setup: Setup, theme: Theme, texts: Path, send: Callable[[Message], None]) -> None:
        super().__init__()
        self._send = send
        self._window = setup.window
        self._guard_seconds = theme.double_touch_guard_ms / 1000
        self._guard_px = dp(theme.touch_minimum_mm / drawing(setup).mm_per_px)
        self._answered_at, self._touched = float("-inf"), (0.0, 0.0)
        self._screens: dict[str, KioskScreen] = {}
        self._screen: KioskScreen | None = None
        self._number = 0
        self._unshown: int | None = None
        self._ping: int | None = None
        self._dialog: Any = None
        self._safe: Any = None
        self.ambient = Ambient(texts, setup, portrait=glass(setup.panel, drawing(setup)).portrait)
        self._ground = Zone(colour=theme.colour.sunk)
        self._bar = _bar(self.ambient, window=setup.window)
        self._bar.bind(on_end=lambda *_: self._answer(Ended()))
        self._bar.bind(on_staff=lambda *_: self._answer(WantsStaffKeypad()))
        self._bar.bind(on_language=lambda _, language: self._answer(SwitchedLanguage(language)))
        self.add_widget(self._ground)
        self.add_widget(self._bar)
        for name in ("pos", "size", "children"):
            self.fbind(name, self._trigger_layout)

    def receive(self, message: Message) -> None:
        """Take one message of the engine."""
        match message:
            case Show():
                self._show(message)
            case Clock():
                self.ambient.tell_time(message)
            case Countdown():
                self._count(message)
            case Ping():
                self._ping = message.count
                self.canvas.ask_update()
            case Setup():
                self.ambient.set_up(message, self.ambient.language)
            case _:
                log.warning("the engine sent what only a face says: %r", message)

    def flipped(self) -> None:
        """A frame with everything received so far is on the glass."""
        if self._unshown is not None and self._safe is None:
            number, self._unshown = self._unshown, None
            self._send(Shown(number=number))
        if self._ping is not None:
            count, self._ping = self._ping, None
            self._send(Drawn(count=count))

    def fall_back(self, *, broken: bool = True) -> None:
        """Cover the glass with the safe screen, until the next view. `broken`: build the present screen anew then."""
        from screens.restoring import RestoringScreen

        view = self._screen.view if self._screen is not None else None
        if broken:
            self._screens.clear()
            self._dialog = None
        self.clear_widgets()
        self._screen = None
        self._safe = RestoringScreen(number=str(getattr(view, "number", "")), small=self._window)
        if broken:
            self._safe.bind(on_touch_anywhere=lambda *_: self._answer(Ended()))
        self.add_widget(self._safe)
        self.canvas.ask_update()

    def do_layout(self, *_: Any) -> None:
        bar = self._bar.height
        self._bar.pos, self._bar.width = self.pos, self.width
        self._ground.pos, self._ground.size = self.pos, (self.width, bar)
        for widget in self.children:
            if widget is self._safe:
                widget.pos, widget.size = self.pos, self.size
            elif widget is not self._bar and widget is not self._ground:
                widget.pos, widget.size = (self.x, self.y + bar), (self.width, self.height - bar)

    def on_touch_down(self, touch: Any) -> bool:
        if getattr(touch, "button", "left") != "left" or self._is_second_touch(touch):
            return True
        self._touched = touch.pos
        if not super().on_touch_down(touch) and self._screen is not None:
            self._answer(Touched())
        return True

    def _is_second_touch(self, touch: Any) -> bool:
        """Whether this is the second half of a double touch, which must not press what the first one brought up."""
        across, up = touch.x - self._touched[0], touch.y - self._touched[1]
        near = across * across + up * up < self._guard_px * self._guard_px
        return near and time.monotonic() - self._answered_at < self._guard_seconds

    def _answer(self, answer: Answer) -> None:
        if not isinstance(answer, REPEATED):
            self._answered_at = time.monotonic()
        self._send(Answered(view=self._number, answer=answer))

    def _show(self, show: Show) -> None:
        self._number, self._unshown = show.number, show.number
        self.ambient.speak(show.language)
        self._bar.for_staff = ready_for_anyone(show.view)
        ends = not (isinstance(show.view, QUIET) or self._bar.for_staff)
        self._bar.ends = ends
        if not ends:
            self._close_dialog()
        screen = self._screen_for(show.view)
        if self._safe is not None:
            self._safe = None
            self.clear_widgets()
            self.add_widget(self._ground)
            self.add_widget(self._bar)
            self._screen = None
        if screen is not self._screen:
            if self._screen is not None:
                self.remove_widget(self._screen)
            self._screen = screen
            self.add_widget(screen, index=len(self.children))
        self.canvas.ask_update()

    def _screen_for(self, view: View) -> KioskScreen:
        kind = type(view).__name__
        screen = self._screens.get(kind)
        if screen is None:
            module, name = (AT_WINDOW if self._window else IN_LOBBY)[kind].rsplit(".", 1)
            screen = getattr(import_module(f"screens.{module}"), name)(view, self.ambient, self._answer)
            self._screens[kind] = screen
        else:
            screen.view = view
        return screen

    def _count(self, countdown: Countdown) -> None:
        self._bar.left = -1 if countdown.left is None else countdown.left
        self._bar.total = max(1, countdown.total)
        self._bar.warning = countdown.warning and countdown.left is not None
        if not self._bar.warning or not self._bar.ends or self._window:  # there the ring alone says it
            self._close_dialog()
            return
        dialog = self._open_dialog()
        dialog.left, dialog.total, dialog.number_kept = countdown.left, countdown.total, countdown.number_kept

    def _open_dialog(self) -> Any:
        if self._dialog is None:
            from screens.timeout import TimeoutDialog

            self._dialog = TimeoutDialog(ambient=self.ambient)
            self._dialog.bind(
                on_more_time=lambda *_: self._answer(WantsMoreTime()),
                on_end=lambda *_: self._answer(Ended()),
                on_sign_of_life=lambda *_: self._answer(Touched()),
            )
        if self._dialog.parent is None and self._safe is None:
            self.add_widget(self._dialog)
        return self._dialog

    def _close_dialog(self) -> None:
        if self._dialog is not None and self._dialog.parent is not None:
            self.remove_widget(self._dialog)


def _bar(ambient: Ambient, *, window: bool) -> Foot:
    if window:
        from screens.parts.window_bar import WindowBar

        return WindowBar(ambient=ambient)
    from screens.parts.bar import Bar

    return Bar(ambient=ambient)

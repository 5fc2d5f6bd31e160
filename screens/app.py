"""The face's life: meet the engine, open the window it asks for, show what it says, survive its absence.

Kivy is imported only after the engine's `Setup` has come: the window's size and scale must be known before.
"""

from __future__ import annotations

import gc
import logging
from dataclasses import dataclass
from pathlib import Path

from kiosk.local import Message, Refused, Setup
from screens.engine_link import EngineLink
from screens.environment import prepare
from screens.glass import drawing

log = logging.getLogger(__name__)
CONFIG = Path(__file__).resolve().parent.parent / "config"


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the face waits for what."""

    retry_seconds: float = 0.3  # between two attempts to reach the engine
    setup_seconds: float = 0.5  # one wait for the first message
    frame_ms: float = 16.0
    idle_ms: float = 250.0  # at least so often it looks up, whatever happens


PACE = Pace()


def run(socket_path: str) -> None:
    """Show what the engine at `socket_path` says, until the window is closed."""
    link = EngineLink(socket_path, retry_seconds=PACE.retry_seconds)
    setup, first = meet(link)
    prepare(setup.panel, Path(socket_path).resolve().parent / "face-home", drawing(setup))
    Face(link, setup, first).run()


def meet(link: EngineLink) -> tuple[Setup, list[Message]]:
    """Wait, as long as it takes, for the engine and its `Setup`; with it comes what arrived behind it."""
    while True:
        if not link.connect():
            link.wait(PACE.retry_seconds)
            continue
        messages = list(link.messages())
        for at, message in enumerate(messages):
            if isinstance(message, Setup):
                return message, messages[at + 1 :]
        link.wait(PACE.setup_seconds)


class Face:
    """The window and its connection."""

    def __init__(self, link: EngineLink, setup: Setup, first: list[Message]) -> None:
        from kivy.base import runTouchApp
        from kivy.core.window import Window

        from screens import theme
        from screens.loop import Loop
        from screens.stage import Stage
        from screens.vocabulary import teach

        look = theme.load(CONFIG / "theme.toml")
        teach(look, CONFIG / "fonts")
        Window.clearcolor = look.colour.paper
        self._link = link
        self._away = False
        self.stage = Stage(setup, look, CONFIG / "texts", link.send)
        self._first = first
        self._loop = Loop(
            poll=self._poll,
            engine_fileno=link.fileno,
            flipped=self._flipped,
            failed=self._failed,
            frame_ms=PACE.frame_ms,
            idle_ms=PACE.idle_ms,
        )
        runTouchApp(self.stage, embedded=True)

    def run(self) -> None:
        try:
            self._loop.run()
        finally:
            self._link.close()

    def _poll(self) -> None:
        while self._first:
            self.stage.receive(self._first.pop(0))
        if self._link.connected:
            for message in self._link.messages():
                if isinstance(message, Refused):
                    raise SystemExit(f"the engine refuses this face: {message.sentence}")
                self.stage.receive(message)
            self._link.flush()
        if not self._link.connected:
            self._wait_for_engine()

    def _wait_for_engine(self) -> None:
        """Show the safe screen and connect again; the engine then says what is to be seen."""
        if not self._away:
            self._away = True
            self.stage.fall_back(broken=False)
        if self._link.connect():
            self._away = False

    def _flipped(self) -> None:
        if not gc.isenabled():  # what the first frame needed is never looked through again
            gc.freeze()
            gc.enable()
        self.stage.flipped()

    def _failed(self, error: Exception) -> None:
        log.error("a screen failed; the safe screen is shown until the next view", exc_info=error)
        self.stage.fall_back()

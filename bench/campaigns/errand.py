"""One citizen's errand at the glass: looks, touches what has an edge, waits until the picture rests.

Real X events only. Every screen's picture is kept, and what each step took.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from PIL import Image

from bench.campaigns.fingertip import Edge, difference, touchables
from bench.screen import Screen

LOOK_SECONDS = 0.06


class ScreenStuck(RuntimeError):
    """The screen did not become what was expected; the message names the step and the time waited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long the citizen waits for what."""

    welcome_seconds: float = 40.0  # the face's first picture that invites to touch
    screen_seconds: float = 8.0  # the next screen after a touch
    rest_seconds: float = 0.3  # a picture is at rest when nothing noticeable has changed for so long
    again_seconds: float = 3.0  # after so long without a new screen the same place is touched again
    changed_share: float = 0.02  # of the screen: so much has changed when another screen has come
    rest_share: float = 0.002  # a ticking clock or ring is less


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    name: str
    seconds: float  # from the touch before it until the picture rested
    touch: tuple[int, int] | None = None  # where the touch was that left this screen
    touches: int = 0


@dataclass(slots=True)
class Errand:
    screen: Screen
    pictures: Path
    patience: Patience = field(default_factory=Patience)
    alive: Callable[[], None] = lambda: None  # raises when a process has ended
    steps: list[Step] = field(default_factory=list)
    _picture: Image.Image | None = None
    _since: float = field(default_factory=time.monotonic)

    def arrive(self, name: str) -> None:
        """Wait for the screen that invites: it has a main button."""
        self._await(lambda picture: bool(touchables(picture, Edge.MAIN)), self.patience.welcome_seconds, name)
        self._keep(name)

    def press(self, edge: Edge, arrives: str, *, shows: Edge) -> float:
        """Touch the first thing with this edge and wait for the next screen, which `shows` such an edge.

        Returns the touch's monotonic time in seconds.
        A person whose touch brought nothing touches again; it is counted in the step.
        """
        before = self._seen()
        places = touchables(before, edge)
        if not places:
            raise ScreenStuck(f"{self.steps[-1].name}: nothing on it can be touched ({edge.value})")
        place = places[0]
        touched = self._since = self.screen.touch(place.x, place.y)
        touches, again_at = 1, touched + self.patience.again_seconds

        def another(picture: Image.Image) -> bool:
            nonlocal touches, again_at
            if difference(before, picture) > self.patience.changed_share:
                return bool(touchables(picture, shows))
            if time.monotonic() > again_at:
                touches, again_at = touches + 1, time.monotonic() + self.patience.again_seconds
                self.screen.touch(place.x, place.y)
            return False

        self._await(another, self.patience.screen_seconds, arrives)
        self.steps[-1] = replace(self.steps[-1], touch=(place.x, place.y), touches=touches)
        self._keep(arrives)
        return touched

    def look(self, name: str) -> None:
        """Keep the present picture as another screen."""
        self._await(lambda _: True, self.patience.screen_seconds, name)
        self._keep(name)

    def told(self) -> list[dict[str, Any]]:
        return [asdict(step) for step in self.steps]

    def _await(self, right: Callable[[Image.Image], bool], seconds: float, name: str) -> None:
        """Until the picture is right and at rest: a pressed button alone is no new screen."""
        deadline = time.monotonic() + seconds
        while True:
            picture = self._rested(deadline)
            if right(picture):
                self._picture = picture
                return
            if time.monotonic() > deadline:
                self._save(picture, f"stuck-before-{name}")
                raise ScreenStuck(f"{name}: the screen has not come within {seconds:g} s")

    def _rested(self, deadline: float) -> Image.Image:
        """The picture once it has not changed for a while, or at the deadline."""
        self.screen.drawn()
        picture = self.screen.capture()
        quiet_since = time.monotonic()
        while time.monotonic() - quiet_since < self.patience.rest_seconds and time.monotonic() < deadline:
            self.alive()
            time.sleep(LOOK_SECONDS)
            if not self.screen.drawn():
                continue
            now = self.screen.capture()
            if difference(picture, now) > self.patience.rest_share:
                quiet_since = time.monotonic()
            picture = now
        return picture

    def _keep(self, name: str) -> None:
        self.steps.append(Step(name=name, seconds=round(time.monotonic() - self._since, 3)))
        self._save(self._seen(), name)

    def _save(self, picture: Image.Image, name: str) -> None:
        self.pictures.mkdir(parents=True, exist_ok=True)
        picture.save(self.pictures / f"{max(1, len(self.steps)):02d}-{name}.png", compress_level=1)

    def _seen(self) -> Image.Image:
        if self._picture is None:
            raise ScreenStuck("nothing has been seen yet: arrive first")
        return self._picture

"""A pad without a public document, described by its bytes in the settings. docs/devices/template-pad.md."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random, SystemRandom

from drivers.actions import Driver, Line
from drivers.clock import Clock, SystemClock
from drivers.link.contract import Link
from drivers.pads.listening import ASK, LISTEN
from drivers.pads.pad import SerialPad
from drivers.pads.repeats import Repeats
from drivers.pads.template_settings import ECHO, TemplateSettings
from drivers.protocol.template import Match, Matches, Pattern


@dataclass(frozen=True, slots=True)
class Press:
    """What one pattern stands for; neither: it is known and means nothing."""

    level: int | None = None
    key: str | None = None

    @classmethod
    def parse(cls, meaning: str) -> Press:
        kind, _, value = meaning.partition(":")
        return cls(int(value) if kind == "rate" else None, value if kind == "key" else None)


class TemplatePad(SerialPad):
    """Its settings say what its frames look like, what they mean and what they are answered with."""

    driver = "template-pad"

    def __init__(self, name: str, link: Link, settings: TemplateSettings, *, clock: Clock, random: Random) -> None:
        super().__init__(name, link, settings, clock=clock, random=random)
        self._settings = settings
        self._presses = {Pattern.parse(text): Press.parse(meaning) for text, meaning in settings.keys.items()}
        self._answers = {Pattern.parse(text): answer for text, answer in settings.answers.items()}
        self._matches = Matches(settings.shape, tuple(self._presses))
        self._repeated_keys = Repeats(settings.key_repeat_ms / 1000)
        self._repeated_ratings = Repeats(settings.rating_repeat_ms / 1000)
        self._heard_at = float("-inf")
        self._same: tuple[bytes, int, float] = (b"", 0, float("-inf"))  # the last frame, how often, since when

    # --- the life ---

    def received(self, data: bytes) -> None:
        now = self.clock.now()
        if now - self._heard_at > self._settings.gap_ms / 1000:
            self._matches.forget()
        self._heard_at = now
        for match in self._matches.feed(data):
            if not self._echoes.is_echo(match.frame, now):
                self._take(match, now)

    def invitation(self) -> bytes:
        return bytes.fromhex(self._settings.ask_bytes)

    def forget(self) -> None:
        self._matches.forget()

    def garbage_bytes(self) -> int:
        return self._matches.garbage_bytes

    # --- hearing ---

    def _take(self, match: Match, now: float) -> None:
        answer = self._answers.get(match.pattern, self._settings.answer)
        if answer:
            self._outbox.put(match.frame if answer == ECHO else bytes.fromhex(answer))
        if not self._agreed(match.frame, now):
            return
        press = self._presses[match.pattern]
        if press.level is not None and not self._repeated_ratings.is_repeat(match.frame, now):
            self.rated(match.body[-1], press.level)
        elif press.key is not None and not self._repeated_keys.is_repeat(match.frame, now):
            self.pressed(press.key)

    def _agreed(self, frame: bytes, now: float) -> bool:
        last, times, since = self._same
        goes_on = frame == last and now - since < self._settings.agreeing_ms / 1000
        times, since = (times + 1, since) if goes_on else (1, now)
        agreed = times >= self._settings.agreeing
        self._same = (b"", 0, now) if agreed else (frame, times, since)
        return agreed


def make(name: str, settings: TemplateSettings, table: str, line: Line) -> TemplatePad:
    return TemplatePad(name, line(settings), settings, clock=SystemClock(), random=SystemRandom())


DRIVER = Driver(settings=TemplateSettings, make=make, actions=(ASK, LISTEN))

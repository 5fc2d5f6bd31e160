"""The driver "syn6288" for the registry, and what a technician may have it do."""

from __future__ import annotations

from random import SystemRandom

from drivers.actions import Action, Driver, Line, Report, Request, WrongUse
from drivers.clock import SystemClock
from drivers.voices.speech_chip import SpeechChip
from drivers.voices.syn6288_settings import Syn6288Settings


async def say(chip: SpeechChip, request: Request) -> Report:
    try:
        parts = chip.settings.encoded(request.argument or "")
    except ValueError as error:
        raise WrongUse(f"say: {error}") from error
    said = await chip.speak(parts, request.deadline_seconds)
    return Report(said.outcome, said.error, {"parts": said.parts, "spoken": said.spoken, "sent": said.sent})


def make(name: str, settings: Syn6288Settings, table: str, line: Line) -> SpeechChip:
    return SpeechChip(name, line(settings), settings, clock=SystemClock(), random=SystemRandom())


DRIVER = Driver(
    settings=Syn6288Settings,
    make=make,
    actions=(Action("say", "Speak a text to its end.", say, "TEXT"),),
)

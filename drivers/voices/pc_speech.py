"""The driver "pc-speech" for the registry, and what a technician may have it do."""

from __future__ import annotations

from random import SystemRandom

from drivers.actions import Action, Driver, Line, Report, Request, WrongUse
from drivers.clock import SystemClock
from drivers.errors import SettingsError
from drivers.voices.pc_speech_settings import PcSpeechSettings
from drivers.voices.pc_voice import PcVoice


async def say(voice: PcVoice, request: Request) -> Report:
    text = request.argument or ""
    try:
        voice.refused_or_spoken(text)
    except ValueError as error:
        raise WrongUse(f"say: {error}") from error
    said = await voice.speak(text, request.deadline_seconds)
    fields = {"source": said.source, "seconds": round(said.seconds, 2)}
    return Report(said.outcome, said.error, fields | ({"message": said.message} if said.message else {}))


def make(name: str, settings: PcSpeechSettings, table: str, line: Line) -> PcVoice:
    folder = settings.prompts_folder
    if folder is not None and not folder.is_dir():
        raise SettingsError(f"{table}.prompts_folder = {str(folder)!r}: no such folder")
    return PcVoice(name, settings, clock=SystemClock(), random=SystemRandom())


DRIVER = Driver(
    settings=PcSpeechSettings,
    make=make,
    actions=(Action("say", "Speak a text to its end.", say, "TEXT"),),
)

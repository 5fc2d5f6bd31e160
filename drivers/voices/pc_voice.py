"""The PC's own voice as the role `Speaker`: espeak-ng or recorded prompts. Facts: docs/devices/pc-speech.md.

Its way is no port but programs on this machine; the life is any device's. Everything that takes time runs in other
processes or in a thread, so nothing here keeps the loop waiting.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import ClassVar

from drivers.clock import Clock
from drivers.device import Device, Works
from drivers.errors import DeviceError, LinkError, SettingsError
from drivers.facts import Operational
from drivers.link.contract import Lost, OwnLine, Received
from drivers.link.faults import broke
from drivers.protocol.spoken_text import speakable
from drivers.roles import Done, Outcome, Speaker
from drivers.voices import loudspeaker, prompts
from drivers.voices.loudspeaker import CutShort
from drivers.voices.pc_speech_settings import PcSpeechSettings
from drivers.voices.programs import found, run
from drivers.voices.sound import Sound

QUIET_PEAK = 64  # of 32768; a sound below it cannot be heard
TRIAL = "一"


class ProgramsLink(OwnLine):
    """The way to the programs: open when they are installed. No bytes go over it."""

    bits_per_second: int | None = None

    def __init__(self, settings: PcSpeechSettings) -> None:
        super().__init__()
        self.port: str = settings.port
        self._settings = settings

    async def open(self, received: Received, lost: Lost) -> None:
        loudspeaker.ready(self._settings)
        if self._settings.synthesis:
            found(self._settings.espeak_program, "espeak-ng")

    async def write(self, data: bytes, deadline_seconds: float) -> None:
        raise broke(self.port, "no bytes go to it")

    async def close(self) -> None:
        """There is nothing to close: a program ends with what it was started for."""


@dataclass(frozen=True, slots=True)
class Said:
    """`source` of what was spoken to its end: "prompts" or "espeak-ng"; `seconds` of sound."""

    outcome: Outcome
    error: str | None = None
    message: str | None = None
    source: str | None = None
    seconds: float = 0.0


class PcVoice(Device, Speaker):
    driver: ClassVar[str] = "pc-speech"

    def __init__(self, name: str, settings: PcSpeechSettings, *, clock: Clock, random: Random) -> None:
        super().__init__(name, ProgramsLink(settings), settings, clock, random)
        self.settings = settings
        self._prompts: Mapping[str, Sound] = {}
        self._one_text = asyncio.Lock()
        self._trouble: DeviceError | None = None

    # --- the role ---

    async def say(self, text: str, deadline_seconds: float) -> Done:
        said = await self.speak(text, deadline_seconds)
        return Done(said.outcome, said.error)

    async def speak(self, text: str, deadline_seconds: float) -> Said:
        """Never raises for the device's faults."""
        ends = self.clock.now() + deadline_seconds
        try:
            async with asyncio.timeout(deadline_seconds):
                await self._one_text.acquire()
        except TimeoutError:
            return Said(Outcome.FAILED, "proto.timeout", "an earlier text is still being spoken")
        try:
            return await self._speak(text, ends)
        finally:
            self._one_text.release()

    async def _speak(self, text: str, ends: float) -> Said:
        if not self.online:
            return Said(Outcome.FAILED, self.error.code if self.error else "link.absent", str(self.error or ""))
        try:
            said = await self._said(self.refused_or_spoken(text), ends)
            self._trouble = None
        except ValueError as refusal:
            return Said(Outcome.FAILED, "config.invalid", str(refusal))
        except DeviceError as trouble:
            outcome = Outcome.UNKNOWN if isinstance(trouble, CutShort) else Outcome.FAILED
            said = Said(outcome, trouble.code, str(trouble))
            self._trouble = trouble
        self.changed()
        return said

    async def _said(self, line: str, ends: float) -> Said:
        source, sound = await self._made(line, ends)
        left_seconds = ends - self.clock.now()
        if sound.seconds > left_seconds:
            message = f"the text takes {sound.seconds:.1f} s and {left_seconds:.1f} s are left; nothing was said"
            raise DeviceError("proto.timeout", message)
        await loudspeaker.play(sound, self.settings, left_seconds)
        return Said(Outcome.DONE, None, None, source, sound.seconds)

    def refused_or_spoken(self, text: str) -> str:
        """The text as it is spoken. Raises ValueError, whose sentence says why it cannot be."""
        line = speakable(text)
        if not any(each.isalnum() for each in line):
            raise ValueError("there is nothing to say in a text without a letter, a character or a digit")
        if len(line) > self.settings.text_characters_limit:
            raise ValueError(
                f"the text has {len(line)} characters and {self.settings.text_characters_limit} may be: shorten it"
            )
        if not self.settings.synthesis and self._prompts and prompts.words(line, self._prompts.keys()) is None:
            raise ValueError("the text has words without a recorded prompt, and synthesis = false")
        return line

    async def _made(self, line: str, ends: float) -> tuple[str, Sound]:
        """Where the sound comes from, and the sound. Raises DeviceError."""
        words = prompts.words(line, self._prompts.keys())
        if words is not None:
            return "prompts", prompts.spoken(words, self._prompts, self.settings.pause_ms / 1000)
        seconds = min(self.settings.synthesis_deadline_seconds, ends - self.clock.now())
        return "espeak-ng", await self._synthesised(line, seconds)

    async def _synthesised(self, line: str, seconds: float) -> Sound:
        program = found(self.settings.espeak_program, "espeak-ng")
        manner = [
            "-v",
            self.settings.voice,
            "-s",
            str(self.settings.words_per_minute),
            "-a",
            str(self.settings.volume_percent),
        ]
        # The text goes in by standard input: other users of the machine could read a command's arguments.
        ended = await run([program, *manner, "--stdin", "--stdout"], line.encode(), seconds)
        if ended is None:
            raise DeviceError("proto.timeout", f"{program} did not end within {seconds:.1f} s and was stopped")
        if ended.code != 0:
            raise SettingsError(
                f"{program} refused voice {self.settings.voice!r}: {ended.complaint or f'exit {ended.code}'}"
            )
        try:
            sound = Sound.from_wav(ended.output)
        except ValueError as error:
            raise DeviceError("proto.garbage", f"{program} made {error}") from error
        if self.settings.volume_percent and sound.peak < QUIET_PEAK:
            raise SettingsError(f"{program} made silence: voice {self.settings.voice!r} cannot say this text")
        return sound

    # --- the life ---

    async def identify(self) -> None:
        if self.settings.prompts_folder is not None:
            setting = f"{self.name}: prompts_folder"
            self._prompts = await asyncio.to_thread(prompts.load, self.settings.prompts_folder, setting)
        if self.settings.synthesis:
            await self._synthesised(TRIAL, self.settings.synthesis_deadline_seconds)

    async def poll(self) -> bool:
        try:
            await self.link.open(self.received, self.end_connection)
        except LinkError as error:
            self.end_connection(error)
        return True

    def received(self, data: bytes) -> None:
        """No bytes come from it."""

    def line_broke(self, error: DeviceError) -> None:
        """Nobody waits for bytes."""

    async def soft_reset(self) -> None:
        """Every text starts its programs anew."""

    def works(self) -> Works:
        if self._trouble is not None:
            return Works(Operational.ATTENTION, {}, self._trouble)
        return Works(Operational.BUSY if self._one_text.locked() else Operational.READY)

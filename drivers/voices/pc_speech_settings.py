"""The settings of the PC's own voice. The technician's form and the refusals are made from this declaration."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from drivers.life import LifeSettings

Seconds = Annotated[float, Field(strict=True, gt=0, le=60)]


class Output(StrEnum):
    """Where the sound goes."""

    APLAY = "aplay"
    PAPLAY = "paplay"
    WAV_FILE = "wav_file"
    NULL = "null"


class PcSpeechSettings(LifeSettings):
    """[devices.voice] with driver = "pc-speech"."""

    driver: Literal["pc-speech"]
    """The name of this driver."""

    port: Literal["pc"] = "pc"
    """This machine; there is no other."""

    poll_seconds: Annotated[float, Field(strict=True, ge=0.05, le=60)] = 30.0
    """Seconds between two looks whether the programs are still there."""

    voice: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9+_/-]{0,40}$")] = "cmn"
    """The voice of espeak-ng: cmn is standard Chinese."""

    words_per_minute: Annotated[int, Field(strict=True, ge=80, le=450)] = 160
    """How fast espeak-ng speaks."""

    volume_percent: Annotated[int, Field(strict=True, ge=0, le=200)] = 100
    """How loud espeak-ng speaks."""

    synthesis: Annotated[bool, Field(strict=True)] = True
    """Whether espeak-ng says what has no recorded prompts; false: such a text is refused."""

    prompts_folder: Path | None = None
    """A folder of WAV files named by the words they say; not given: there are no recorded prompts."""

    pause_ms: Annotated[int, Field(strict=True, ge=0, le=5000)] = 250
    """The pause for a mark between recorded prompts."""

    output: Output = Output.APLAY
    """Where the sound goes: aplay (ALSA), paplay (PulseAudio, PipeWire), wav_file, or null (nowhere)."""

    output_device: Annotated[str, Field(pattern=r"^[^\s-]\S{0,120}$")] | None = None
    """The sound device as aplay -D or paplay --device names it; not given: the machine's own choice."""

    wav_file: Path | None = None
    """The file that output = wav_file writes; each text replaces the one before."""

    espeak_program: Annotated[str, Field(min_length=1)] = "espeak-ng"
    """The name or path of espeak-ng."""

    player_program: Annotated[str, Field(min_length=1)] | None = None
    """The path of aplay or paplay; not given: as output says."""

    text_characters_limit: Annotated[int, Field(strict=True, ge=1, le=5000)] = 500
    """The longest text."""

    synthesis_deadline_seconds: Seconds = 10.0
    """How long espeak-ng may take before it is killed."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.output is Output.WAV_FILE and self.wav_file is None:
            raise ValueError("output = wav_file needs wav_file, the file to write")
        if not self.synthesis and self.prompts_folder is None:
            raise ValueError("synthesis = false needs prompts_folder: else nothing could be said")
        return self

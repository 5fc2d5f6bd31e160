"""Where the PC's voice goes: a player program, a file, or nowhere. Behind `pc_voice.py`."""

from __future__ import annotations

import asyncio
from pathlib import Path

from drivers.errors import DeviceError, LinkError
from drivers.voices.pc_speech_settings import Output, PcSpeechSettings
from drivers.voices.programs import found, run
from drivers.voices.sound import Sound

PACKAGES = {Output.APLAY: "alsa-utils", Output.PAPLAY: "pulseaudio-utils"}
END_SECONDS = 2.0  # a player may take beyond the sound's own time


class CutShort(DeviceError):
    """The sound may have been heard in part."""

    def __init__(self, message: str) -> None:
        super().__init__("job.unknown", message)


def ready(settings: PcSpeechSettings) -> None:
    """Raises LinkError: the player is not installed."""
    if settings.output in PACKAGES:
        found(_player(settings), PACKAGES[settings.output])


async def play(sound: Sound, settings: PcSpeechSettings, deadline_seconds: float) -> None:
    """Return when it has been heard to the end. Raises DeviceError: nothing was heard; CutShort: perhaps a part."""
    match settings.output:
        case Output.WAV_FILE if settings.wav_file is not None:
            await asyncio.to_thread(_write, settings.wav_file, sound.to_wav())
            return
        case Output.NULL:
            raise CutShort("output = null: nobody can have heard it")
    seconds = min(deadline_seconds, sound.seconds + END_SECONDS)
    ended = await run(_command(sound, settings), sound.samples, seconds)
    if ended is None:
        raise CutShort(f"{settings.output.value} did not end within {seconds:.1f} s and was stopped")
    if ended.code != 0:
        device = settings.output_device or "the machine's own sound device"
        denied = "permission denied" in ended.complaint.lower()
        raise LinkError(
            "link.permission" if denied else "link.absent",
            f"{device} took no sound ({settings.output.value}: {ended.complaint or f'exit {ended.code}'}); a technician"
            + (" adds the terminal's user to the group audio" if denied else " connects it or sets output_device"),
        )


def _player(settings: PcSpeechSettings) -> str:
    return settings.player_program or settings.output.value


def _command(sound: Sound, settings: PcSpeechSettings) -> list[str]:
    """Samples come on standard input, so that no file holds what was said."""
    program = found(_player(settings), PACKAGES[settings.output])
    if settings.output is Output.APLAY:
        chosen = ["-D", settings.output_device] if settings.output_device else []
        return [
            program,
            "-q",
            "-t",
            "raw",
            "-f",
            "S16_LE",
            "-r",
            f"{sound.rate_hz}",
            "-c",
            f"{sound.channels}",
            *chosen,
        ]
    chosen = [f"--device={settings.output_device}"] if settings.output_device else []
    kind = ["--raw", "--format=s16le", f"--rate={sound.rate_hz}", f"--channels={sound.channels}"]
    return [program, *kind, *chosen]


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all. Raises LinkError."""
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_bytes(data)
        fresh.replace(path)
    except OSError as error:
        raise LinkError(
            "link.absent", f"{path} cannot be written ({error.strerror}); a technician corrects wav_file"
        ) from error

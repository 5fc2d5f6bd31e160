"""Sound in memory: WAV bytes -> samples -> WAV bytes, joined and measured. Pure; between voices and outputs."""

from __future__ import annotations

import io
import wave
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

SAMPLE_BYTES = 2  # signed, little-endian: what espeak-ng makes and every player takes


@dataclass(frozen=True, slots=True)
class Sound:
    """`samples`: 16-bit signed little-endian, channels in turn."""

    rate_hz: int
    channels: int
    samples: bytes

    @classmethod
    def from_wav(cls, data: bytes) -> Self:
        """Raises ValueError: no WAV of 16-bit samples. A length in its head that is too long is not believed."""
        try:
            with wave.open(io.BytesIO(data)) as file:
                rate_hz, channels, width = file.getframerate(), file.getnchannels(), file.getsampwidth()
                samples = file.readframes(file.getnframes())
        except (wave.Error, EOFError, RuntimeError) as error:
            raise ValueError(f"no WAV ({error or 'it ends too soon'})") from error
        if width != SAMPLE_BYTES:
            raise ValueError(f"a WAV of {8 * width} bits a sample; 16 are wanted")
        return cls(rate_hz, channels, samples[: len(samples) // (channels * width) * channels * width])

    def to_wav(self) -> bytes:
        out = io.BytesIO()
        with wave.open(out, "wb") as file:
            file.setnchannels(self.channels)
            file.setsampwidth(SAMPLE_BYTES)
            file.setframerate(self.rate_hz)
            file.writeframes(self.samples)
        return out.getvalue()

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_BYTES / self.channels / self.rate_hz

    @property
    def peak(self) -> int:
        """The loudest sample, 0 to 32768; 0 is silence."""
        samples = array("h", self.samples)
        return max((max(samples), -min(samples))) if samples else 0

    def pause(self, seconds: float) -> Self:
        """Silence of the same kind."""
        return type(self)(
            self.rate_hz, self.channels, bytes(round(seconds * self.rate_hz) * self.channels * SAMPLE_BYTES)
        )


def joined(sounds: Sequence[Sound]) -> Sound:
    """One after the other. Raises ValueError for none, or of several kinds."""
    kinds = {(sound.rate_hz, sound.channels) for sound in sounds}
    if len(kinds) != 1:
        raise ValueError(f"sounds of {len(kinds)} kinds cannot be joined")
    rate_hz, channels = kinds.pop()
    return Sound(rate_hz, channels, b"".join(sound.samples for sound in sounds))

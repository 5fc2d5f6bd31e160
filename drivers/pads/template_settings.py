"""The settings of a pad that is described by its bytes. The technician's form and the refusals are made from this."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from drivers.pads.pad import PadSettings
from drivers.protocol.checksums import Checksum
from drivers.protocol.template import MOST_BYTES, Pattern, Shape, ambiguous

ECHO = "echo"
_MEANING = re.compile(r"rate:[1-5]|key:[a-z0-9_]{1,32}|ignore")


def _hex(text: str) -> str:
    try:
        bytes.fromhex(text)
    except ValueError as error:
        raise ValueError("bytes are written in hex, two digits each, like FF 68") from error
    return text


def _pattern(text: str) -> str:
    Pattern.parse(text)
    return text


def _meaning(text: str) -> str:
    if _MEANING.fullmatch(text) is None:
        raise ValueError("a key means rate:1 to rate:5, key:NAME in small letters, digits and _, or ignore")
    return text


def _answer(text: str) -> str:
    return text if text == ECHO else _hex(text)


Hex = Annotated[str, Field(max_length=3 * MOST_BYTES), AfterValidator(_hex)]
PatternText = Annotated[str, Field(max_length=3 * MOST_BYTES), AfterValidator(_pattern)]
Meaning = Annotated[str, AfterValidator(_meaning)]
AnswerText = Annotated[str, Field(max_length=3 * MOST_BYTES), AfterValidator(_answer)]


class TemplateSettings(PadSettings):
    """[devices.rating_pad] with driver = "template-pad"."""

    driver: Literal["template-pad"]
    """The name of this driver."""

    keys: Annotated[dict[PatternText, Meaning], Field(min_length=1, max_length=64)]
    """What each body means: hex, ?? for any byte -> rate:1 to rate:5, key:NAME or ignore."""

    prefix: Hex = ""
    """The bytes that every frame begins with, in hex."""

    suffix: Hex = ""
    """The bytes that every frame ends with, behind its checksum, in hex."""

    checksum: Checksum = Checksum.NONE
    """What stands between body and suffix: none, xor, sum8 or crc16-modbus (low byte first)."""

    checksum_from: Annotated[int, Field(strict=True, ge=0, le=MOST_BYTES)] = 0
    """How many bytes at the frame's beginning, prefix included, the checksum leaves out."""

    ask_bytes: Hex = ""
    """The whole frame that invites to rate, in hex; empty: the pad rates by itself."""

    answer: AnswerText = ""
    """What each frame is answered with: whole bytes in hex, echo for the frame itself, or empty for nothing."""

    answers: Annotated[dict[PatternText, AnswerText], Field(max_length=64)] = {}  # noqa: RUF012
    """What single patterns of `keys` are answered with instead."""

    agreeing: Annotated[int, Field(strict=True, ge=1, le=5)] = 1
    """Equal frames that make one press, for a pad without a checksum that repeats itself by nature."""

    agreeing_ms: Annotated[int, Field(strict=True, ge=1, le=10_000)] = 1000
    """Within which time they must come."""

    gap_ms: Annotated[int, Field(strict=True, ge=1, le=10_000)] = 200
    """Silence inside a frame after which its rest counts as lost."""

    @model_validator(mode="after")
    def _fits_together(self) -> TemplateSettings:
        patterns = [Pattern.parse(text) for text in self.keys]
        for text, pattern in zip(self.keys, patterns, strict=True):
            if self.shape.length(pattern) > MOST_BYTES:
                raise ValueError(f"keys {text!r} makes a frame of more than {MOST_BYTES} bytes")
            if all(byte is None for byte in pattern.body) and not (self.prefix or self.suffix):
                raise ValueError(f"keys {text!r} fits any bytes; a prefix, a suffix or a fixed byte tells a frame")
        pair = ambiguous(patterns)
        if pair is not None:
            first, second = (list(self.keys)[patterns.index(pattern)] for pattern in pair)
            raise ValueError(f"keys {first!r} and {second!r} can be the same bytes")
        strangers = [text for text in self.answers if Pattern.parse(text) not in patterns]
        if strangers:
            raise ValueError(f"answers {strangers[0]!r} is no pattern of keys")
        return self

    @property
    def shape(self) -> Shape:
        return Shape(bytes.fromhex(self.prefix), bytes.fromhex(self.suffix), self.checksum, self.checksum_from)

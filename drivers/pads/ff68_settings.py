"""The settings of an FF 68 caller with rating keys. The technician's form and the refusals are made from this."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from drivers.pads.pad import PadSettings

Byte = Annotated[int, Field(strict=True, ge=0, le=255)]
RawValue = Annotated[int, Field(ge=0, le=255)]
Level = Annotated[int, Field(strict=True, ge=1, le=5)]


class Ff68Settings(PadSettings):
    """[devices.rating_pad] with driver = "ff68"."""

    driver: Literal["ff68"]
    """The name of this driver."""

    counter: Byte = 1
    """The counter's number, which is the pad's address on its line."""

    levels: Annotated[dict[RawValue, Level], Field(min_length=1)] = {0: 1, 1: 3, 2: 4, 3: 5}  # noqa: RUF012
    """The pad's value of each rating and its level, 1 worst to 5 best. Medium: read from one hall's program."""

    key_function: Byte | None = None
    """FUNC of key frames; not given: any but that of ratings. A guess: the one known host never looks at it."""

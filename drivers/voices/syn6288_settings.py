"""The settings of a speech chip. The technician's form and the refusals are made from this declaration."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from drivers.protocol.spoken_text import parts, speakable
from drivers.protocol.syn6288 import Encoding
from drivers.settings import PortSettings


class Syn6288Settings(PortSettings):
    """[devices.voice] with driver = "syn6288"."""

    driver: Literal["syn6288"]
    """The name of this driver."""

    poll_seconds: Annotated[float, Field(strict=True, ge=0.05, le=60)] = 10.0
    """Seconds between two questions for its state, once the chip has answered anything."""

    checksum: Annotated[bool, Field(strict=True)] = True
    """Whether frames end with an XOR: true for SYN6288, false for XFS and VTX316 chips."""

    encoding: Encoding = Encoding.GBK
    """What a text is sent as: gb2312, gbk or utf-16."""

    text_bytes_limit: Annotated[int, Field(strict=True, ge=8, le=4000)] = 200
    """The longest text of one frame in bytes (200: from memory); a longer one is cut where a speaker would breathe."""

    volume: Annotated[int, Field(strict=True, ge=0, le=16)] | None = None
    """How loud, 0 to 16, said before each text as [v16] (medium); not given: as the chip is."""

    speed: Annotated[int, Field(strict=True, ge=0, le=5)] | None = None
    """How fast, 0 to 5, said before each text as [t4] (medium); not given: as the chip is."""

    answer_deadline_ms: Annotated[int, Field(strict=True, ge=1, le=60_000)] = 1000
    """How long the chip may take to say that it has received an order."""

    status_seconds: Annotated[float, Field(strict=True, gt=0, le=60)] = 3.0
    """How long the end of speaking is waited for before the chip is asked whether it still speaks."""

    late_answer_seconds: Annotated[float, Field(strict=True, gt=0, le=60)] = 3.0
    """How long after an order that was not answered to its end another text is held back."""

    tries: Annotated[int, Field(strict=True, ge=1, le=20)] = 5
    """How often a text is sent that arrives broken."""

    def encoded(self, text: str) -> list[bytes]:
        """`text` as frames carry it, part by part. Raises ValueError, whose sentence says what cannot be spoken."""
        line = speakable(text)
        if not line:
            raise ValueError("there is nothing to say in an empty text")
        manner = "".join(
            f"[{mark}{value}]" for mark, value in (("v", self.volume), ("t", self.speed)) if value is not None
        )
        try:
            room = self.text_bytes_limit - len(manner.encode(self.encoding.codec))
            if room < 4:
                raise ValueError(f"text_bytes_limit = {self.text_bytes_limit} leaves no room for a text")
            return [(manner + part).encode(self.encoding.codec) for part in parts(line, self.encoding.codec, room)]
        except UnicodeEncodeError as error:
            wrong = error.object[error.start]
            raise ValueError(
                f"{self.encoding.value} has no character {wrong!r} (U+{ord(wrong):04X}), so the chip cannot say it:"
                " write it in another way"
            ) from error

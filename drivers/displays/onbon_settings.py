"""The settings of a BX call display. The technician's form and the refusals are made from this declaration."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from drivers.protocol.onbon_area import PIXELS_LIMIT, Area, Motion
from drivers.protocol.onbon_bx import ANY_SCREEN, Escape
from drivers.settings import PortSettings

Pixels = Annotated[int, Field(strict=True, ge=0, le=PIXELS_LIMIT)]
Extent = Annotated[int, Field(strict=True, ge=8, le=PIXELS_LIMIT)]
Byte = Annotated[int, Field(strict=True, ge=0, le=255)]
Seconds = Annotated[float, Field(strict=True, gt=0, le=60)]


class Outside(StrEnum):
    """What becomes of a character that GB2312 does not have."""

    REFUSE = "refuse"
    REPLACE = "replace"


class MotionName(StrEnum):
    STATIC = "static"
    AT_ONCE = "at_once"
    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"


class OnbonBxSettings(PortSettings):
    """[devices.call_display] with driver = "onbon-bx"."""

    driver: Literal["onbon-bx"]
    """The name of this driver."""

    baud: Annotated[int, *PortSettings.model_fields["baud"].metadata] = 57600
    """Bits a second of a serial port (57600: medium, one open implementation)."""

    poll_seconds: Annotated[float, Field(strict=True, ge=0.05, le=60)] = 10.0
    """Seconds between two pings, once the controller has answered anything."""

    screen: Annotated[int, Field(strict=True, ge=0, le=0xFFFE)] = ANY_SCREEN
    """The controller's address; 65534 is every controller on the line."""

    escape: Escape = Escape.BX
    """How A5, A6, 5A and 5B inside of a frame are sent: bx (two bytes each) or none (as they are)."""

    respond: Annotated[bool, Field(strict=True)] = True
    """Whether the controller is told to answer; false for a line without a way back: nothing is known then."""

    x_px: Pixels = 0
    """The left edge of the text's area."""

    y_px: Pixels = 0
    """The upper edge of the text's area."""

    width_px: Extent = 128
    """The width of the text's area; more than the display has is refused by the controller."""

    height_px: Extent = 32
    """The height of the text's area."""

    area: Byte = 0
    """The number of the dynamic area, from 0; two texts beside one another have two."""

    line_gap_px: Byte = 0
    """Between two lines of text (medium)."""

    alignment: Annotated[int, Field(strict=True, ge=0, le=10)] = 0
    """Of the text in its area: 0 left, 1 right, 2 centre; and 0 top, 4 bottom, 8 middle added to it (medium)."""

    several_lines: Annotated[bool, Field(strict=True)] = True
    """Whether the area may have more than one line (medium)."""

    wraps: Annotated[bool, Field(strict=True)] = False
    """Whether the controller breaks a line that is too long (medium)."""

    motion: MotionName = MotionName.STATIC
    """How the text comes: static, at_once, left, right, up or down (medium)."""

    speed: Annotated[int, Field(strict=True, ge=0, le=24)] = 2
    """How it moves: 0 the quickest, 24 the slowest (medium)."""

    stay_half_seconds: Byte = 10
    """How long a text that moves stands still, in half seconds (medium)."""

    outside: Outside = Outside.REFUSE
    """What becomes of a character that GB2312 does not have: refuse (the whole text) or replace (by `?`)."""

    text_bytes_limit: Annotated[int, Field(strict=True, ge=1, le=1900)] = 900
    """The longest text in bytes of GB2312; small controllers take frames of 1024 bytes (medium)."""

    answer_deadline_ms: Annotated[int, Field(strict=True, ge=1, le=60_000)] = 800
    """How long one order may stay unanswered before it is sent again."""

    tries: Annotated[int, Field(strict=True, ge=1, le=20)] = 5
    """How often the same text is sent when nothing answers or a frame arrived broken."""

    late_answer_seconds: Seconds = 3.0
    """How long an unanswered order may still be answered before another one is sent."""

    def encoded(self, text: str) -> bytes:
        """`text` as the controller gets it. Raises ValueError, whose sentence says what cannot be shown."""
        line = " ".join("".join(each if each.isprintable() or each == " " else " " for each in text).split())
        if not line:
            raise ValueError("there is nothing to show in an empty text")
        try:
            data = line.encode("gb2312", "strict" if self.outside is Outside.REFUSE else "replace")
        except UnicodeEncodeError as error:
            wrong = line[error.start]
            raise ValueError(
                f"the display has no character {wrong!r} (U+{ord(wrong):04X}): it shows GB2312; write it in another way"
                " or set outside = replace"
            ) from error
        if len(data) > self.text_bytes_limit:
            raise ValueError(
                f"the text has {len(data)} bytes and the display takes {self.text_bytes_limit}: shorten it"
            )
        return data

    def text_area(self) -> Area:
        return Area(
            x_px=self.x_px,
            y_px=self.y_px,
            width_px=self.width_px,
            height_px=self.height_px,
            number=self.area,
            line_gap_px=self.line_gap_px,
            alignment=self.alignment,
            several_lines=self.several_lines,
            wraps=self.wraps,
            motion=Motion[self.motion.name],
            speed=self.speed,
            stay_half_seconds=self.stay_half_seconds,
        )

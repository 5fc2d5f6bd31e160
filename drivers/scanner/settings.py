"""The settings of a serial scanner. The technician's form and the refusals are made from this declaration."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from drivers.life import LifeSettings
from drivers.protocol.scan_plain import LineEnd
from drivers.scanner.judging import Rules
from drivers.scanner.pace import Pace
from drivers.scanner.text import Encoding
from drivers.settings import PortSettings


class ModelName(StrEnum):
    """Whose commands the scanner takes; `plain`: none."""

    NEWLAND = "newland"
    HONEYWELL = "honeywell"
    ZEBRA_SSI = "zebra-ssi"
    GM65 = "gm65"
    DE2120 = "de2120"
    PLAIN = "plain"


_DE2120_BAUD = 115200  # of the others each source says 9600


def _hex(text: str) -> str:
    if re.fullmatch(r"(\s*[0-9A-Fa-f]{2})*\s*", text) is None:
        raise ValueError("bytes are spelled in pairs of hexadecimal digits, like 02 or 5B43")
    return text


def _no_line_end(text: str) -> str:
    if bytes.fromhex(_hex(text))[-1:] in (b"\r", b"\n"):
        raise ValueError("a line end is set by `ends`; a suffix is what stands before it")
    return text


Milliseconds = Annotated[int, Field(strict=True, ge=1, le=60_000)]
Seconds = Annotated[float, Field(strict=True, gt=0, le=600)]
Bytes = Annotated[str, AfterValidator(_hex)]


class ReadingSettings(LifeSettings):
    """How what is read becomes a text. Shared by serial scanners and keyboards."""

    ends: LineEnd = LineEnd.AUTO
    """What ends a text: auto, cr, lf, crlf or silence; of no matter with zebra-ssi, whose packets have a length."""

    prefix_hex: Bytes = ""
    """What it puts before each text, in hexadecimal; a text without it is not taken."""

    suffix_hex: Annotated[str, AfterValidator(_no_line_end)] = ""
    """What it puts behind each text and before the line end, in hexadecimal; a text without it is not taken."""

    encoding: Encoding = Encoding.AUTO
    """How texts are read: auto, utf-8 or gb18030."""

    twice: Annotated[bool, Field(strict=True)] = False
    """Whether a text counts only when it was read twice; for lines that lose or flip bytes now and then."""

    no_read: str = ""
    """What the scanner sends when it read nothing, like %%NoRead; it is no text."""

    idle_ms: Milliseconds = 300
    """Silence in the middle of a text after which nothing of it comes any more."""

    tail_ms: Milliseconds = 50
    """Silence after a line end that ends the text, with ends = auto."""

    @property
    def rules(self) -> Rules:
        no_read = self.no_read.encode()
        return Rules(bytes.fromhex(self.prefix_hex), bytes.fromhex(self.suffix_hex), self.encoding, no_read)


class SerialScannerSettings(PortSettings, ReadingSettings):
    """[devices.NAME] with driver = "serial-scanner"."""

    driver: Literal["serial-scanner"]
    """The name of this driver."""

    model: ModelName = ModelName.PLAIN
    """Whose commands it takes: newland, honeywell, zebra-ssi, gm65, de2120, or plain for a line without commands."""

    live: Annotated[bool, Field(strict=True)] | None = None
    """Whether codes that come unasked are told (sense mode); not given: only of a plain scanner without a trigger."""

    trigger_hex: Bytes = ""
    """What starts reading with a plain scanner, in hexadecimal (54 with Datalogic's PowerScan or a ZKB200)."""

    stop_hex: Bytes = ""
    """What stops it again (58 with PowerScan, 50 with a ZKB200)."""

    short_trigger: Annotated[bool, Field(strict=True)] = False
    """Newland only: the three-byte trigger, of one source and its stop from memory, with no known answer."""

    quiet_ms: Milliseconds = 50
    """Silence before a trigger, so that what is still coming from before is over."""

    gap_ms: Annotated[int, Field(strict=True, ge=0, le=60_000)] = 50
    """Silence between two commands; a Newland scanner needs 50."""

    retry_ms: Milliseconds = 100
    """The wait before reading is started again after something that was no text."""

    answer_deadline_ms: Milliseconds = 1000
    """How long a trigger may stay unanswered before it is sent again."""

    stop_deadline_ms: Milliseconds = 300
    """How long the answer to the stop is waited for at the end of a read."""

    late_answer_seconds: Seconds = 5.0
    """How long an unanswered command may still be answered; Newland's manual says 5."""

    late_code_ms: Milliseconds = 500
    """How long after a read without a code one may still come, from a scanner that answers no trigger."""

    rearm_seconds: Seconds = 4.0
    """Reading is started anew this often: scanners give up by themselves (a GM65 after 5 s)."""

    ask_alive: Annotated[bool, Field(strict=True)] = False
    """Whether the scanner is asked a harmless question at each poll, so that one without power is found out."""

    @model_validator(mode="before")
    @classmethod
    def _baud_of_the_model(cls, given: Any) -> Any:
        if isinstance(given, dict) and "baud" not in given and given.get("model") == ModelName.DE2120:
            return {**given, "baud": _DE2120_BAUD}
        return given

    @model_validator(mode="after")
    def _fits_the_model(self) -> SerialScannerSettings:
        if self.model is not ModelName.PLAIN and (self.trigger_hex or self.stop_hex):
            raise ValueError(f"trigger_hex and stop_hex are for model = plain, not {self.model.value}")
        if self.model is not ModelName.NEWLAND and self.short_trigger:
            raise ValueError(f"short_trigger is for model = newland, not {self.model.value}")
        if self.model is ModelName.PLAIN and self.ask_alive:
            raise ValueError("ask_alive needs a model that answers questions, and plain answers none")
        return self

    @property
    def tells_unasked(self) -> bool:
        if self.live is None:
            return self.model is ModelName.PLAIN and not self.trigger_hex
        return self.live

    @property
    def pace(self) -> Pace:
        return Pace(
            idle=self.idle_ms / 1000,
            tail=self.tail_ms / 1000,
            quiet=self.quiet_ms / 1000,
            gap=self.gap_ms / 1000,
            retry=self.retry_ms / 1000,
            answer=self.answer_deadline_ms / 1000,
            stop=self.stop_deadline_ms / 1000,
            late_answer=self.late_answer_seconds,
            late_code=self.late_code_ms / 1000,
            rearm=self.rearm_seconds,
            write=self.write_deadline_seconds,
        )

"""The settings of an ESC/POS ticket printer. The technician's form and the refusals are made from this declaration."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from drivers.protocol.escpos_text import Cjk
from drivers.settings import PortSettings


class Proof(StrEnum):
    """How the end of a print is proved; `auto` asks the printer what it can when it is found."""

    AUTO = "auto"
    MARKER = "marker"
    QUEUED = "queued"
    STATUS = "status"


class Presenter(StrEnum):
    """Whose commands the presenter of a kiosk printer knows; none: the ticket hangs from the knife."""

    NONE = "none"
    CUSTOM = "custom"
    CITIZEN = "citizen"


class ExitQuestion(StrEnum):
    """How a presenter of Custom's is asked whether a ticket is in its output."""

    AUTO = "auto"
    FULL = "full"
    BYTE = "byte"
    NONE = "none"


class BeforeJob(StrEnum):
    """What happens to a ticket that is still in the exit when another one begins."""

    RETRACT = "retract"
    EJECT = "eject"
    LEAVE = "leave"


class NotTaken(StrEnum):
    """What happens to a ticket that nobody takes."""

    RETRACT = "retract"
    LEAVE = "leave"


Milliseconds = Annotated[int, Field(strict=True, ge=1, le=60_000)]
Seconds = Annotated[float, Field(strict=True, gt=0, le=600)]


class EscposSettings(PortSettings):
    """[devices.ticket_printer] with driver = "escpos"."""

    driver: Literal["escpos"]
    """The name of this driver."""

    profile: str = "default"
    """The model, by its name among python-escpos's capability profiles."""

    width_dots: Annotated[int, Field(strict=True, ge=120, le=2048)] | None = None
    """Printable dots across the paper: 576 for 80 mm, 384 for 58 mm; not given: as the profile says, else 576."""

    columns: Annotated[int, Field(strict=True, ge=10, le=160)] | None = None
    """Narrow characters a line; not given: as the profile says, else a twelfth of the dots."""

    cjk: Cjk = Cjk.GBK
    """The Chinese characters that the printer's font is trusted with: none, gb2312, gbk or gb18030."""

    code_page: Annotated[int, Field(strict=True, ge=0, le=255)] = 0
    """The n of ESC t n, said before each job; Chinese text does not depend on it."""

    native_qr: Annotated[bool, Field(strict=True)] | None = None
    """Whether the printer draws QR codes by itself; not given: as the profile says."""

    raster_font: Path = Path("config/fonts/NotoSansSC-Full.otf")
    """The font that draws what the printer's cannot; a relative path starts at the program's folder."""

    raster_font_face: Annotated[int, Field(strict=True, ge=0, le=63)] = 0
    """Which face of a font collection."""

    band_rows: Annotated[int, Field(strict=True, ge=8, le=255)] = 128
    """The height in dots of the bands that a picture is sent in."""

    proof: Proof = Proof.AUTO
    """How the end of a print is proved: auto, marker, queued or status."""

    question_deadline_ms: Milliseconds = 400
    """How long one status question may stay unanswered."""

    late_answer_seconds: Seconds = 5.0
    """How long an unanswered question may still be answered before another kind of question is asked."""

    probe_deadline_ms: Milliseconds = 1000
    """How long an idle printer may take to return a marker before it counts as not able to."""

    fresh_seconds: Seconds = 2.0
    """How old a status may be that a print begins with unasked."""

    marker_deadline_seconds: Seconds = 5.0
    """How long the proof may take beyond the time for the wire and for the paper."""

    cut_deadline_seconds: Seconds = 5.0
    """How long the cut may take."""

    fault_grace_seconds: Annotated[float, Field(strict=True, ge=0, le=60)] = 1.0
    """How long the proof is still waited for after the printer has reported a fault in the middle of a job."""

    print_mm_per_second: Annotated[float, Field(strict=True, ge=5, le=1000)] = 80.0
    """How fast the paper moves, for the time that a print is given."""

    garbage_limit_bytes: Annotated[int, Field(strict=True, ge=1, le=65536)] = 64
    """Meaningless bytes between two polls from which on the printer's answers are not believed."""

    presenter: Presenter = Presenter.NONE
    """Whose presenter the printer has: none, custom or citizen (medium: one manual each)."""

    exit_question: ExitQuestion = ExitQuestion.AUTO
    """How a Custom presenter is asked for its ticket: auto (found out), full (DLE EOT 20), byte (GS e 6) or none."""

    present_mm: Annotated[float, Field(strict=True, ge=0, le=600)] = 0.0
    """How much further than usual a Custom presenter pushes the ticket out."""

    present_step_mm: Annotated[float, Field(strict=True, gt=0, le=100)] = 6.5
    """How far one step of a Custom presenter is: 0.625 on KPM210, 6.5 on KPM216H, 22 on TPTCM112 (medium)."""

    feed_before_cut_lines: Annotated[int, Field(strict=True, ge=0, le=20)] = 0
    """Empty lines before a Custom printer's cut, for a model whose cut does not feed to the knife by itself."""

    before_job: BeforeJob = BeforeJob.RETRACT
    """What happens to a ticket still in the exit when another one begins: retract, eject (Custom only) or leave."""

    not_taken: NotTaken = NotTaken.RETRACT
    """What happens to a ticket that nobody takes: retract or leave."""

    not_taken_seconds: Annotated[int, Field(strict=True, ge=1, le=255)] = 20
    """How long a ticket is shown before it counts as not taken."""

    cut_remains: Annotated[bool, Field(strict=True)] = True
    """Whether a job after an unknown one begins with a cut, so that nobody gets the remains of another's ticket."""

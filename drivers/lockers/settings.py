"""The settings that every lock board has. Each board's own stand beside its driver."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from drivers.settings import PortSettings


def _bit(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Bit = Annotated[Literal["0", "1"], BeforeValidator(_bit)]


class LockBoardSettings(PortSettings):
    """How patient the terminal is with a lock board."""

    question_deadline_ms: Annotated[int, Field(strict=True, ge=1, le=10_000)] = 300
    """How long the board may take to begin its answer, beyond the time of the bytes on the wire."""

    late_answer_seconds: Annotated[float, Field(strict=True, ge=0.001, le=60)] = 2.5
    """How long an unanswered question may still be answered; until then an answer may be an older question's."""

    gap_ms: Annotated[int, Field(strict=True, ge=0, le=2000)] = 0
    """Silence that the board needs between an answer and the next question."""

    opens_within_seconds: Annotated[float, Field(strict=True, gt=0, le=60)] = 3.0
    """How long after its pulse a door may take to show as open; until then its opening counts as commanded."""

    ask_again_ms: Annotated[int, Field(strict=True, ge=1, le=2000)] = 50
    """Pause between two questions for a door that was pulsed and still shows closed."""

"""What goes between a lock board's driver and its protocol: a question out, a reading or a reply back. Pure values."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Question:
    """`answered_by`: the kind of what answers it; None: nothing does. `answer_bytes`: how long that is at most."""

    data: bytes
    answered_by: Hashable
    answer_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What the board says of its sensors. `signals`: door -> the sensor's bit, whatever that means for the door."""

    kind: Hashable
    signals: Mapping[int, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the board says to a command. `refusal`: why it does not do it; None: it does, or says so."""

    kind: Hashable
    refusal: str | None = None


Heard = Reading | Reply
REPORT = "report"  # the kind of a reading that nobody asked for

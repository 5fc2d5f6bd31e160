"""What a run of events says about the hall, folded to what must be written. Pure; between central/batch.py and project.py."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from central.batch import Understood
from kiosk.events import (
    AssistanceAsked,
    DeviceChanged,
    FaceReplaced,
    PrintEnded,
    TerminalStarted,
    TerminalStopped,
    TicketAbandoned,
    TicketGiven,
)


@dataclass(slots=True)
class Told:
    """Filled by `fold` and read afterwards."""

    given: list[dict[str, Any]] = field(default_factory=list)  # fields of events.TicketGiven
    abandoned: set[str] = field(default_factory=set)  # keys
    prints: dict[str, str] = field(default_factory=dict)  # key -> events.PrintOutcome, the last one
    devices: dict[str, dict[str, Any]] = field(default_factory=dict)  # device -> its last state
    assistance: list[dict[str, Any]] = field(default_factory=list)
    software: str | None = None
    started: bool | None = None  # the last of started and stopped; None: neither was told
    stop_reason: str = ""
    face_reason: str | None = None


def fold(events: Iterable[Understood]) -> Told:
    """In the events' order: a later word on the same thing replaces an earlier one."""
    told = Told()
    for event in events:
        body = event.body
        match event.kind:
            case TicketGiven.kind:
                told.given.append(body)
            case TicketAbandoned.kind:
                told.abandoned.add(body["key"])
            case PrintEnded.kind:
                told.prints[body["key"]] = body["outcome"].value
            case DeviceChanged.kind:
                told.devices[body["device"]] = body
            case AssistanceAsked.kind:
                told.assistance.append(body)
            case TerminalStarted.kind:
                told.software, told.started = body["software"], True
            case TerminalStopped.kind:
                told.stop_reason, told.started = body["reason"], False
            case FaceReplaced.kind:
                told.face_reason = body["reason"]
            case _:
                pass  # kept in the journal, of no consequence here
    return told

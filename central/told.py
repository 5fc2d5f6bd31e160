"""What a run of events says about the hall, folded to what must be written. Pure; between central/batch.py and
project.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from central.batch import Understood
from central.parcels.told import OF_CABINETS
from kiosk.events import (
    AssistanceAsked,
    DeviceChanged,
    FaceReplaced,
    PrintEnded,
    RatingGiven,
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
    ratings: list[dict[str, Any]] = field(default_factory=list)  # fields of events.RatingGiven
    cabinet: list[Understood] = field(default_factory=list)  # what a pickup cabinet tells, in its order
    software: str | None = None
    started: bool | None = None  # the last of started and stopped; None: neither was told
    stop_reason: str = ""
    face_reason: str | None = None


def fold(events: Iterable[Understood]) -> Told:
    """In the events' order: a later word on the same thing replaces an earlier one."""
    told = Told()
    for event in events:
        note = _NOTES.get(event["kind"])
        if note is not None:
            note(told, event["body"])
        elif event["kind"] in OF_CABINETS:  # else it is kept in the journal, and of no consequence here
            told.cabinet.append(event)
    return told


def _printed(told: Told, body: dict[str, Any]) -> None:
    told.prints[body["key"]] = body["outcome"].value


def _device(told: Told, body: dict[str, Any]) -> None:
    told.devices[body["device"]] = body


def _started(told: Told, body: dict[str, Any]) -> None:
    told.software, told.started, told.stop_reason = body["software"], True, ""


def _stopped(told: Told, body: dict[str, Any]) -> None:
    told.started, told.stop_reason = False, body["reason"]


def _face(told: Told, body: dict[str, Any]) -> None:
    told.face_reason = body["reason"]


_NOTES: dict[str, Callable[[Told, dict[str, Any]], None]] = {
    TicketGiven.kind: lambda told, body: told.given.append(body),
    TicketAbandoned.kind: lambda told, body: told.abandoned.add(body["key"]),
    PrintEnded.kind: _printed,
    DeviceChanged.kind: _device,
    AssistanceAsked.kind: lambda told, body: told.assistance.append(body),
    RatingGiven.kind: lambda told, body: told.ratings.append(body),
    TerminalStarted.kind: _started,
    TerminalStopped.kind: _stopped,
    FaceReplaced.kind: _face,
}

"""What the centre's answer to a batch means for the journal. Pure: an answer in, a verdict out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from kiosk.sync.centre import Reply
from kiosk.wire import BatchAnswer, Gap

M = TypeVar("M", bound=BaseModel)

CONFLICT = 409
UNAUTHORISED = (401, 403)
TOO_MUCH = (400, 413, 422)
PRESSURE = (429, 503)


@dataclass(frozen=True, slots=True)
class Reached:
    """The centre has everything up to `seq`; less than before when it lost something."""

    seq: int


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Nothing was taken. `seconds`: the centre's own wish; `long`: it needs a hand; `smaller`: send fewer events."""

    why: str
    seconds: float | None = None
    long: bool = False
    smaller: bool = False


@dataclass(frozen=True, slots=True)
class Foreign:
    """This journal and the centre's cannot be made one again: only a new journal can go on."""

    why: str


Verdict = Reached | TryAgain | Foreign


def verdict(reply: Reply, sent_first: int, last_seq: int, floor_seq: int) -> Verdict:
    """`sent_first`: the batch's first event. The journal holds the events after `floor_seq` up to `last_seq`."""
    if reply.ok:
        answer = understood(BatchAnswer, reply.body)
        return (
            TryAgain(f"garbage: {reply.told()}")
            if answer is None
            else _reached(answer.acked_through, last_seq, floor_seq)
        )
    if reply.status == CONFLICT:
        gap = understood(Gap, reply.body)
        if gap is None or gap.expected == sent_first:
            return TryAgain(f"garbage: {reply.told()}")
        return _reached(gap.expected - 1, last_seq, floor_seq)
    if reply.status in UNAUTHORISED:
        return TryAgain(
            f"the centre does not know this terminal: {reply.told()}; the technician renews its token", long=True
        )
    if reply.status in PRESSURE:
        return TryAgain(f"the centre is under pressure: {reply.told()}", seconds=reply.retry_after_seconds)
    return TryAgain(f"the centre refuses: {reply.told()}", smaller=reply.status in TOO_MUCH)


def _reached(seq: int, last_seq: int, floor_seq: int) -> Verdict:
    if seq < 0:
        return TryAgain(f"garbage: the centre says it has come to {seq}")
    if seq > last_seq:
        return Foreign(f"the centre has events up to {seq}, this file ends with {last_seq}: it is an old copy")
    if seq < floor_seq:
        return Foreign(f"the centre has lost the events after {seq}; here those up to {floor_seq} were removed")
    return Reached(seq)


def understood(model: type[M], body: bytes) -> M | None:
    """The body as a value of the wire; None for garbage."""
    try:
        return model.model_validate_json(body)
    except ValidationError:
        return None

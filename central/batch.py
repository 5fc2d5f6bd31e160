"""Read a batch off the wire: which events are understood, which go to quarantine, and the bytes of each.

First step of the journal's way in; pure. A batch whose events are all understood is read and checked in one go; any
other one event by event. Refused is only what is no batch at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from operator import itemgetter
from typing import Annotated, Any, Literal, NotRequired, Union

import orjson
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from central.refusals import NotUnderstood, TooLarge
from kiosk.event_body import Body
from kiosk.events import BODIES
from kiosk.lockers import events as lockers
from kiosk.wire import Batch, Event, Wire, canonical

FIRST_LIMIT = 2**62
_KEY_CHARACTERS = 128  # of what the projection looks up; a longer one is understood by nobody
_SEPARATOR = b'},{"at":'


class Understood(TypedDict):
    """An event of a known kind. `body` has the values of the kind's own types (dates, enums)."""

    seq: int
    kind: str
    at: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Strange:
    """An event for the quarantine, and why."""

    seq: int
    reason: str


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """`raw[i]` are the bytes of event `first + i`, `hashes[i]` their hash, `prevs[i]` its `prev` or None.

    The bytes are canonical if `exact`; else they were cut out of the batch, which is quicker, and the hash chain
    must bear it out.
    """

    terminal: str
    first: int
    exact: bool
    raw: Sequence[bytes]
    hashes: Sequence[str]
    prevs: Sequence[str | None]
    understood: Sequence[Understood]
    strange: Sequence[Strange] = ()


def read_batch(body: bytes, limit_events: int) -> ReadBatch:
    """Raises NotUnderstood or TooLarge."""
    try:
        told = _ALL_UNDERSTOOD.validate_json(body)
    except ValidationError:
        return read_exactly(body, limit_events)
    events, first = told["events"], told["first"]
    _check_limits(first, len(events), limit_events)
    raw = None if b"\\u0000" in body else _cut(body, len(events))
    if raw is None:
        return read_exactly(body, limit_events)
    if list(map(itemgetter("seq"), events)) != list(range(first, first + len(events))):
        return read_exactly(body, limit_events)
    return ReadBatch(told["terminal"], first, False, raw, _hashes(raw), list(map(itemgetter("prev"), events)), events)


def read_exactly(body: bytes, limit_events: int) -> ReadBatch:
    """The same, event by event. Raises NotUnderstood or TooLarge."""
    try:
        batch = Batch.model_validate(orjson.loads(body))
    except orjson.JSONDecodeError as error:
        raise NotUnderstood(f"the batch is not JSON: {error}") from error
    except ValidationError as error:
        raise NotUnderstood(f"this is no batch: {_reason(error)}; see kiosk/wire.py, Batch") from error
    _check_limits(batch.first, len(batch.events), limit_events)
    raw = [canonical(event) for event in batch.events]
    prevs = [_prev(event) for event in batch.events]
    sorted_out = [sort(event, raw[i], batch.first + i) for i, event in enumerate(batch.events)]
    strange = [event for event in sorted_out if isinstance(event, Strange)]
    understood = [event for event in sorted_out if not isinstance(event, Strange)]
    return ReadBatch(batch.terminal, batch.first, True, raw, _hashes(raw), prevs, understood, strange)


def sort(event: Any, raw: bytes, seq: int) -> Understood | Strange:
    """Understood, or strange and why. `seq` is the place at which the event stands in its batch."""
    try:
        known = Event.model_validate(event)
    except ValidationError as error:
        return Strange(seq, f"no event: {_reason(error)}")
    if known.seq != seq:
        return Strange(seq, f"no event: says seq {known.seq} at the place of {seq}")
    if b"\\u0000" in raw:
        return Strange(seq, "holds a NUL character, which no database keeps")
    if known.kind not in BODIES:
        return Strange(seq, f"unknown kind {known.kind!r}")
    try:
        body = BODIES[known.kind].model_validate(known.body)
    except ValidationError as error:
        return Strange(seq, f"{known.kind}: {_reason(error)}")
    fields = dict(body)
    if unwieldy := _unwieldy(known.kind, fields):
        return Strange(seq, f"{known.kind}: {unwieldy} has more than {_KEY_CHARACTERS} characters")
    return Understood(seq=seq, kind=known.kind, at=known.at, body=fields)


def _hashes(raw: Sequence[bytes]) -> list[str]:
    return [sha256(event).hexdigest() for event in raw]  # wire.event_hash, spelled out: the busiest line of the centre


def _prev(event: Any) -> str | None:
    prev = event.get("prev") if isinstance(event, dict) else None
    return prev if isinstance(prev, str) else None


def _check_limits(first: int, count: int, limit_events: int) -> None:
    if first > FIRST_LIMIT:
        raise NotUnderstood(f"this is no batch: first is {first}; no journal is that long")
    if count > limit_events:
        raise TooLarge(f"the batch holds {count} events; send at most {limit_events} at a time")


def _reason(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


_OF_CABINETS = {"parcel", "intent", "account", "visit", "by", "second", "department", "receipt", "person", "case"}
_LOOKED_UP: dict[str, tuple[str, ...]] = {
    "ticket.given": ("key", "number", "prefix", "service", "token", "visit", "person", "appointment"),
    "ticket.abandoned": ("key",),
    "print.ended": ("key",),
    "device.changed": ("device",),
    **{body.kind: tuple(_OF_CABINETS & body.model_fields.keys()) for body in lockers.KINDS},
}


def _unwieldy(kind: str, body: dict[str, Any]) -> str | None:
    """The name of a field that is looked up by and is too long for it."""
    for name in _LOOKED_UP.get(kind, ()):
        if len(body[name]) > _KEY_CHARACTERS:
            return name
    return None


def _cut(body: bytes, count: int) -> list[bytes] | None:
    """The events' own bytes out of a batch that was written canonically; None for any other.

    A wrong cut is found out: its hash is not the one that the next event carries (central/chain.py).
    """
    start, end = body.find(b'[{"at":'), body.rfind(b"}]")
    if not body.startswith(b'{"events":[') or start != len(b'{"events":') or end < 0:
        return None
    pieces = body[start + len(b'[{"at":') : end].split(_SEPARATOR)
    raw = [b'{"at":%b}' % piece for piece in pieces]
    return raw if len(raw) == count and _canonical(raw[-1]) else None


def _canonical(raw: bytes) -> bool:
    try:
        return canonical(orjson.loads(raw)) == raw
    except orjson.JSONDecodeError:
        return False


# --- all the events of a batch in one go -----------------------------------------------------------


def _fields(model: type[Wire] | type[Body]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        annotation = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
        fields[name] = annotation if field.is_required() else NotRequired[annotation]
    return fields


def _event_of(body: type[Body]) -> Any:
    """The type of an event whose body is of this kind, from the contract itself."""
    fields = _fields(body)
    for name in _LOOKED_UP.get(body.kind, ()):
        fields[name] = Annotated[fields[name], Field(max_length=_KEY_CHARACTERS)]
    strict = _typed_dict(body.__name__, fields)
    strict.__pydantic_config__ = ConfigDict(extra="forbid")
    return _typed_dict(f"{body.__name__}Event", _fields(Event) | {"kind": Literal[body.kind], "body": strict})


def _all_understood() -> TypeAdapter[Any]:
    of_kinds = tuple(_event_of(body) for body in BODIES.values())
    event: Any = Annotated[Union[of_kinds], Field(discriminator="kind")]  # noqa: UP007
    return TypeAdapter(_typed_dict("UnderstoodBatch", _fields(Batch) | {"events": list[event]}))


_typed_dict: Any = TypedDict  # called with names and fields that are known at run time only
_ALL_UNDERSTOOD = _all_understood()

"""The local socket: what travels between the engine and the face, one JSON object a line.

The engine listens on a Unix socket that only the terminal's user and group may open (mode 0660). The side that
connects speaks first with `Hello`. Dataclasses travel as `{"type": "ConfirmView", ...fields}`.
Standard library only: the face imports this before its first frame.
"""

from __future__ import annotations

import json
import types
import typing
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any

from kiosk import views
from kiosk.views import Answer, Language, View

PROTOCOL = 1
LINE_LIMIT_BYTES = 256 * 1024


class LocalError(ValueError):
    """A line on the local socket that is not a message of this protocol."""


# --- engine -> face --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The glass, measured: all sizes on it come from millimetres and `mm_per_px`."""

    width_px: int
    height_px: int
    mm_per_px: float
    fullscreen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """The first thing a face is told; it opens its window with it."""

    panel: Panel
    hall: str  # in Chinese
    hall_en: str
    unit: str  # "1 号机"
    unit_en: str
    languages: tuple[Language, ...]
    window: bool = False  # at a counter, facing the citizen: its own bar, sizes and screens
    cabinet: bool = False  # in a cabinet of pickup lockers: its header, its bar and what it says when nothing works


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """Show this view now. `number` rises with every view; an answer names the view it answers."""

    number: int
    language: Language
    view: View


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The hall's wall time, sent when the minute changes."""

    date: str  # "2026-03-18"
    weekday: int  # Monday 1 .. Sunday 7
    time: str  # "09:41"


@dataclass(frozen=True, slots=True, kw_only=True)
class Countdown:
    """Seconds until the visit is wiped, sent each second while one runs; `left` None: none runs.

    With `warning` the face lays the "are you still there?" dialog over the screen.
    """

    left: int | None
    total: int
    warning: bool
    number_kept: bool  # a number was given: say that it stays valid


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """Draw a frame and say so: proof that the picture is alive, not only the process."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why the engine closes this connection; nothing follows."""

    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceStatus:
    name: str
    driver: str
    link: str
    operational: str
    error: str | None
    mends: str | None
    port: str = ""
    administrative: str = "in_service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The answer to `AskedStatus`: the terminal as it is now."""

    software: str
    journal: str
    last_seq: int
    acked_through: int
    feed_through: int
    centre_heard_seconds_ago: float | None
    view: str  # the type of the view on the screen
    outage: str | None
    devices: tuple[DeviceStatus, ...]


# --- engine -> technician --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Devices:
    """The answer to `AskedDevices`."""

    devices: tuple[DeviceStatus, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """The answer to `Borrowed`: these devices have closed the port. Empty: none of them has it."""

    devices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """The answer to `Ordered`: what has happened."""

    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """What was asked is not done; the conversation goes on. `code`: of the taxonomy of devices."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """After `Watched`: one fact or some bytes of a device, as one JSON object without anything personal."""

    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellStatus:
    """One cell of a cabinet, as a technician may know it: nothing of whose it is."""

    number: int
    board: str
    door: int  # on that board
    size: str
    state: str  # "open", "closed" or "unknown"
    free: bool
    holds: bool  # something lies in it, or may
    sensed: bool | None  # the item sensor's word; None: there is none
    disabled: bool
    reason: str  # why it is disabled
    fault: str
    board_away: bool
    pulses: int  # that its lock had


@dataclass(frozen=True, slots=True, kw_only=True)
class CabinetStatus:
    """The answer to `AskedCabinet`. `alarms`: those that stand, "left_open 12"; 0 is the whole cabinet."""

    cells: tuple[CellStatus, ...]
    alarms: tuple[str, ...]
    inside: int
    overdue: int
    codes_stopped: bool
    pause_seconds: int | None


# --- face -> engine --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    role: str  # "face" or "technician"
    protocol: int = PROTOCOL


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A touch. The engine drops an answer to any view but the one on the screen: two touches give one ticket."""

    view: int
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The frame asked for by `Ping` is on the glass."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The view with this number is on the glass (its first frame was flipped)."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedStatus:
    """A technician's question; also allowed while a face is connected."""


# --- technician -> engine --------------------------------------------------------------------------


class Order(StrEnum):
    RETRY = "retry"  # try again now instead of after the rest of the wait
    MAINTENANCE = "maintenance"  # close the port until SERVICE, whatever becomes of this connection
    SERVICE = "service"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedDevices:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Borrowed:
    """Whatever has `port` open closes it, until this connection ends; then the terminal takes it back."""

    port: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    device: str
    order: Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """Send `News` from now on, until this connection ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedCabinet:
    """How every cell stands; only where the engine runs a cabinet of lockers."""


class CellOrder(StrEnum):
    DISABLE = "disable"  # nothing is put in any more; what lies in it stays
    ENABLE = "enable"  # also ends its fault
    TRY = "try"  # one opening of an empty cell


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedCell:
    cell: int
    order: CellOrder
    reason: str = ""


FromTechnician = AskedDevices | Borrowed | Ordered | Watched | AskedCabinet | OrderedCell
ToTechnician = Devices | Lent | Followed | Declined | News | CabinetStatus
ToFace = Setup | Show | Clock | Countdown | Ping | Refused | Status
FromFace = Hello | Answered | Drawn | Shown | AskedStatus
Message = ToFace | FromFace | ToTechnician | FromTechnician

_TYPES: dict[str, type] = {
    cls.__name__: cls for cls in (*typing.get_args(Message), *typing.get_args(View), *typing.get_args(Answer))
}
_HINTS: dict[type, dict[str, Any]] = {}


def encode(message: Message) -> bytes:
    """One line, newline included."""
    return json.dumps(_plain(message), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def decode(line: bytes) -> Message:
    """The message of one line. Raises LocalError that names what is wrong."""
    try:
        message = _value(json.loads(line), Any)
    except (ValueError, TypeError, KeyError) as error:
        raise LocalError(f"local socket: not a message: {line[:120]!r}: {error}") from error
    if not isinstance(message, Message):
        raise LocalError(f"local socket: not a message: {line[:120]!r}")
    return message


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        plain: dict[str, Any] = {"type": type(value).__name__}
        for field in fields(value):
            plain[field.name] = _plain(getattr(value, field.name))
        return plain
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _value(plain: Any, hint: Any) -> Any:
    if isinstance(plain, dict):
        cls = _TYPES.get(plain.get("type", "")) or _nested(hint)
        if cls is None:
            raise LocalError(f"unknown type {plain.get('type')!r}")
        hints = _HINTS.get(cls) or _HINTS.setdefault(cls, typing.get_type_hints(cls))
        values = {key: _value(item, hints[key]) for key, item in plain.items() if key != "type"}
        for key, value in values.items():
            if not _fits(value, hints[key]):
                raise LocalError(f"{cls.__name__}.{key} cannot be {value!r:.80}")
        return cls(**values)
    if isinstance(plain, list):
        (item_hint, *_) = typing.get_args(hint) or (Any,)
        return tuple(_value(item, item_hint) for item in plain)
    for option in typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,):
        if isinstance(option, type) and issubclass(option, StrEnum) and isinstance(plain, str):
            return option(plain)
    return plain


def _fits(value: Any, hint: Any) -> bool:
    """Whether the value is of the declared type; what an answer holds reaches a flow only if it is."""
    if isinstance(hint, types.UnionType):
        return any(_fits(value, option) for option in typing.get_args(hint))
    if typing.get_origin(hint) is tuple:
        return isinstance(value, tuple) and all(_fits(item, typing.get_args(hint)[0]) for item in value)
    if isinstance(value, bool):
        return hint is bool
    return isinstance(value, int | float) if hint is float else isinstance(value, hint)


def _nested(hint: Any) -> type | None:
    """A dataclass inside a view (a tile, a row): it is named by the field that holds it."""
    for option in typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,):
        if is_dataclass(option):
            return typing.cast(type, option)
    return None


__all__ = ["LINE_LIMIT_BYTES", "PROTOCOL", "LocalError", "Message", "decode", "encode", "views"]

"""What devices report by themselves, as frozen values. A service listens; nothing here knows a byte."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from drivers.card import Card
from drivers.errors import Mends


class Administrative(StrEnum):
    """Who has the device; independent of what its link and its works are doing."""

    NOT_FITTED = "not_fitted"  # the settings say that it is not there
    IN_SERVICE = "in_service"
    MAINTENANCE = "maintenance"  # a technician has it: its port is closed and left alone


class Link(StrEnum):
    """The supervisor's view of the way to the device."""

    ABSENT = "absent"
    OPENING = "opening"
    IDENTIFYING = "identifying"
    ONLINE = "online"
    UNRESPONSIVE = "unresponsive"
    BACKOFF = "backoff"
    WRONG_DEVICE = "wrong_device"
    CONFIG_ERROR = "config_error"
    CLOSING = "closing"


class Operational(StrEnum):
    """Whether the device can do its work; independent of the link's state."""

    UNKNOWN = "unknown"
    READY = "ready"
    BUSY = "busy"
    ATTENTION = "attention"  # works, but somebody should come (paper low)
    USER_BLOCKED = "user_blocked"
    FAULT = "fault"


class PaperState(StrEnum):
    UNKNOWN = "unknown"
    OK = "ok"
    LOW = "low"
    OUT = "out"
    JAMMED = "jammed"


class CoverState(StrEnum):
    UNKNOWN = "unknown"
    CLOSED = "closed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class DeviceChanged:
    """Any of a device's axes changed; what the centre's terminals page and the technician see."""

    device: str
    driver: str
    link: Link
    operational: Operational
    consumables: dict[str, str] = field(default_factory=dict)  # "paper": "low", "cover": "closed", ...
    error: str | None = None  # a code of drivers/errors.py
    mends: Mends | None = None
    administrative: Administrative = Administrative.IN_SERVICE


@dataclass(frozen=True, slots=True)
class PaperChanged:
    device: str
    paper: PaperState
    cover: CoverState


@dataclass(frozen=True, slots=True)
class DeviceLost:
    """Told once, after the port is really closed."""

    device: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class DeviceBack:
    device: str
    seconds_away: float


class DoorState(StrEnum):
    """A locker's door by the board's own sensor."""

    UNKNOWN = "unknown"
    CLOSED = "closed"
    OPEN = "open"


class Cause(StrEnum):
    """Why a door moved, as far as its driver can know."""

    COMMAND = "command"  # our pulse, within its time
    HAND = "hand"  # nobody had asked: a key, a hand, noise at the lock
    UNKNOWN = "unknown"  # found so when the device came back: it moved while nobody looked


@dataclass(frozen=True, slots=True)
class DoorChanged:
    """A door is in another state than it was told to be in last. `door` counts from 1, as printed on the board."""

    device: str
    door: int
    state: DoorState
    cause: Cause


@dataclass(frozen=True, slots=True)
class CardRead:
    """A card was read whole. What is on it never reaches a log: a card's `repr` is masked."""

    device: str
    card: Card


@dataclass(frozen=True, slots=True)
class CardRemoved:
    device: str


@dataclass(frozen=True, slots=True)
class Scanned:
    """A code or a line was read. `text` may be personal, so it stands in no `repr`."""

    device: str
    text: str = field(repr=False)
    data: bytes = field(repr=False, default=b"")  # as the device sent it, without prefix and suffix
    format: str | None = None  # "qr", "code128", ...; None: the device does not say


@dataclass(frozen=True, slots=True)
class Rated:
    """A citizen pressed a rating. `level` 1 (worst) to 5 (best); `value`: what the pad sent."""

    device: str
    value: int
    level: int


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A key of a caller or a key pad, by its name: "next", "again", "ok", "1", ..."""

    device: str
    key: str


Fact = (
    DeviceChanged
    | PaperChanged
    | DeviceLost
    | DeviceBack
    | DoorChanged
    | CardRead
    | CardRemoved
    | Scanned
    | Rated
    | KeyPressed
)

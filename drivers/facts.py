"""What devices report by themselves, as frozen values. A service listens; nothing here knows a byte."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

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


Fact = DeviceChanged | PaperChanged | DeviceLost | DeviceBack

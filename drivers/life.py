"""The numbers of a device's life, and the pure rules made of them. `device.py` lives by them."""

from __future__ import annotations

from collections import deque
from random import Random
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from drivers.facts import Link

HOUR_SECONDS = 3600.0
_STEPS_SECONDS = (1.0, 2.0, 5.0, 10.0, 20.0, 40.0, 80.0)
_JITTER = 0.2

_CONFIGURATION = frozenset(("link.permission", "config.invalid"))


class LifeSettings(BaseModel):
    """How patient the terminal is with a device. Part of every driver's settings."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    fitted: Annotated[bool, Field(strict=True)] = True
    """Whether the device is there at all; false: its port is never opened."""

    poll_seconds: Annotated[float, Field(strict=True, ge=0.05, le=60)] = 1.2
    """Seconds between two questions to a device that has nothing to do."""

    misses_until_unresponsive: Annotated[int, Field(strict=True, ge=1, le=20)] = 2
    """Unanswered polls in a row after which the device counts as silent."""

    soft_resets_per_hour: Annotated[int, Field(strict=True, ge=0, le=60)] = 6
    """The most resets by command that a silent device gets in an hour."""

    quick_reopens_per_hour: Annotated[int, Field(strict=True, ge=1, le=600)] = 60
    """Reopenings in an hour after which the longest wait stands before each further one."""

    usb_resets_per_hour: Annotated[int, Field(strict=True, ge=0, le=60)] = 2
    """The most resets of the USB port that a device which stays silent after reopening gets in an hour."""

    settle_seconds: Annotated[float, Field(strict=True, ge=0, le=60)] = 1.0
    """How long a device that is plugged in again is left alone before its port is opened."""

    backoff_longest_seconds: Annotated[float, Field(strict=True, ge=0.01, le=600)] = 80.0
    """The longest wait before the port is tried again."""


def backoff_seconds(failures: int, longest_seconds: float, random: Random) -> float:
    """How long to wait after the `failures`-th failure in a row, from 1: 1, 2, 5, 10, 20, 40, 80 s, up to a fifth more.

    The extra is random, so that the terminals of a hall do not all come back in the same instant.
    """
    step = _STEPS_SECONDS[min(max(failures, 1), len(_STEPS_SECONDS)) - 1]
    return min(step, longest_seconds) * (1 + _JITTER * random.random())


def waiting_state(code: str, *, was_open: bool) -> Link:
    """Which state of the link a wait after error `code` is."""
    if code in _CONFIGURATION:
        return Link.CONFIG_ERROR
    if code == "link.wrong_device":
        return Link.WRONG_DEVICE
    if code == "link.absent" and not was_open:
        return Link.ABSENT
    return Link.BACKOFF


class HourlyCap:
    """At most `limit` times in any hour."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._times: deque[float] = deque()

    def allows(self, now: float) -> bool:
        """Whether once more is within the limit; counts it if so."""
        while self._times and now - self._times[0] >= HOUR_SECONDS:
            self._times.popleft()
        if len(self._times) >= self._limit:
            return False
        self._times.append(now)
        return True

"""The three clocks of a terminal, given to whoever needs the time, so that a test can hold them.

Wall time is for people and for the business day; it may jump. Monotonic time measures waits. The boot id says which
boot a monotonic time belongs to.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

BOOT_ID_FILE = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Clock:
    zone: tzinfo  # the hall's
    boot: str  # random, new at each boot of the machine
    wall_seconds: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic  # seconds

    def now(self) -> datetime:
        """The hall's wall time."""
        return datetime.fromtimestamp(self.wall_seconds(), self.zone)


def boot_id() -> str:
    """The kernel's random id of this boot; a random one of this process where the kernel has none."""
    try:
        return BOOT_ID_FILE.read_text().strip()
    except OSError:
        return str(uuid.uuid4())

"""What may go wrong with the power and the wires of any simulated device. More of each: docs/devices/bench.md."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

LATE_SECONDS = 2.0
NOISE_RATE = 0.01


class WireFault(StrEnum):
    POWER_OFF = "power_off"
    UNPLUG = "unplug"
    DEAD = "dead"
    SILENT = "silent"
    LATE = "late"
    GARBAGE = "garbage"
    ECHO = "echo"
    NOISE = "noise"
    DRIBBLE = "dribble"


SENTENCES: Mapping[str, str] = {
    WireFault.POWER_OFF.value: "The line hangs up; it forgets what devices forget without power.",
    WireFault.UNPLUG.value: "The line hangs up; the device stays on.",
    WireFault.DEAD.value: "Hears nothing and says nothing, with the line up.",
    WireFault.SILENT.value: "Does what it is told and says nothing.",
    WireFault.LATE.value: f"Answers so many seconds late ({LATE_SECONDS:g} without a figure).",
    WireFault.GARBAGE.value: "Random bytes in between.",
    WireFault.ECHO.value: "Sends back what it gets before it answers, like a half-duplex adapter.",
    WireFault.NOISE.value: f"Loses, flips, doubles and inserts bytes, both ways, at this rate ({NOISE_RATE:g}).",
    WireFault.DRIBBLE.value: "Sends one byte at a time.",
}
HUNG_UP = frozenset((WireFault.POWER_OFF, WireFault.UNPLUG))
FIGURED = frozenset((WireFault.LATE, WireFault.NOISE))  # their figure is no time after which they mend
OF_ONE = frozenset((WireFault.DEAD, WireFault.SILENT))  # also of one board alone, while the others on its line go on

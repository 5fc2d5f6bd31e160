"""What may go wrong with the power and the wires of any simulated device. Words and meaning: docs/devices/bench.md."""

from __future__ import annotations

from enum import StrEnum

LATE_SECONDS = 2.0
NOISE_RATE = 0.01


class WireFault(StrEnum):
    POWER_OFF = "power_off"  # the line hangs up; it forgets what devices forget
    UNPLUG = "unplug"  # the line hangs up; the device stays on
    DEAD = "dead"  # hears nothing and says nothing, with the line up
    SILENT = "silent"  # does what it is told and says nothing
    LATE = "late"  # answers so many seconds late (2 without a figure)
    GARBAGE = "garbage"  # random bytes in between
    ECHO = "echo"  # sends back what it gets before it answers, like a half-duplex adapter
    NOISE = "noise"  # loses, flips, doubles and inserts bytes, both ways, at this rate (0.01 without a figure)
    DRIBBLE = "dribble"  # sends one byte at a time


HUNG_UP = frozenset((WireFault.POWER_OFF, WireFault.UNPLUG))
FIGURED = frozenset((WireFault.LATE, WireFault.NOISE))  # their figure is no time after which they mend
OF_ONE = frozenset((WireFault.DEAD, WireFault.SILENT))  # also of one board alone, while the others on its line go on

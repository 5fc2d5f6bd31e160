"""Words of serial ports that settings use; here, so that reading settings does not load pyserial."""

from __future__ import annotations

from enum import StrEnum


class Flow(StrEnum):
    """Who tells us to wait. Linux has no DSR/DTR flow control: DSR is looked at before each chunk."""

    NONE = "none"
    RTSCTS = "rtscts"
    XONXOFF = "xonxoff"
    DSRDTR = "dsrdtr"


class Parity(StrEnum):
    NONE = "none"
    EVEN = "even"
    ODD = "odd"

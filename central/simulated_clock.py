"""The time of a simulated hall: `python main.py central --clock FILE`. For simulations only.

The file holds eight bytes, the milliseconds since 1970 as a little-endian integer; whoever simulates writes them, and
every look at the clock reads them. Waits (polls, deadlines, streams) stay in real time.
"""

from __future__ import annotations

import mmap
import struct
from pathlib import Path

from central.clock import Clock

_MILLISECONDS = struct.Struct("<q")


def file_clock(path: Path) -> Clock:
    """Raises ValueError for a file that cannot be read or is too short."""
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), _MILLISECONDS.size, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise ValueError(f"--clock {path}: holds no time, eight bytes of milliseconds since 1970: {error}") from error
    return lambda: int(_MILLISECONDS.unpack_from(mapped)[0])

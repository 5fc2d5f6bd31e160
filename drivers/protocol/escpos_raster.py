"""Pictures for ESC/POS printers: rows of dots as GS v 0 in bands.

Printers carry out real-time commands even inside a picture's data, so those byte sequences are broken by one dot; and
a picture goes out in bands, because a printer that lost the line waits for the rest of the command it is in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# DLE EOT 1-4 and Custom's 17 and 20, DLE ENQ 0-2, DLE DC4 1-8. The last byte of a band is followed by a command, which
# begins none of these.
_REAL_TIME = re.compile(rb"\x10(?=\x04[\x01-\x04\x11\x14]|\x05[\x00-\x02]|\x14[\x01-\x08])")


@dataclass(frozen=True, slots=True)
class Picture:
    """`rows`: each (width_dots + 7) // 8 bytes, the leftmost dot in the highest bit, 1 is black."""

    width_dots: int
    rows: tuple[bytes, ...]

    def __post_init__(self) -> None:
        if self.width_dots < 1 or any(len(row) != self.row_bytes for row in self.rows):
            raise ValueError(f"every row of a picture {self.width_dots} dots wide has {self.row_bytes} bytes")

    @property
    def row_bytes(self) -> int:
        return (self.width_dots + 7) // 8

    def scaled(self, times: int) -> Picture:
        """Each dot as a square of `times` by `times` dots."""
        rows: list[bytes] = []
        width = self.width_dots * times
        for row in self.rows:
            bits = "".join(bit * times for bit in f"{int.from_bytes(row):0{len(row) * 8}b}"[: self.width_dots])
            wide = int(bits.ljust((width + 7) // 8 * 8, "0"), 2).to_bytes((width + 7) // 8)
            rows.extend([wide] * times)
        return Picture(width, tuple(rows))


def without_real_time(data: bytes) -> bytes:
    """`data` with the lowest bit of a DLE set where it would begin a real-time command: one dot more."""
    return _REAL_TIME.sub(b"\x11", data)


def bands(picture: Picture, *, band_rows: int, doubled: bool = False) -> list[bytes]:
    """GS v 0 commands, each at most `band_rows` high. `doubled`: the printer doubles width and height (mode 3)."""
    commands: list[bytes] = []
    for first in range(0, len(picture.rows), band_rows):
        rows = picture.rows[first : first + band_rows]
        head = b"\x1dv0" + (b"\x03" if doubled else b"\x00")
        head += picture.row_bytes.to_bytes(2, "little") + len(rows).to_bytes(2, "little")
        commands.append(head + without_real_time(b"".join(rows)))
    return commands

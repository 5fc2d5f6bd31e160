"""The last bytes in and out of a simulated device, for the technician's eye, and all that ever came in, for proofs."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass

KEPT_ENTRIES = 60
ENTRY_BYTES = 16  # shown on one line
JOIN_SECONDS = 0.02  # bytes closer together than this are one line
KEPT_BYTES = 16 * 1024 * 1024


@dataclass(slots=True)
class Entry:
    at: float  # wall time, seconds
    inward: bool  # from the host to the printer
    data: bytes


class Traffic:
    def __init__(self) -> None:
        self.received = bytearray()  # the last KEPT_BYTES of all that arrived
        self.received_total = 0
        self._entries: deque[Entry] = deque(maxlen=KEPT_ENTRIES)

    def inward(self, data: bytes) -> None:
        self.received_total += len(data)
        self.received += data
        if len(self.received) > KEPT_BYTES:
            del self.received[: len(self.received) - KEPT_BYTES]
        self._enter(data, inward=True)

    def outward(self, data: bytes) -> None:
        self._enter(data, inward=False)

    def shown(self) -> list[dict[str, str | float]]:
        """Newest first: the wall time in seconds, "in" or "out", hexadecimal pairs."""
        return [
            {"at": round(entry.at, 3), "way": "in" if entry.inward else "out", "hex": entry.data.hex(" ").upper()}
            for entry in reversed(self._entries)
        ]

    def _enter(self, data: bytes, *, inward: bool) -> None:
        now = time.time()
        if self._entries:
            last = self._entries[-1]
            room = ENTRY_BYTES - len(last.data)
            if last.inward == inward and now - last.at < JOIN_SECONDS and room > 0:
                last.data += data[:room]
                data = data[room:]
        while data:
            self._entries.append(Entry(now, inward, data[:ENTRY_BYTES]))
            data = data[ENTRY_BYTES:]
            if len(data) > KEPT_ENTRIES * ENTRY_BYTES:
                data = data[-KEPT_ENTRIES * ENTRY_BYTES :]

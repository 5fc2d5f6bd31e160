"""Cuts a BX controller's bytes into frames. Stands between the link and the display's driver.

With escapes A5 always begins a frame and 5A always ends one. Without, the length in the header says where it ends.
What fits nothing is dropped; the CRC decides what is believed.
"""

from __future__ import annotations

import re

from drivers.protocol.onbon_bx import DATA_BYTES_LIMIT, END, START, Escape, Frame, unescaped

HEADER_BYTES = 14
_LEAD = re.compile(rb"\xa5+")
BODY_BYTES_LIMIT = 2 * (HEADER_BYTES + DATA_BYTES_LIMIT + 2)  # every byte of it escaped


class BxFrames:
    """Append bytes, get frames. Keeps at most one frame; each byte is looked at a bounded number of times."""

    def __init__(self, escape: Escape) -> None:
        self._escape = escape
        self._held = bytearray()  # escaped: the body so far; else: from the first A5 on
        self._inside = False

    def feed(self, data: bytes) -> list[Frame]:
        return self._feed_escaped(data) if self._escape is Escape.BX else self._feed_counted(data)

    def forget(self) -> None:
        """After silence: what is not whole will never be."""
        self._held.clear()
        self._inside = False

    def _feed_escaped(self, data: bytes) -> list[Frame]:
        found: list[Frame] = []
        for byte in data:
            if byte == START:
                self._held.clear()
                self._inside = True
            elif not self._inside:
                continue
            elif byte != END:
                self._held.append(byte)
                self._inside = len(self._held) <= BODY_BYTES_LIMIT
            else:
                self._inside = False
                try:
                    found.append(Frame.from_body(unescaped(bytes(self._held))))
                except ValueError:
                    continue
        return found

    def _feed_counted(self, data: bytes) -> list[Frame]:
        self._held += data
        found: list[Frame] = []
        while True:
            start = self._held.find(START)
            if start < 0:
                self._held.clear()
                return found
            del self._held[:start]
            lead = _LEAD.match(self._held)
            if lead is not None:
                del self._held[: lead.end() - 1]  # one is enough
            if len(self._held) < 1 + HEADER_BYTES:
                return found
            length = int.from_bytes(self._held[HEADER_BYTES - 1 : HEADER_BYTES + 1], "little")
            end = 1 + HEADER_BYTES + length + 2
            if length <= DATA_BYTES_LIMIT:
                if len(self._held) <= end:
                    return found
                if self._held[end] == END:
                    try:
                        found.append(Frame.from_body(bytes(self._held[1:end])))
                    except ValueError:
                        pass
                    else:
                        del self._held[: end + 1]
                        continue
            del self._held[:1]

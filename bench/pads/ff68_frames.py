"""The pad's end of FF 68 frames: commands out of the host's bytes, presses into bytes. Facts: docs/devices/ff68.md."""

from __future__ import annotations

KEY, DISPLAY, BEEP, RATING = 0x01, 0x02, 0x03, 0x11
START = b"\xff\x68"
MOST_L = 32


def frame(counter: int, function: int, data: bytes = b"") -> bytes:
    body = bytes((counter, function)) + data
    return START + bytes((len(body), len(body), 0x68)) + body + bytes((sum(body) % 256, 0x16))


class Ear:
    """Bytes in any portions -> (counter, function, data) of each frame whose sum and end are right."""

    def __init__(self) -> None:
        self._held = b""

    def forget(self) -> None:
        self._held = b""

    def hear(self, data: bytes) -> list[tuple[int, int, bytes]]:
        self._held += data
        found: list[tuple[int, int, bytes]] = []
        while (at := self._held.find(START)) >= 0:
            self._held = self._held[at:]
            if len(self._held) < 5:
                return found
            length = self._held[2]
            if length != self._held[3] or self._held[4] != 0x68 or not 2 <= length <= MOST_L:
                self._held = self._held[1:]
                continue
            if len(self._held) < 7 + length:
                return found
            body, total, end = self._held[5 : 5 + length], self._held[5 + length], self._held[6 + length]
            if sum(body) % 256 == total and end == 0x16:
                found.append((body[0], body[1], body[2:]))
                self._held = self._held[7 + length :]
            else:
                self._held = self._held[1:]
        self._held = self._held[-1:] if self._held.endswith(b"\xff") else b""
        return found

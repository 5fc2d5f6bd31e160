"""A call display with an Onbon BX controller: one line of LEDs that shows what it is told, and its answers.

It knows the ping and dynamic areas; of an area it keeps place, size and text. Facts: docs/devices/onbon-bx.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bench.displays.bx_wire import Ear, Received, answer
from bench.machine import Conversation, Said, WrongAct

ANY = 0xFFFE
ACK, NAK = b"\xa0\x00", b"\xa0\x01"
PING, AREAS = b"\xa2\x00", b"\xa3\x06"
UNKNOWN_GROUP, UNKNOWN_COMMAND, BUSY, NO_MEMORY, CHECKSUM = 1, 2, 3, 4, 5
AREA_BYTES = 27  # of an area before its text
PIXELS = 0x7FFF


@dataclass(frozen=True, slots=True)
class Shown:
    number: int
    x_px: int
    y_px: int
    width_px: int
    height_px: int
    text: str


class OnbonBx:
    """`width_px`, `height_px`: of the display; an area beyond it is refused."""

    kind = "display"
    faults: Mapping[str, str] = {
        "busy": "answers every text with NAK 3",
        "no_ping": "does not know the ping and keeps silent",
        "mute": "shows what it is told and never answers",
    }
    acts: Mapping[str, Mapping[str, str]] = {}

    def __init__(self, *, address: int = ANY, width_px: int = 128, height_px: int = 32, answer_seconds: float = 0.004):
        self.address = address
        self.width_px, self.height_px = width_px, height_px
        self.shown: dict[int, Shown] = {}
        self.texts: list[str] = []  # every text that was ever shown, in order
        self.broken_frames = 0
        self._answer_seconds = answer_seconds
        self._faulty: set[str] = set()
        self._ear = Ear()

    def power_up(self, now: float) -> Conversation:
        """A dynamic area does not outlive the power."""
        self.shown = {}
        self._ear = Ear()
        return ()

    def receive(self, data: bytes, now: float) -> Conversation:
        replies = [self._obey(received) for received in self._ear.hear(data)]
        return [Said(reply, self._answer_seconds) for reply in replies if reply]

    def act(self, name: str, values: Mapping[str, Any], now: float) -> Conversation:
        raise WrongAct(f"nobody can {name!r} a display")

    def set_fault(self, name: str, now: float, *, on: bool) -> Conversation:
        if name not in self.faults:
            raise KeyError(name)
        (self._faulty.add if on else self._faulty.discard)(name)
        return ()

    def state(self, now: float) -> dict[str, Any]:
        areas = [self.shown[number] for number in sorted(self.shown)]
        return {
            "width_px": self.width_px,
            "height_px": self.height_px,
            "text": " ".join(area.text for area in areas),
            "areas": [
                {
                    "number": area.number,
                    "x_px": area.x_px,
                    "y_px": area.y_px,
                    "width_px": area.width_px,
                    "height_px": area.height_px,
                    "text": area.text,
                }
                for area in areas
            ],
            "texts_shown": len(self.texts),
            "broken_frames": self.broken_frames,
        }

    # --- commands ---

    def _obey(self, received: Received) -> bytes:
        if received.data is None:
            self.broken_frames += 1
            return self._say(NAK, CHECKSUM)
        if received.destination not in (self.address, ANY) and self.address != ANY:
            return b""
        command, wants_answer = received.data[:2], received.data[2:3] != b"\x02"
        if command == PING:
            reply = b"" if "no_ping" in self._faulty else self._say(ACK, 0)
        elif command == AREAS:
            reply = self._show(received.data[5:])
        else:
            reply = self._say(NAK, UNKNOWN_COMMAND if command[0] in (0xA1, 0xA2, 0xA3) else UNKNOWN_GROUP)
        return reply if wants_answer and "mute" not in self._faulty else b""

    def _show(self, body: bytes) -> bytes:
        if "busy" in self._faulty:
            return self._say(NAK, BUSY)
        if len(body) < 2:
            return self._say(NAK, UNKNOWN_COMMAND)
        delete, count = body[0], body[1]
        at = 2 + delete
        for number in body[2:at]:
            self.shown.pop(number, None)
        for _ in range(count):
            length = int.from_bytes(body[at : at + 2], "little")
            if not AREA_BYTES <= length <= len(body) - at - 2:
                return self._say(NAK, UNKNOWN_COMMAND)
            area = _area(body[at + 2 : at + 2 + length])
            if area.x_px + area.width_px > self.width_px or area.y_px + area.height_px > self.height_px:
                return self._say(NAK, NO_MEMORY)
            self.shown[area.number] = area
            self.texts.append(area.text)
            at += 2 + length
        return self._say(ACK, 0)

    def _say(self, code: bytes, reason: int) -> bytes:
        return answer(self.address, code + bytes((reason, 0, 0)))


def _area(body: bytes) -> Shown:
    x, y, width, height = (int.from_bytes(body[at : at + 2], "little") for at in (1, 3, 5, 7))
    length = int.from_bytes(body[AREA_BYTES - 4 : AREA_BYTES], "little")
    text = body[AREA_BYTES : AREA_BYTES + length].decode("gb2312", "replace")
    return Shown(body[9], _pixels(x), y, _pixels(width), height, text)


def _pixels(value: int) -> int:
    """The highest bit says pixels; without it the unit is eight of them."""
    return value & PIXELS if value > PIXELS else value * 8

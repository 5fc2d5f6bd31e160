"""One counter's caller box and its four rating keys, on one line under one address. Facts: docs/devices/ff68.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bench.machine import Conversation, Said, WrongAct
from bench.pads.ff68_frames import BEEP, DISPLAY, KEY, RATING, Ear, frame

KEYS = {
    "next": b"\x0c",
    "again": b"\x0d",
    "evaluate": b"\x0b",
    "pause": b"\x12",
    "transfer": b"\x13",
    "cancel": b"\x0e",
    "ok": b"\x0f",
    "one_metre": b"\x11",
    "give_up": b"\x06\x0f",
    "hold": b"\x00\x0f",
    "call_back": b"\x03\x0f",
    **{str(digit): bytes((digit,)) for digit in range(10)},
}
RATINGS = {0: "dissatisfied", 1: "no opinion", 2: "satisfied", 3: "very satisfied"}
EVALUATE = b"\x0b"
FIVE_STARS = b"\x05"
BLANK = 0x0A
REPEAT_SECONDS = 0.2
REPEATS = 3


class Ff68Line:
    """`key_function`: FUNC of its key frames, which no document tells for certain."""

    kind = "pad"

    def __init__(self, counter: int = 1, *, key_function: int = KEY) -> None:
        self.faults: Mapping[str, str] = {"deaf": f"hears no acknowledgement and says each press {REPEATS} times"}
        self.acts: Mapping[str, Mapping[str, str]] = {
            "press": {"key": "one of " + ", ".join(KEYS)},
            "rate": {"value": ", ".join(f"{value} {word}" for value, word in RATINGS.items())},
        }
        self._counter = counter
        self._key_function = key_function
        self._ear = Ear()
        self._deaf = False
        self._dark()

    def _dark(self) -> None:
        self._waiting = self._ticket = ""
        self._stars = self._invited = False
        self._beeps = 0
        self._unacknowledged: list[bytes] = []

    def power_up(self, now: float) -> Conversation:
        self._ear.forget()
        self._dark()
        return ()

    def receive(self, data: bytes, now: float) -> Conversation:
        for counter, function, body in self._ear.hear(data):
            if counter == self._counter:
                self._obey(function, body)
        return ()

    def act(self, name: str, values: Mapping[str, Any], now: float) -> Conversation:
        if name == "press" and values.get("key") in KEYS:
            data = KEYS[str(values["key"])]
            return self._say(frame(self._counter, self._key_function, data), frame(self._counter, KEY, data))
        if name == "rate" and values.get("value") in RATINGS:
            data = bytes((int(values["value"]),))
            self._invited = False
            return self._say(frame(self._counter, RATING, data), frame(self._counter, KEY, data))
        if name not in self.acts:
            raise WrongAct(f"nobody can {name!r} a pad; there are {', '.join(self.acts)}")
        raise WrongAct(f"{name} takes {self.acts[name]}, not {dict(values)}")

    def set_fault(self, name: str, now: float, *, on: bool) -> Conversation:
        if name not in self.faults:
            raise KeyError(name)
        self._deaf = on
        return ()

    def state(self, now: float) -> dict[str, Any]:
        """`waiting`, `ticket`: what the digits show; `unacknowledged`: presses that nobody has answered, in hex."""
        return {
            "waiting": self._waiting,
            "ticket": self._ticket,
            "stars": self._stars,
            "invited": self._invited,
            "beeps": self._beeps,
            "unacknowledged": [said.hex(" ") for said in self._unacknowledged],
        }

    def _say(self, said: bytes, acknowledged_by: bytes) -> Conversation:
        self._unacknowledged.append(acknowledged_by)
        return [Said(said, n * REPEAT_SECONDS) for n in range(REPEATS if self._deaf else 1)]

    def _obey(self, function: int, body: bytes) -> None:
        heard = frame(self._counter, function, body)
        if heard in self._unacknowledged and not self._deaf:
            self._unacknowledged.remove(heard)
        if function == KEY and body == EVALUATE:
            self._invited = True
        elif function == DISPLAY and len(body) == 6:
            self._waiting, self._ticket = _shown(body[:3]), _shown(body[3:])
        elif function == DISPLAY and body == FIVE_STARS:
            self._stars = True
        elif function == BEEP and not body:
            self._beeps += 1


def _shown(digits: bytes) -> str:
    return "".join("" if digit == BLANK else str(digit) for digit in digits)

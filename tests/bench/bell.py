"""A machine for the tests of what surrounds machines: it answers every "?" with its name and rings when pressed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bench.machine import Conversation, Said, WrongAct


class Bell:
    kind = "bell"
    faults: Mapping[str, str] = {"muffled": "Rings without a sound."}
    acts: Mapping[str, Mapping[str, str]] = {"press": {"times": "1 to 9"}}

    def __init__(self, name: bytes = b"A") -> None:
        self._name = name
        self.rung = 0
        self.heard = bytearray()
        self._muffled = False

    def power_up(self, now: float) -> Conversation:
        self.rung = 0
        return [Said(b"up" + self._name)]

    def receive(self, data: bytes, now: float) -> Conversation:
        self.heard += data
        return [Said(b"!" + self._name) for _ in range(data.count(b"?"))]

    def act(self, name: str, values: Mapping[str, Any], now: float) -> Conversation:
        if name != "press":
            raise WrongAct(f"{name!r} is none of press")
        times = int(values.get("times", 1))
        self.rung += times
        return [] if self._muffled else [Said(b"ding", 0.001 * n) for n in range(times)]

    def set_fault(self, name: str, now: float, *, on: bool) -> Conversation:
        if name != "muffled":
            raise KeyError(name)
        self._muffled = on
        return []

    def state(self, now: float) -> dict[str, Any]:
        return {"rung": self.rung, "muffled": self._muffled}

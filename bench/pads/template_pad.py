"""A pad of whose protocol only single frames are known: each key says its bytes. By itself an RS-485 pad of four bytes
a frame, `01 address key 07`, as the open QSystem has it. Facts: docs/devices/template-pad.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bench.machine import Conversation, Said, WrongAct

MOST_HEARD_BYTES = 64

QSYSTEM_KEYS = {
    "call": bytes.fromhex("01 20 31 07"),
    "start": bytes.fromhex("01 20 32 07"),
    "redirect": bytes.fromhex("01 20 33 07"),
    "finish": bytes.fromhex("01 20 34 07"),
}


class TemplatePad:
    """`keys`, `ratings`: what each says. `invitation`: the bytes after which it is lit for a rating."""

    kind = "pad"

    def __init__(
        self,
        keys: Mapping[str, bytes] = QSYSTEM_KEYS,
        ratings: Mapping[int, bytes] | None = None,
        invitation: bytes = b"",
    ) -> None:
        self.faults: Mapping[str, str] = {}
        self._keys = dict(keys)
        self._ratings = dict(ratings or {})
        self.acts: Mapping[str, Mapping[str, str]] = {
            "press": {"key": "one of " + ", ".join(self._keys)},
            **({"rate": {"value": "one of " + ", ".join(map(str, self._ratings))}} if self._ratings else {}),
        }
        self._invitation = invitation
        self._heard = b""

    def power_up(self, now: float) -> Conversation:
        self._heard = b""
        return ()

    def receive(self, data: bytes, now: float) -> Conversation:
        self._heard = (self._heard + data)[-MOST_HEARD_BYTES:]
        return ()

    def act(self, name: str, values: Mapping[str, Any], now: float) -> Conversation:
        if name == "press" and values.get("key") in self._keys:
            return [Said(self._keys[str(values["key"])])]
        if name == "rate" and values.get("value") in self._ratings:
            return [Said(self._ratings[int(values["value"])])]
        raise WrongAct(f"nobody can {name} with {dict(values)}; there are {dict(self.acts)}")

    def set_fault(self, name: str, now: float, *, on: bool) -> Conversation:
        raise KeyError(name)

    def state(self, now: float) -> dict[str, Any]:
        """`heard`: the last bytes from the host, in hex."""
        invited = bool(self._invitation) and self._invitation in self._heard
        return {"heard": self._heard.hex(" "), "invited": invited}

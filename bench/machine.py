"""A simulated device without its wires: bytes in -> bytes out, and what people do to it. Pure, but for what it keeps.

Each machine speaks the device's side of a protocol, written from the facts. Its power, its wires and their faults are
`bench/appliance.py`'s. `kind` says what the bench page draws it as.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class WrongAct(ValueError):
    """Nobody can do that to this device; the message names what, and what there is."""


@dataclass(frozen=True, slots=True)
class Said:
    """Bytes that the device sends, `after_seconds` from now. `aside`: what it says meanwhile does not wait for them."""

    data: bytes
    after_seconds: float = 0.0
    aside: bool = False


Conversation = Sequence[Said]


class Machine(Protocol):
    """`now` is seconds on the bench's clock, never going back; what takes time is worked out from it."""

    kind: str
    """What it is drawn as: "card_reader", "scanner", "lock_board", "pad", "display", "voice"."""

    faults: Mapping[str, str]
    """The faults of its own that can be switched: name -> a sentence for the page."""

    acts: Mapping[str, Mapping[str, str]]
    """What people may do to it: name -> its values' names and a sentence each ({"door": "1 to 24"})."""

    def power_up(self, now: float) -> Conversation:
        """Forget what a device forgets without power; what it says when it starts."""

    def receive(self, data: bytes, now: float) -> Conversation:
        """Bytes from the host, in any portions."""

    def act(self, name: str, values: Mapping[str, Any], now: float) -> Conversation:
        """A person does something to it. Raises WrongAct."""

    def set_fault(self, name: str, now: float, *, on: bool) -> Conversation:
        """One of `faults`. Raises KeyError."""

    def state(self, now: float) -> dict[str, Any]:
        """Plain JSON values, for the page and for tests."""

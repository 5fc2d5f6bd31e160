"""What a technician may have one device do, driver by driver: the shape of an action and of what it reports.

Each driver's `driver.py` declares its actions; `drivers/technician/` runs them. docs/devices/try.md is the contract.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from drivers.device import Device
from drivers.errors import mends
from drivers.link.contract import Link
from drivers.link.recording import Mask, Way
from drivers.roles import Outcome

# Whatever driver has them, they only ask: one that is interrupted has failed, and nothing has moved.
ASKING = frozenset(("status", "read", "sam", "state", "ask", "listen"))


class WrongUse(Exception):
    """An action's argument cannot be meant: one sentence that names it. Nothing was sent."""


@dataclass(frozen=True, slots=True)
class Request:
    """`tell` takes plain JSON objects that come before the end (what `listen` hears), one a line."""

    argument: str | None
    deadline_seconds: float
    reveal: bool  # show personal data whole
    tell: Callable[[Mapping[str, Any]], None]

    def number(self, what: str) -> int:
        """The argument as a whole number from 1. Raises WrongUse."""
        if self.argument is None or not self.argument.isascii() or not self.argument.isdigit() or self.argument == "0":
            raise WrongUse(f"{what} is a number from 1, not {self.argument!r}")
        return int(self.argument)


@dataclass(frozen=True, slots=True)
class Report:
    """How an action ended. `fields`: the action's own plain JSON values."""

    outcome: Outcome
    error: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        hand = mends(self.error).value if self.error else "nobody"
        return {"outcome": self.outcome.value, "error": self.error, "mends": hand, **self.fields}


@dataclass(frozen=True, slots=True)
class Action:
    """`run` gets the driver's own device, online, and ends within the request's deadline; it may raise DeviceError
    when nothing that matters was sent, and WrongUse."""

    name: str
    help: str
    run: Callable[[Any, Request], Awaitable[Report]]
    argument: str | None = None  # its name in the usage, when there is one: "N", "TEXT", "FILE.json"
    refuse: Callable[[Request], None] | None = None  # looks at the argument before a port is opened; raises WrongUse
    unrun: Callable[[Request], Mapping[str, Any]] | None = None  # its fields, where the device was never reached

    @property
    def moves(self) -> bool:
        """Whether metal or paper may move, or a citizen may see or hear it."""
        return self.name not in ASKING


Line = Callable[[Any], Link]


def _nothing_personal(settings: Any, way: Way) -> Mask | None:
    return None


@dataclass(frozen=True, slots=True)
class Driver:
    """One driver as the registry knows it. Each driver's module `driver.py` holds it as DRIVER.

    `make(name, settings, table, line)`: the device, its port not opened; `line(settings)` gives its link, or its tap of
    a bus. Raises SettingsError whose sentence begins with `table`.
    """

    settings: type[BaseModel]
    make: Callable[[str, Any, str, Line], Device]
    actions: tuple[Action, ...]
    shares_line: bool = False  # several of them may hang on one RS-485 line
    masks: Callable[[Any, Way], Mask | None] = _nothing_personal  # by its settings; a new one each time

    def action(self, name: str) -> Action:
        """Raises WrongUse naming the ones there are."""
        for action in self.actions:
            if action.name == name:
                return action
        raise WrongUse(f"no action {name!r}; there are {', '.join(action.name for action in self.actions)}")

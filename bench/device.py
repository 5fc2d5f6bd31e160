"""What the bench runs, whatever it is: a thing with a name, a pseudo-terminal, a TCP port, faults and a state to show.

`bench/devices.py` lists them, `bench/serve.py` runs them, `bench/device_api.py` shows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from bench.ports.pty import PtyPort
from bench.ports.tcp import TcpPort
from bench.traffic import Traffic


class UnknownFault(ValueError):
    """A fault that this device does not have; the message names it."""


Acts = Mapping[str, Mapping[str, Mapping[str, str]]]
"""What people may do: machine or part -> act -> its values' names and a sentence each."""


class BenchDevice(Protocol):
    name: str
    pty: PtyPort
    tcp: TcpPort
    traffic: Traffic

    async def start(self) -> None:
        """Power on, plugged in: returns when a host can open either port."""

    async def stop(self) -> None:
        """Everything away; it may have been started or not."""

    async def set_fault(self, name: str, seconds: float | None = None, *, on: bool) -> None:
        """Returns when it is so. `seconds`: after that time it mends itself. Raises UnknownFault."""

    @property
    def acts(self) -> Acts: ...

    def act(self, machine: str, name: str, values: Mapping[str, Any]) -> None:
        """A person does something to one of its machines or parts. Raises KeyError, WrongAct."""

    def state(self) -> dict[str, Any]:
        """Plain JSON values; the shape is the bench API's (docs/devices/bench.md)."""

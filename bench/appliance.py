"""Simulated devices with power and wires: one or several machines on one pseudo-terminal and one TCP port.

Several machines on one appliance are boards on one RS-485 line: each hears everything and answers what is its own.
The faults here are those of any device; a machine's own are named by the machine.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Any

from bench.machine import Conversation, Machine
from bench.ports.noise import Noise, Rates
from bench.ports.port import Ear, Port
from bench.ports.pty import PtyPort
from bench.ports.tcp import TcpPort
from bench.ticket_printer import UnknownFault
from bench.traffic import Traffic

LATE_SECONDS = 2.0
NOISE_RATE = 0.01
BYTE_SECONDS = 0.002  # between two bytes of a dribbling device
BABBLE_SECONDS = 0.3


class WireFault(StrEnum):
    """What may go wrong with any device. Words and meaning: docs/devices/bench.md."""

    POWER_OFF = "power_off"  # the line hangs up; it forgets what devices forget
    UNPLUG = "unplug"  # the line hangs up; the device stays on
    DEAD = "dead"  # hears nothing and says nothing, with the line up
    SILENT = "silent"  # does what it is told and says nothing
    LATE = "late"  # answers so many seconds late (2 without a figure)
    GARBAGE = "garbage"  # random bytes in between
    ECHO = "echo"  # sends back what it gets before it answers, like a half-duplex adapter
    NOISE = "noise"  # loses, flips, doubles and inserts bytes, both ways, at this rate (0.01 without a figure)
    DRIBBLE = "dribble"  # sends one byte at a time


HUNG_UP = frozenset((WireFault.POWER_OFF, WireFault.UNPLUG))
FIGURED = frozenset((WireFault.LATE, WireFault.NOISE))  # their figure is no time after which they mend


class Appliance:
    """`directory`: the pseudo-terminal appears as DIRECTORY/ports/NAME. `tcp_port` 0: a free one. `baud` 0: at once."""

    def __init__(
        self,
        name: str,
        machines: Mapping[str, Machine],
        directory: Path,
        *,
        tcp_port: int = 0,
        baud: int = 0,
        seed: int = 1,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.name = name
        self.machines = dict(machines)
        self.traffic = Traffic()
        self._faults: dict[str, float | None] = {}
        self._seed = seed
        self._changed = changed
        ear = Ear(self._roomy, self._receive, changed)
        self.pty = PtyPort(directory / "ports" / name, ear, baud=baud)
        self.tcp = TcpPort(ear, tcp_port)
        self._ports: tuple[Port, ...] = (self.pty, self.tcp)
        self._speaking: Port = self.pty
        self._wiring = asyncio.Lock()
        self._powered = False
        self._sending: set[asyncio.TimerHandle] = set()
        self._free_at = 0.0
        self._mending: dict[str, asyncio.Task[None]] = {}
        self._noise = (Noise(Rates(), seed), Noise(Rates(), seed + 1))  # to the device, from it
        self._babbling: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Power on, plugged in: returns when a host can open either port."""
        await self._wire()

    async def stop(self) -> None:
        """Everything away: power, pseudo-terminal, symbolic link, port, tasks."""
        tasks = [*self._mending.values(), *([self._babbling] if self._babbling else [])]
        self._mending.clear()
        self._babbling = None
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        async with self._wiring:
            self._forget()
            for port in self._ports:
                await port.unplug()
            self._powered = False

    # --- faults and acts ---

    async def set_fault(self, name: str, seconds: float | None = None, *, on: bool) -> None:
        """Returns when it is so. `seconds`: after that time it mends itself; with late the delay, with noise the rate.

        Raises UnknownFault.
        """
        owner = next((machine for machine in self.machines.values() if name in machine.faults), None)
        if owner is None and name not in set(WireFault):
            own = [fault for machine in self.machines.values() for fault in machine.faults]
            raise UnknownFault(f"{self.name}: fault {name!r} is none of {', '.join([*WireFault, *dict.fromkeys(own)])}")
        pending = self._mending.pop(name, None)
        if pending and pending is not asyncio.current_task():
            pending.cancel()
        if on:
            self._faults[name] = seconds
        else:
            self._faults.pop(name, None)
        if owner is not None:
            for machine in self.machines.values():
                if name in machine.faults:
                    self._say(machine.set_fault(name, self._now(), on=on))
        self._feel()
        await self._wire()
        if on and seconds is not None and name not in FIGURED:
            self._mend_later(name, seconds)
        self._changed()

    def act(self, machine: str, name: str, values: Mapping[str, Any]) -> None:
        """A person does something to one of the machines. Raises KeyError, WrongAct."""
        conversation = self.machines[machine].act(name, values, self._now())
        if self._powered:
            self._say(conversation)
        self._changed()

    def _mend_later(self, name: str, seconds: float) -> None:
        async def mend() -> None:
            await asyncio.sleep(seconds)
            await self.set_fault(name, on=False)

        self._mending[name] = asyncio.create_task(mend(), name=f"bench mends {name}")

    def _feel(self) -> None:
        rate = self._faults.get(WireFault.NOISE) if WireFault.NOISE in self._faults else 0.0
        rates = Rates.all(NOISE_RATE if rate is None else rate)
        self._noise = (Noise(rates, self._seed), Noise(rates, self._seed + 1))
        babbles = WireFault.GARBAGE in self._faults
        if babbles and self._babbling is None:
            self._babbling = asyncio.create_task(self._babble(), name=f"bench {self.name} garbage")
        elif not babbles and self._babbling is not None:
            self._babbling.cancel()
            self._babbling = None

    async def _babble(self) -> None:
        chance = Noise(Rates(insertion=1.0, loss=1.0), self._seed + 2)
        while True:
            await asyncio.sleep(BABBLE_SECONDS)
            self._send(chance.disturb(bytes(4)))

    async def _wire(self) -> None:
        """Bring power and wires to what the faults say."""
        async with self._wiring:
            powered = WireFault.POWER_OFF not in self._faults
            greeting: list[Conversation] = []
            if powered and not self._powered:
                greeting = [machine.power_up(self._now()) for machine in self.machines.values()]
            elif not powered:
                self._forget()
            self._powered = powered
            for port in self._ports:
                await (port.unplug() if HUNG_UP & set(self._faults) else port.plug())
            for conversation in greeting:
                self._say(conversation)

    # --- bytes ---

    async def _roomy(self) -> None:
        return

    def _receive(self, port: Port, data: bytes) -> None:
        self._speaking = port
        if not self._powered or WireFault.DEAD in self._faults:
            return
        self.traffic.inward(data)
        if WireFault.ECHO in self._faults:
            self._send(data)
        heard = self._noise[0].disturb(data)
        now = self._now()
        for machine in self.machines.values():
            self._say(machine.receive(heard, now))
        self._changed()

    def _say(self, conversation: Conversation) -> None:
        if WireFault.SILENT in self._faults or WireFault.DEAD in self._faults:
            return
        late = self._faults.get(WireFault.LATE) if WireFault.LATE in self._faults else 0.0
        late_seconds = LATE_SECONDS if late is None else late
        for said in conversation:
            self._send(self._noise[1].disturb(said.data), said.after_seconds + late_seconds)

    def _send(self, data: bytes, after_seconds: float = 0.0) -> None:
        """Now or later; two things said one after the other stay in their order."""
        if not data:
            return
        if WireFault.DRIBBLE in self._faults:
            portions = [(bytes((byte,)), after_seconds + n * BYTE_SECONDS) for n, byte in enumerate(data)]
        else:
            portions = [(data, after_seconds)]
        now = self._now()
        for portion, later_seconds in portions:
            at = max(now + later_seconds, self._free_at + 1e-6)  # equal times would not keep their order
            if later_seconds <= 0 and self._free_at <= now:
                self._out(portion)
                continue
            self._free_at = at
            self._out_at(at, portion)

    def _out_at(self, when: float, data: bytes) -> None:
        def now() -> None:
            self._sending.discard(handle)
            self._out(data)

        handle = asyncio.get_running_loop().call_at(when, now)
        self._sending.add(handle)

    def _out(self, data: bytes) -> None:
        self.traffic.outward(data)
        if not self._speaking.opened:
            self._speaking = next((port for port in self._ports if port.opened), self._speaking)
        self._speaking.write(data)
        self._changed()

    def _forget(self) -> None:
        """Without power, what was to be said is never said."""
        for handle in self._sending:
            handle.cancel()
        self._sending.clear()
        self._free_at = 0.0

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()

    # --- for the page ---

    def state(self) -> dict[str, Any]:
        """Plain JSON values; the shape is the bench API's (docs/devices/bench.md)."""
        now = self._now()
        return {
            "name": self.name,
            "pty": self.pty.address,
            "tcp": self.tcp.address,
            "on": self._powered,
            "opened": [port.address for port in self._ports if port.opened],
            "faults": dict(self._faults),
            "machines": {
                name: {
                    "kind": machine.kind,
                    "faults": dict(machine.faults),
                    "acts": {act: dict(values) for act, values in machine.acts.items()},
                    "state": machine.state(now),
                }
                for name, machine in self.machines.items()
            },
            "bytes_received": self.traffic.received_total,
            "traffic": self.traffic.shown(),
        }

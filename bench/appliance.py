"""Simulated devices with power and wires: one or several machines on one pseudo-terminal and one TCP port.

Several machines on one appliance are boards on one RS-485 line: each hears everything and answers what is its own.
The faults here are those of any device; a machine's own are named by the machine.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from bench.device import Acts, UnknownFault
from bench.machine import Conversation, Machine
from bench.ports.noise import Noise, Rates
from bench.ports.port import Ear, Port
from bench.ports.pty import PtyPort
from bench.ports.tcp import TcpPort
from bench.sending import Sending
from bench.traffic import Traffic
from bench.wire_faults import FIGURED, HUNG_UP, LATE_SECONDS, NOISE_RATE, OF_ONE, SENTENCES, WireFault

__all__ = ["Appliance", "WireFault"]
BABBLE_SECONDS = 0.3
ALL = ""  # the whole device, where a machine's name could stand


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
        self._own_faults: dict[str, set[str]] = {machine: set() for machine in machines}
        self._seed = seed
        self._changed = changed
        ear = Ear(self._roomy, self._receive, changed)
        self.pty = PtyPort(directory / "ports" / name, ear, baud=baud)
        self.tcp = TcpPort(ear, tcp_port)
        self._ports: tuple[Port, ...] = (self.pty, self.tcp)
        self._speaking: Port = self.pty
        self._wiring = asyncio.Lock()
        self._powered = False
        self._sending = Sending(self._out)
        self._mending: dict[tuple[str, str], asyncio.Task[None]] = {}
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
            self._sending.forget()
            for port in self._ports:
                await port.unplug()
            self._powered = False

    # --- faults and acts ---

    async def set_fault(self, name: str, seconds: float | None = None, *, on: bool) -> None:
        """Returns when it is so. `seconds`: after that time it mends itself; with late the delay, with noise the rate.

        A machine's own fault befalls all machines that have it. Raises UnknownFault.
        """
        owners = [machine for machine, device in self.machines.items() if name in device.faults]
        if not owners and name not in set(WireFault):
            own = dict.fromkeys(fault for machine in self.machines.values() for fault in machine.faults)
            raise UnknownFault(f"{self.name}: fault {name!r} is none of {', '.join([*WireFault, *own])}")
        self._mended(ALL, name)
        if on:
            self._faults[name] = seconds
        else:
            self._faults.pop(name, None)
        for machine in owners:
            self._befall(machine, name, on=on)
        self._feel()
        await self._wire()
        if on and seconds is not None and name not in FIGURED:
            self._mend_later(ALL, name, seconds)
        self._changed()

    async def set_machine_fault(self, machine: str, name: str, seconds: float | None = None, *, on: bool) -> None:
        """The same with one board alone: its own faults, and `dead` and `silent`. Raises KeyError, UnknownFault."""
        device = self.machines[machine]
        if name not in device.faults and name not in OF_ONE:
            known = dict.fromkeys([*sorted(OF_ONE), *device.faults])
            raise UnknownFault(f"{self.name}, {machine}: fault {name!r} is none of {', '.join(known)}")
        self._mended(machine, name)
        self._befall(machine, name, on=on)
        if name in device.faults and not any(name in faults for faults in self._own_faults.values()):
            self._faults.pop(name, None)
        if on and seconds is not None:
            self._mend_later(machine, name, seconds)
        self._changed()

    @property
    def acts(self) -> Acts:
        return {name: machine.acts for name, machine in self.machines.items()}

    def act(self, machine: str, name: str, values: Mapping[str, Any]) -> None:
        """A person does something to one of the machines. Raises KeyError, WrongAct."""
        conversation = self.machines[machine].act(name, values, self._now())
        if self._powered:
            self._say(machine, conversation)
        self._changed()

    def _befall(self, machine: str, name: str, *, on: bool) -> None:
        faults = self._own_faults[machine]
        if on:
            faults.add(name)
        else:
            faults.discard(name)
        if name in self.machines[machine].faults:
            self._say(machine, self.machines[machine].set_fault(name, self._now(), on=on))

    def _mended(self, machine: str, name: str) -> None:
        """It is switched by hand, or has mended: nothing is to mend it later."""
        pending = self._mending.pop((machine, name), None)
        if pending and pending is not asyncio.current_task():
            pending.cancel()

    def _mend_later(self, machine: str, name: str, seconds: float) -> None:
        async def mend() -> None:
            await asyncio.sleep(seconds)
            if machine == ALL:
                await self.set_fault(name, on=False)
            else:
                await self.set_machine_fault(machine, name, on=False)

        self._mending[(machine, name)] = asyncio.create_task(mend(), name=f"bench mends {machine} {name}")

    def _feel(self) -> None:
        rate = self._faults.get(WireFault.NOISE) if WireFault.NOISE in self._faults else 0.0
        rates = Rates.all(NOISE_RATE if rate is None else rate)
        self._noise = (Noise(rates, self._seed), Noise(rates, self._seed + 1))
        self._sending.dribbling = WireFault.DRIBBLE in self._faults
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
            self._sending.send(chance.disturb(bytes(4)))

    async def _wire(self) -> None:
        """Bring power and wires to what the faults say."""
        async with self._wiring:
            powered = WireFault.POWER_OFF not in self._faults
            greeting: dict[str, Conversation] = {}
            if powered and not self._powered:
                greeting = {name: machine.power_up(self._now()) for name, machine in self.machines.items()}
            elif not powered:
                self._sending.forget()
            self._powered = powered
            for port in self._ports:
                await (port.unplug() if HUNG_UP & set(self._faults) else port.plug())
            for name, conversation in greeting.items():
                self._say(name, conversation)

    # --- bytes ---

    async def _roomy(self) -> None:
        return

    def _receive(self, port: Port, data: bytes) -> None:
        self._speaking = port
        if not self._powered or WireFault.DEAD in self._faults:
            return
        self.traffic.inward(data)
        if WireFault.ECHO in self._faults:
            self._sending.send(data)
        heard = self._noise[0].disturb(data)
        now = self._now()
        for name, machine in self.machines.items():
            if WireFault.DEAD not in self._own_faults[name]:
                self._say(name, machine.receive(heard, now))
        self._changed()

    def _say(self, machine: str, conversation: Conversation) -> None:
        if not OF_ONE.isdisjoint(self._faults) or not OF_ONE.isdisjoint(self._own_faults[machine]):
            return
        late = self._faults.get(WireFault.LATE) if WireFault.LATE in self._faults else 0.0
        late_seconds = LATE_SECONDS if late is None else late
        for said in conversation:
            data = self._noise[1].disturb(said.data)
            self._sending.send(data, said.after_seconds + late_seconds, aside=said.aside)

    def _out(self, data: bytes) -> None:
        self.traffic.outward(data)
        if not self._speaking.opened:
            self._speaking = next((port for port in self._ports if port.opened), self._speaking)
        self._speaking.write(data)
        self._changed()

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
            "faults": {str(name): seconds for name, seconds in self._faults.items()},
            "known_faults": SENTENCES,
            "machines": {
                name: {
                    "kind": machine.kind,
                    "faults": dict(machine.faults),
                    "on": sorted(map(str, self._own_faults[name])),
                    "acts": {act: dict(values) for act, values in machine.acts.items()},
                    "state": machine.state(now),
                }
                for name, machine in self.machines.items()
            },
            "bytes_received": self.traffic.received_total,
            "traffic": self.traffic.shown(),
        }

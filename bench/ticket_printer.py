"""The printer with its power and its wires: a pseudo-terminal and a TCP port, both leading to the same machine.

What the bench page, the demo and the tests hold in hands. Answers go to the wire that spoke last.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from bench.device import Acts, UnknownFault
from bench.escpos.ticket_exit import Presenter
from bench.faults import SENTENCES, Fault
from bench.machine import WrongAct
from bench.ports.port import Ear, Port
from bench.ports.pty import PtyPort
from bench.ports.tcp import TcpPort
from bench.printer import Printer, PrinterSettings

__all__ = ["NAME", "TicketPrinter", "UnknownFault"]
NAME = "ticket-printer"


class TicketPrinter:
    """`directory`: the pseudo-terminal appears as DIRECTORY/ports/NAME. `tcp_port` 0: a free one."""

    def __init__(
        self,
        directory: Path,
        settings: PrinterSettings | None = None,
        *,
        name: str = NAME,
        tcp_port: int = 0,
        baud: int = 0,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.name = name
        self.printer = Printer(settings or PrinterSettings(), self._say, changed=changed)
        self.traffic = self.printer.traffic
        ear = Ear(self._roomy, self._receive, changed)
        self.pty = PtyPort(directory / "ports" / name, ear, baud=baud)
        self.tcp = TcpPort(ear, tcp_port)
        self._ports: tuple[Port, ...] = (self.pty, self.tcp)
        self._speaking: Port = self.pty
        self._wiring = asyncio.Lock()
        self._mending: dict[Fault, asyncio.Task[None]] = {}
        self._watch: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Power on, plugged in: returns when a host can open either port."""
        await self._wire()
        self._watch = asyncio.create_task(self._watch_power(), name="bench power")

    async def stop(self) -> None:
        """Everything away: power, pseudo-terminal, symbolic link, port, tasks."""
        tasks = [*self._mending.values(), *([self._watch] if self._watch else [])]
        self._mending.clear()
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        async with self._wiring:
            for port in self._ports:
                await port.unplug()
            await self.printer.stop()

    async def set_fault(self, name: str, seconds: float | None = None, *, on: bool) -> None:
        """Returns when it is so. With `seconds` it mends itself after that time (LATE: that is the delay)."""
        try:
            fault = Fault(name)
        except ValueError as error:
            known = ", ".join(self._known_faults())
            raise UnknownFault(f"{self.name}: fault {name!r} is none of {known}") from error
        if fault is Fault.TICKET_JAM and self.printer.settings.presenter is Presenter.NONE:
            raise UnknownFault(f"{self.name}: fault {name!r} needs a presenter, and this printer has none")
        pending = self._mending.pop(fault, None)
        if pending and pending is not asyncio.current_task():
            pending.cancel()
        self.printer.set_fault(fault, seconds, on=on)
        if fault is Fault.UNRECOVERABLE and not on:
            await self.printer.stop()  # only switching off and on mends it
        await self._wire()
        if on and seconds is not None and fault not in (Fault.LATE, Fault.HALF_JOB):
            self._mend_later(fault, seconds)

    # --- the presenter, when there is one ---

    @property
    def acts(self) -> Acts:
        """What people may do to it, by part: a ticket that is shown can be taken out of a presenter."""
        return {} if self.printer.settings.presenter is Presenter.NONE else {"presenter": {"take_ticket": {}}}

    def act(self, machine: str, name: str, values: Mapping[str, Any]) -> None:
        """Raises KeyError, WrongAct."""
        if name not in self.acts[machine]:
            raise WrongAct(f"nobody can {name!r}; there are {', '.join(self.acts[machine])}")
        if not self.printer.exit.take():
            raise WrongAct("no ticket is shown")

    def _mend_later(self, fault: Fault, seconds: float) -> None:
        async def mend() -> None:
            await asyncio.sleep(seconds)
            await self.set_fault(fault, on=False)

        self._mending[fault] = asyncio.create_task(mend(), name=f"bench mends {fault}")

    async def _wire(self) -> None:
        """Bring power and wires to what the faults say."""
        async with self._wiring:
            faults = self.printer.faults
            if Fault.POWER_OFF in faults:
                await self.printer.stop()
            else:
                self.printer.start()
            for port in self._ports:
                if Fault.POWER_OFF in faults or Fault.UNPLUG in faults:
                    await port.unplug()
                else:
                    await port.plug()

    async def _watch_power(self) -> None:
        """Half a job and then darkness: `half_job` becomes `power_off`, for as long as it was asked to."""
        while True:
            await self.printer.lost_power.wait()
            seconds = self.printer.faults.get(Fault.HALF_JOB)
            self.printer.set_fault(Fault.HALF_JOB, on=False)
            await self.set_fault(Fault.POWER_OFF, seconds, on=True)
            self.printer.lost_power.clear()

    async def _roomy(self) -> None:
        await self.printer.roomy()

    def _receive(self, port: Port, data: bytes) -> None:
        self._speaking = port
        self.printer.receive(data)

    def _say(self, data: bytes) -> None:
        if not self._speaking.opened:
            self._speaking = next((port for port in self._ports if port.opened), self._speaking)
        self._speaking.write(data)

    def _known_faults(self) -> dict[str, str]:
        presents = self.printer.settings.presenter is not Presenter.NONE
        return {fault.value: words for fault, words in SENTENCES.items() if presents or fault is not Fault.TICKET_JAM}

    # --- for the page ---

    def state(self) -> dict[str, Any]:
        """Plain JSON values; the shape is the bench API's (docs/devices/bench.md)."""
        printer = self.printer
        condition = printer.condition
        growing = printer.growing()
        slips = [*printer.slips, *([growing] if growing else [])]
        dots_per_mm = printer.settings.dots_per_mm
        return {
            "name": self.name,
            "pty": self.pty.address,
            "tcp": self.tcp.address,
            "state": {
                "on": printer.on,
                "plugged": Fault.UNPLUG not in printer.faults and printer.on,
                "opened": [port.address for port in self._ports if port.opened],
                "online": printer.on and not condition.offline,
                "busy": printer.busy,
                "paper": "out" if condition.paper_out else "low" if condition.paper_low else "ok",
                "cover": "open" if condition.cover_open else "closed",
                "cutter": condition.cutter,
                "waiting_bytes": printer.waiting_bytes,
                "drawer_kicks": printer.drawer_kicks,
                "presenter": printer.exit.inside.state(),
            },
            "faults": {fault.value: seconds for fault, seconds in printer.faults.items()},
            "slips": [
                {
                    "n": slip.n,
                    "lines": slip.lines,
                    "codes": slip.codes,
                    "complete": slip.complete,
                    "height_dots": slip.picture.height,
                    "height_mm": slip.height_mm(dots_per_mm),
                    "bytes": len(slip.data),
                    "at": slip.at.isoformat(timespec="milliseconds"),
                }
                for slip in slips
            ],
            "known_faults": self._known_faults(),
            "acts": self.acts,
            "bytes_received": printer.traffic.received_total,
            "unknown": dict(printer.composer.unknown),
            "unused": dict(printer.composer.unused),
            "traffic": printer.traffic.shown(),
        }

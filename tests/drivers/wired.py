"""A driver's link that leads straight into a bench machine, in this process: every fault of a wire, without a port.

For the tests that need thousands of bad wires. `PtyPort` and the ports of the bench are for the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from bench.machine import Conversation, Machine
from bench.ports.noise import Noise, Rates
from drivers.errors import LinkError
from drivers.link.contract import Lost, OwnLine, Received
from drivers.link.faults import broke, opening_failed


class WiredLink(OwnLine):
    """`rates`: noise both ways. `portion`: bytes a delivery, 0: whole. `late_seconds`: before each answer.

    `break_after`: so many bytes, counted both ways over the link's life, and the cable is out until `plug`.
    """

    bits_per_second: int | None = None
    port = "wired:machine"

    def __init__(
        self,
        *machines: Machine,
        rates: Rates | None = None,
        seed: int = 1,
        portion: int = 0,
        late_seconds: float = 0.0,
        echo: bool = False,
        break_after: int | None = None,
        powered: bool = True,
    ) -> None:
        super().__init__()
        self.machines = machines
        self.silent = False
        self.late_seconds = late_seconds
        self.sent = bytearray()  # all that the driver ever sent, before the noise
        self.openings = 0
        self.present = True
        self._to, self._from = Noise(rates or Rates(), seed), Noise(rates or Rates(), seed + 1)
        self._portion = portion
        self._echo = echo
        self._left = break_after
        self._received: Received | None = None
        self._lost: Lost | None = None
        self._handles: set[asyncio.TimerHandle] = set()
        self._last_at = 0.0
        if powered:
            for machine in machines:
                machine.power_up(0.0)

    async def open(self, received: Received, lost: Lost) -> None:
        if not self.present:
            raise opening_failed(self.port, None, "absent")
        self.openings += 1
        self._received, self._lost = received, lost

    async def write(self, data: bytes, deadline_seconds: float) -> None:
        if self._received is None:
            raise broke(self.port, "not open")
        count = self._count(len(data))
        self.sent += data[:count]
        if self._echo:
            self.deliver(data[:count])
        heard = self._to.disturb(data[:count])
        now = asyncio.get_running_loop().time()
        for machine in self.machines:
            self.say(machine.receive(heard, now))
        if count < len(data):
            self.unplug()
            raise broke(self.port, "unplugged", bytes_sent=count)

    async def close(self) -> None:
        self._received = self._lost = None
        for handle in self._handles:
            handle.cancel()
        self._handles.clear()

    # --- the other end ---

    def act(self, name: str, machine: int = 0, **values: object) -> None:
        self.say(self.machines[machine].act(name, values, asyncio.get_running_loop().time()))

    def say(self, conversation: Conversation) -> None:
        for said in conversation:
            data = self._from.disturb(said.data)
            if not self.silent:
                self._later(said.after_seconds + self.late_seconds, partial(self.deliver, data), aside=said.aside)

    def deliver(self, data: bytes) -> None:
        """Raw bytes to the driver."""
        portion = self._portion or max(len(data), 1)
        for start in range(0, len(data), portion):
            self._later(0.0, partial(self._hand, data[start : start + portion]))

    def unplug(self, error: LinkError | None = None) -> None:
        self.present = False
        lost, self._received, self._lost = self._lost, None, None
        if lost is not None:
            lost(error or broke(self.port, "unplugged"))

    def plug(self) -> None:
        self.present, self._left = True, None

    def break_in(self, count: int) -> None:
        """So many bytes more, counted both ways, and the cable is out until `plug`."""
        self._left = count

    def _hand(self, data: bytes) -> None:
        if self._received is None:
            return
        count = self._count(len(data))
        if count:
            self._received(data[:count])
        if count < len(data):
            self.unplug()

    def _count(self, wanted: int) -> int:
        if self._left is None:
            return wanted
        count = min(wanted, self._left)
        self._left -= count
        return count

    def _later(self, seconds: float, call: Callable[[], None], *, aside: bool = False) -> None:
        loop = asyncio.get_running_loop()
        if seconds <= 0:
            loop.call_soon(call)
            return
        when = loop.time() + seconds
        if not aside:
            when = self._last_at = max(when, self._last_at + 1e-6)  # equal times would not keep their order

        def now() -> None:
            self._handles.discard(handle)
            call()

        handle = loop.call_at(when, now)
        self._handles.add(handle)

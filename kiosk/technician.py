"""The engine's side of the technician's commands: lends ports, follows orders, tells who watches.

Between the local socket and the devices. A port that was lent comes back when its borrower's connection ends, however
that ended; maintenance lasts until a technician ends it.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Protocol

from structlog.typing import FilteringBoundLogger

from drivers.facts import Administrative, Fact
from drivers.masking import fact_json
from drivers.roles import Device
from kiosk.local import (
    AskedCabinet,
    AskedDevices,
    Borrowed,
    CabinetStatus,
    Declined,
    Devices,
    DeviceStatus,
    Followed,
    FromTechnician,
    Lent,
    Message,
    News,
    Order,
    Ordered,
    OrderedCell,
    Watched,
)

LEND_SECONDS = 8.0  # a printer ends its job first; the engine itself must stop within 10

Send = Callable[[Message], None]
Hear = Callable[[str, str, str], None]  # the port, "in" or "out", the bytes in hex, masked


class Wires(Protocol):
    """Where the bytes of all devices pass by. `main.py` hands in those that `drivers` taps."""

    def listen(self, hear: Hear) -> Callable[[], None]:
        """Call `hear` with what passes from now on; what is returned ends it."""


class CabinetDesk(Protocol):
    """What a technician may ask of a cabinet of lockers (kiosk/lockers/technician.py)."""

    def status(self) -> CabinetStatus: ...

    async def follow(self, wanted: OrderedCell) -> Followed | Declined: ...


class TechnicianDesk:
    """One for an engine. `devices` by their names in the settings."""

    def __init__(self, devices: Mapping[str, Device], wires: Wires | None, log: FilteringBoundLogger) -> None:
        self.devices = devices
        self.wires = wires
        self.log = log
        self.lent: dict[str, TechnicianCall] = {}
        self.watching: set[TechnicianCall] = set()
        self.cabinet: Callable[[], CabinetDesk | None] = lambda: None  # of the life that is led now

    def connected(self, send: Send) -> TechnicianCall:
        return TechnicianCall(self, send)

    def fact(self, fact: Fact) -> None:
        """One of the devices reported something."""
        if self.watching:
            news = fact_json(fact)
            for call in tuple(self.watching):
                call.tell(news)


class TechnicianCall:
    """One technician's connection."""

    def __init__(self, desk: TechnicianDesk, send: Send) -> None:
        self._desk = desk
        self._send = send
        self._since = time.monotonic()
        self._stop_listening: Callable[[], None] | None = None

    async def heard(self, message: FromTechnician) -> None:
        """Answer it. Takes at most LEND_SECONDS."""
        match message:
            case AskedDevices():
                self._send(Devices(devices=tuple(map(status_of, self._desk.devices.values()))))
            case Borrowed(port=port):
                await self._lend(port)
            case Ordered(device=name, order=order):
                await self._follow(name, order)
            case Watched():
                self._watch()
            case AskedCabinet() | OrderedCell():
                await self._at_cabinet(message)

    def ended(self) -> None:
        """The connection is over: everything lent through it goes back to work."""
        self._desk.watching.discard(self)
        if self._stop_listening is not None:
            self._stop_listening()
        self._take_back()

    def tell(self, news: Mapping[str, Any]) -> None:
        at_seconds = round(time.monotonic() - self._since, 3)
        self._send(News(line=json.dumps({"at_seconds": at_seconds, **news}, ensure_ascii=False)))

    # --- lending ---

    async def _lend(self, port: str) -> None:
        desk = self._desk
        names = [name for name, device in desk.devices.items() if same_port(device.port, port)]
        others = [name for name in names if desk.lent.get(name, self) is not self]
        if others:
            sentence = f"{port}: {others[0]} is with another technician's command; it ends that one first"
            self._send(Declined(code="link.busy", sentence=sentence))
            return
        for name in names:
            # One in maintenance has its port closed already, and stays there afterwards.
            if desk.devices[name].condition().administrative is Administrative.IN_SERVICE:
                desk.lent[name] = self
        if await self._hand_over(names):
            self._send(Lent(devices=tuple(names)))
            return
        self._take_back()
        sentence = f"{port}: {' and '.join(names)} did not leave it within {LEND_SECONDS:.0f} s; a job may be running"
        self._send(Declined(code="link.busy", sentence=sentence))

    async def _hand_over(self, names: list[str]) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(LEND_SECONDS):
                await asyncio.gather(*(self._desk.devices[name].hand_over() for name in names))
            for name in names:
                self._desk.log.info("a technician's command has the device", device=name)
            return True
        return False

    def _take_back(self) -> None:
        for name in [name for name, call in self._desk.lent.items() if call is self]:
            del self._desk.lent[name]
            self._desk.devices[name].take_back()
            self._desk.log.info("the device is back from a technician's command", device=name)

    # --- orders ---

    async def _follow(self, name: str, order: Order) -> None:
        device = self._desk.devices.get(name)
        if device is None:
            known = ", ".join(self._desk.devices) or "none"
            self._send(
                Declined(code="config.invalid", sentence=f"{name!r} is no device of this terminal; it has {known}")
            )
            return
        if name in self._desk.lent:
            sentence = f"{name} is with a technician's command at the moment; it comes back when that ends"
            self._send(Declined(code="link.busy", sentence=sentence))
            return
        before = device.condition()
        if before.administrative is Administrative.NOT_FITTED:
            sentence = f"{name} is not fitted by the settings (fitted = false)"
            self._send(Declined(code="config.invalid", sentence=sentence))
            return
        match order:
            case Order.RETRY if before.administrative is Administrative.MAINTENANCE:
                sentence = f"{name} is in maintenance; `device service {name}` gives it back to the terminal"
                self._send(Declined(code="link.busy", sentence=sentence))
            case Order.RETRY:
                device.nudge()
                self._send(Followed(sentence=f"{name} at {device.port} was {before.link}; it is tried again now"))
            case Order.MAINTENANCE if await self._hand_over([name]):
                self._send(
                    Followed(sentence=f"{name} is in maintenance: {device.port} is closed until `device service`")
                )
            case Order.MAINTENANCE:
                device.take_back()
                sentence = f"{name} did not leave {device.port} within {LEND_SECONDS:.0f} s; a job may be running"
                self._send(Declined(code="link.busy", sentence=sentence))
            case Order.SERVICE:
                device.take_back()
                again = "again" if before.administrative is Administrative.MAINTENANCE else "already"
                self._send(Followed(sentence=f"{name} at {device.port} is {again} in the terminal's service"))

    # --- cabinets ---

    async def _at_cabinet(self, message: AskedCabinet | OrderedCell) -> None:
        cabinet = self._desk.cabinet()
        if cabinet is None:
            sentence = (
                "this engine runs no cabinet at the moment; its settings have no [lockers], or its journal is away"
            )
            self._send(Declined(code="config.invalid", sentence=sentence))
        elif isinstance(message, AskedCabinet):
            self._send(cabinet.status())
        else:
            self._send(await cabinet.follow(message))

    # --- watching ---

    def _watch(self) -> None:
        if self in self._desk.watching:
            return
        self._desk.watching.add(self)
        if self._desk.wires is not None:
            self._stop_listening = self._desk.wires.listen(self._bytes_passed)
        for device in self._desk.devices.values():
            self.tell(fact_json(device.condition()))

    def _bytes_passed(self, port: str, way: str, hexadecimal: str) -> None:
        self.tell({"port": port, "way": way, "hex": hexadecimal})


def status_of(device: Device) -> DeviceStatus:
    now = device.condition()
    return DeviceStatus(
        name=device.name,
        driver=now.driver,
        link=now.link,
        operational=now.operational,
        error=now.error,
        mends=now.mends,
        port=device.port,
        administrative=now.administrative,
    )


def same_port(one: str, other: str) -> bool:
    """Whether two spellings lead to the same port: a stable name and /dev/ttyUSB0 may be one."""
    if one.startswith("/") and other.startswith("/"):
        return os.path.realpath(one) == os.path.realpath(other)
    return one == other

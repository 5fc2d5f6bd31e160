"""The life of any device: found, opened, identified, served, lost, waited for, opened again; it never gives up.

A driver fills in the hooks at the end of the class. Facts go to the listeners from here: `DeviceLost` once, when the
port is closed, and `DeviceBack` once, when the device has been identified again. Three axes stay apart: who has the
device (administrative), how it is reached (link), whether it can work (operational).
"""

from __future__ import annotations

import asyncio
import logging
from abc import abstractmethod
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import ClassVar

from drivers import roles
from drivers.clock import Clock
from drivers.errors import DeviceError, Mends, ProtocolError
from drivers.facts import Administrative, DeviceBack, DeviceChanged, DeviceLost, Fact, Operational
from drivers.facts import Link as LinkState
from drivers.life import HourlyCap, LifeSettings, backoff_seconds, waiting_state
from drivers.link.contract import Link

log = logging.getLogger(__name__)

OPENINGS_BEFORE_RESET = 2  # of a port whose device says nothing, before its USB port is reset


@dataclass(frozen=True, slots=True)
class Works:
    """The operational axis as a driver sees it while its device is online."""

    operational: Operational
    consumables: dict[str, str] = field(default_factory=dict)
    error: DeviceError | None = None


class Device(roles.Device):
    """One device at one port. All methods belong to the event loop that `start` was called on."""

    driver: ClassVar[str]

    def __init__(self, name: str, link: Link, life: LifeSettings, clock: Clock, random: Random) -> None:
        self.name = name
        self.link = link
        self.clock = clock
        self._life = life
        self._random = random
        self._listeners: list[roles.Listener] = []
        self._administrative = Administrative.IN_SERVICE if life.fitted else Administrative.NOT_FITTED
        self._state = LinkState.ABSENT
        self._error: DeviceError | None = None
        self._told: DeviceChanged | None = None
        self._task: asyncio.Task[None] | None = None
        self._woken = asyncio.Event()  # the connection ended, or somebody wants it to
        self._nudged = asyncio.Event()
        self._closed = asyncio.Event()
        self._closed.set()
        self._cause: DeviceError | None = None
        self._failures = 0
        self._away_since: float | None = None
        self._lost_told = False
        self._soft_resets = HourlyCap(life.soft_resets_per_hour)
        self._reopens = HourlyCap(life.quick_reopens_per_hour)
        self._usb_resets = HourlyCap(life.usb_resets_per_hour)
        self._silent_openings = 0  # in a row: the port opens, the device says nothing
        self._ladder_used_up = False

    # --- the role ---

    @property
    def port(self) -> str:
        return self.link.port

    def listen(self, listener: roles.Listener) -> None:
        self._listeners.append(listener)
        listener(self.condition())

    def condition(self) -> DeviceChanged:
        online = self._state in (LinkState.ONLINE, LinkState.UNRESPONSIVE)
        works = self.works() if online else Works(Operational.UNKNOWN)
        error = self._error or works.error
        return DeviceChanged(
            device=self.name,
            driver=self.driver,
            link=self._state,
            operational=works.operational if self._state is LinkState.ONLINE else Operational.UNKNOWN,
            consumables=works.consumables,
            error=error.code if error else None,
            mends=self._hand(error),
            administrative=self._administrative,
        )

    async def start(self) -> None:
        if self._task is None and self._administrative is not Administrative.NOT_FITTED:
            self._away_since = self.clock.now()
            self._task = asyncio.create_task(self._live(), name=f"device {self.name}")

    async def stop(self) -> None:
        if self._task is None:
            return
        task, self._task = self._task, None
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        self._enter(LinkState.CLOSING)

    # --- for the technician ---

    def seed(self, random: Random) -> None:
        """Draw chance from here, before `start`: a replay must draw what its recording drew."""
        self._random = random

    @property
    def chance(self) -> Random:
        return self._random

    def nudge(self) -> None:
        """Try again now instead of after the rest of the wait."""
        self._nudged.set()

    async def hand_over(self) -> None:
        """Close the port and leave it to a technician's tool until `take_back`. Returns when it is closed."""
        if self._administrative is Administrative.IN_SERVICE:
            self._administrative = Administrative.MAINTENANCE
            self._woken.set()
            self._nudged.set()
            await self._closed.wait()
            self.changed()

    def take_back(self) -> None:
        if self._administrative is Administrative.MAINTENANCE:
            self._administrative = Administrative.IN_SERVICE
            self.nudge()
            self.changed()

    # --- for the driver ---

    @property
    def online(self) -> bool:
        return self._state in (LinkState.ONLINE, LinkState.UNRESPONSIVE)

    @property
    def error(self) -> DeviceError | None:
        """Why the device cannot be reached; None while it answers."""
        return self._error

    def answered(self) -> None:
        """The device spoke: it is not silent any more, whoever asked."""
        if self._state is LinkState.UNRESPONSIVE:
            self._error = None
            self._enter(LinkState.ONLINE)

    def poll_soon(self) -> None:
        """Something was heard that only a question can make sure of: poll now instead of after the rest of the wait."""
        self._woken.set()

    def tell(self, fact: Fact) -> None:
        for listener in self._listeners:
            listener(fact)

    def changed(self) -> None:
        """Tell the condition if it is another than the last one told."""
        condition = self.condition()
        if condition != self._told:
            self._told = condition
            self.tell(condition)

    def end_connection(self, error: DeviceError) -> None:
        """The way to the device is broken, or cannot be trusted any more: close it and open it again."""
        if self._cause is None:
            self._cause = error
            self._woken.set()
            self.line_broke(error)

    # --- the life ---

    async def _live(self) -> None:
        try:
            while True:
                if self._administrative is Administrative.MAINTENANCE:
                    await self._nudged.wait()
                    self._nudged.clear()
                    continue
                cause = await self._connection()
                if cause is not None:
                    await self._climb_further(cause)
                    await self._wait()
        finally:
            await self.link.close()
            self._closed.set()

    async def _connection(self) -> DeviceError | None:
        """One opening of the port, to its end. Returns, with the port closed, what ended it; None: we did."""
        self._cause = None
        self._woken.clear()
        self._closed.clear()
        opened = False
        cause: DeviceError | None = None
        try:
            self._try(LinkState.OPENING)
            await self.link.open(self.received, self.end_connection)
            opened = True
            self._try(LinkState.IDENTIFYING)
            await self.identify()
            self._found()
            await self._serve()
        except DeviceError as error:
            cause = self._cause or error
        except Exception as error:
            log.exception("%s: the driver failed; its port is opened again", self.name)
            cause = DeviceError("driver.bug", f"{self.name} at {self.link.port}: {type(error).__name__}: {error}")
        else:
            self._state = LinkState.CLOSING
            return None
        finally:
            self.line_broke(cause or self._cause or DeviceError("link.absent", f"{self.link.port} was closed"))
            await self.link.close()
            self._closed.set()
        self._error = cause
        self._lose(cause, was_open=opened)
        return cause

    def _found(self) -> None:
        self._error = None
        self._failures = self._silent_openings = 0
        self._ladder_used_up = False
        self._enter(LinkState.ONLINE)
        if self._lost_told and self._away_since is not None:
            seconds = self.clock.now() - self._away_since
            log.info("%s at %s is back after %.1f s", self.name, self.link.port, seconds)
            self._lost_told = False
            self.tell(DeviceBack(self.name, seconds))
        self._away_since = None

    def _lose(self, cause: DeviceError, *, was_open: bool) -> None:
        self._failures += 1
        if self._away_since is None:
            self._away_since = self.clock.now()
        self._enter(waiting_state(cause.code, was_open=was_open))
        if not self._lost_told:
            self._lost_told = True
            log.warning("%s at %s is away: %s", self.name, self.link.port, cause)
            self.tell(DeviceLost(self.name, cause.code, str(cause)))

    async def _climb_further(self, cause: DeviceError) -> None:
        """The ladder's upper rungs, with the port closed: reset the USB port; then only a technician can help."""
        self._silent_openings = self._silent_openings + 1 if cause.code == "proto.timeout" else 0
        if self._silent_openings < OPENINGS_BEFORE_RESET or self._ladder_used_up:
            return
        reason: str | None = "it has had its resets for this hour"
        if self._usb_resets.allows(self.clock.now()):
            reason = await self.link.reset()
        if reason is None:
            log.warning("%s at %s stays silent: its USB port was reset", self.name, self.link.port)
            self._silent_openings = 0
            return
        self._ladder_used_up = True
        log.error("%s at %s stays silent and needs a technician (%s)", self.name, self.link.port, reason)
        self.changed()

    def _hand(self, error: DeviceError | None) -> Mends | None:
        if error is None:
            return None
        return Mends.TECHNICIAN if self._ladder_used_up else error.mends

    async def _wait(self) -> None:
        """Before the next try: longer each time, cut short by a nudge or by the device being seen again."""
        longest = self._life.backoff_longest_seconds
        seconds = backoff_seconds(self._failures, longest, self._random)
        if not self._reopens.allows(self.clock.now()):
            seconds = max(seconds, longest)
        watch = asyncio.create_task(self._nudge_when_seen(), name=f"device {self.name} awaited")
        try:
            await self.clock.wait(self._nudged, seconds)
        finally:
            watch.cancel()
            await asyncio.wait((watch,))  # awaited itself, its cancellation could not be told from `stop`'s
            if not watch.cancelled():
                watch.result()
        self._nudged.clear()

    async def _nudge_when_seen(self) -> None:
        await self.link.appears()
        if self._life.settle_seconds:
            await self.clock.wait(asyncio.Event(), self._life.settle_seconds)
        self.nudge()

    async def _serve(self) -> None:
        """Until the connection ends (raises) or the device is handed over (returns)."""
        misses = 0
        while self._administrative is Administrative.IN_SERVICE:
            await self.clock.wait(self._woken, self._life.poll_seconds)
            self._raise_cause()
            if self._administrative is not Administrative.IN_SERVICE:
                break
            self._woken.clear()
            answered = await self.poll()
            self._raise_cause()
            if answered:
                misses = 0
                self.answered()
                continue
            misses += 1
            if misses >= self._life.misses_until_unresponsive:
                await self._climb()
                misses = 0

    async def _climb(self) -> None:
        """The ladder for a silent device: ask, reset by command, open again. Returns if it answered."""
        silence = ProtocolError("proto.timeout", f"{self.name} at {self.link.port} does not answer any more")
        self._error = silence
        self._enter(LinkState.UNRESPONSIVE)
        answered = await self.poll()
        if not answered and self._soft_resets.allows(self.clock.now()):
            await self.soft_reset()
            answered = await self.poll()
        self._raise_cause()
        if not answered:
            raise silence
        self.answered()

    def _raise_cause(self) -> None:
        if self._cause is not None:
            raise self._cause

    def _try(self, state: LinkState) -> None:
        """A step towards online. Each new try of a device that is away is no news: it would fill the journal."""
        if self._lost_told:
            self._state = state
        else:
            self._enter(state)

    def _enter(self, state: LinkState) -> None:
        self._state = state
        self.changed()

    # --- what a driver fills in ---

    @abstractmethod
    def received(self, data: bytes) -> None:
        """Bytes came."""

    @abstractmethod
    async def identify(self) -> None:
        """Make sure that the right device is there and prepare it. Raises DeviceError."""

    @abstractmethod
    async def poll(self) -> bool:
        """Ask the cheapest question; whether it was answered. Raises LinkError."""

    @abstractmethod
    async def soft_reset(self) -> None:
        """Drop what came in and reset the device by a command that can do no harm. Raises LinkError."""

    @abstractmethod
    def line_broke(self, error: DeviceError) -> None:
        """Nothing more will come on this connection: let everything that waits for it fail."""

    @abstractmethod
    def works(self) -> Works:
        """The operational axis, from what was last heard."""

"""Tells the centre about devices: each fact of a driver becomes at most one device.changed a second, the newest.

Between the devices' facts and the journal. Only a change against the last told one is an event. A device that is away
for less than a blip (a plug that was touched) is no news to the centre, though it is opened and identified anew.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from drivers.facts import DeviceChanged as DeviceCondition
from drivers.facts import Fact, Link
from kiosk.events import DeviceChanged
from kiosk.journal import Journal, JournalError
from kiosk.local import DeviceStatus

REST_SECONDS = 1.0
BLIP_SECONDS = 3.0  # a removal shorter than this is none
THERE = frozenset((Link.ONLINE, Link.UNRESPONSIVE))


class DeviceReports:
    """Give `fact` to every device's `listen`; run `run` as one part."""

    def __init__(self, journal: Journal, on_fact: Callable[[], None]) -> None:
        self._journal = journal
        self._on_fact = on_fact
        self._conditions: dict[str, DeviceCondition] = {}
        self._told: dict[str, DeviceChanged] = {}
        self._left_at: dict[str, float] = {}  # those that were told to be there and are not
        self._news = asyncio.Event()

    def fact(self, fact: Fact) -> None:
        if isinstance(fact, DeviceCondition):
            self._conditions[fact.device] = fact
            self._notice(fact)
            self._news.set()
        self._on_fact()

    def _notice(self, condition: DeviceCondition) -> None:
        told = self._told.get(condition.device)
        if condition.link in THERE or told is None or told.link not in THERE:
            self._left_at.pop(condition.device, None)
        else:
            self._left_at.setdefault(condition.device, time.monotonic())

    def _may_be_a_blip(self, name: str) -> bool:
        left_at = self._left_at.get(name)
        return left_at is not None and time.monotonic() - left_at < BLIP_SECONDS

    def status(self) -> tuple[DeviceStatus, ...]:
        return tuple(
            DeviceStatus(
                name=name,
                driver=one.driver,
                link=one.link,
                operational=one.operational,
                error=one.error,
                mends=one.mends,
                administrative=one.administrative,
            )
            for name, one in sorted(self._conditions.items())
        )

    async def run(self) -> None:
        """Never returns."""
        while True:
            await self._news.wait()
            self._news.clear()
            for name, condition in list(self._conditions.items()):
                body = body_of(condition)
                if self._told.get(name) == body:
                    continue
                if self._may_be_a_blip(name):
                    self._news.set()  # looked at again after the rest
                    continue
                try:
                    await self._journal.append(body)
                except JournalError:
                    self._news.set()  # tried again after the rest
                    break
                self._told[name] = body
            await asyncio.sleep(REST_SECONDS)


def body_of(condition: DeviceCondition) -> DeviceChanged:
    return DeviceChanged(
        device=condition.device,
        driver=condition.driver,
        link=condition.link,
        operational=condition.operational,
        consumables=dict(condition.consumables),
        error=condition.error,
        mends=condition.mends,
    )

"""Tells the centre about devices: each fact of a driver becomes at most one device.changed a second, the newest.

Between the devices' facts and the journal. Only a change against the last told one is an event.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from drivers.facts import DeviceChanged as DeviceCondition
from drivers.facts import Fact
from kiosk.events import DeviceChanged
from kiosk.journal import Journal, JournalError
from kiosk.local import DeviceStatus

REST_SECONDS = 1.0


class DeviceReports:
    """Give `fact` to every device's `listen`; run `run` as one part."""

    def __init__(self, journal: Journal, on_fact: Callable[[], None]) -> None:
        self._journal = journal
        self._on_fact = on_fact
        self._conditions: dict[str, DeviceCondition] = {}
        self._told: dict[str, DeviceChanged] = {}
        self._news = asyncio.Event()

    def fact(self, fact: Fact) -> None:
        if isinstance(fact, DeviceCondition):
            self._conditions[fact.device] = fact
            self._news.set()
        self._on_fact()

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

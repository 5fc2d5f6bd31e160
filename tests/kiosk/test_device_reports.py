"""What the centre is told of devices, and what is too short to be told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from drivers.facts import DeviceChanged, Link, Operational
from kiosk import device_reports
from kiosk.clock import Clock
from kiosk.device_reports import DeviceReports
from kiosk.journal import Journal


def condition(link: Link) -> DeviceChanged:
    error = None if link is Link.ONLINE else "link.absent"
    return DeviceChanged("lockers", "locker-8a", link, Operational.READY, error=error)


class Told:
    def __init__(self, reports: DeviceReports, journal: Journal) -> None:
        self.reports, self.journal = reports, journal
        self.before = journal.last_seq

    async def until(self, count: int) -> None:
        async with asyncio.timeout(5):
            while self.count < count:  # noqa: ASYNC110  a journal rings no bell
                await asyncio.sleep(0.01)

    @property
    def count(self) -> int:
        return self.journal.last_seq - self.before


@asynccontextmanager
async def reporting(folder: Path) -> AsyncIterator[Told]:
    journal = await Journal.open(folder, "test", Clock(ZoneInfo("Asia/Shanghai"), "boot"))
    told = Told(DeviceReports(journal, lambda: None), journal)
    task = asyncio.create_task(told.reports.run())
    try:
        yield told
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await journal.close()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device_reports, "REST_SECONDS", 0.02)
    monkeypatch.setattr(device_reports, "BLIP_SECONDS", 0.4)


async def test_a_touched_plug_is_no_news(tmp_path: Path) -> None:
    async with reporting(tmp_path) as told:
        told.reports.fact(condition(Link.ONLINE))
        await told.until(1)
        for link in (Link.BACKOFF, Link.OPENING, Link.ONLINE):
            told.reports.fact(condition(link))
            await asyncio.sleep(0.06)
        await asyncio.sleep(0.5)
        assert told.count == 1


async def test_a_device_that_stays_away_is_told_and_that_it_is_back(tmp_path: Path) -> None:
    async with reporting(tmp_path) as told:
        told.reports.fact(condition(Link.ONLINE))
        await told.until(1)
        told.reports.fact(condition(Link.BACKOFF))
        await told.until(2)
        told.reports.fact(condition(Link.ONLINE))
        await told.until(3)


async def test_a_device_that_was_never_there_is_told_at_once(tmp_path: Path) -> None:
    async with reporting(tmp_path) as told:
        told.reports.fact(condition(Link.ABSENT))
        await told.until(1)

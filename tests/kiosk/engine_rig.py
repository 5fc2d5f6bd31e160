"""What the tests of the whole engine share: its settings, a running one, its journal, a citizen's first touches."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench.campaigns.journal_file import read_events
from kiosk.clock import Clock
from kiosk.engine import Engine
from kiosk.settings import Settings
from kiosk.views import (
    ChoseDepartment,
    ChoseService,
    Confirmed,
    ConfirmView,
    DepartmentsView,
    ServicesView,
    Started,
    TicketView,
    WelcomeView,
)

Factory = Callable[..., Any]
NOON = 1_773_806_400.0  # 2026-03-18, the day that the centre's double says


def settings_for(folder: Path, url: str, **more: dict[str, Any]) -> Settings:
    (folder / "token").write_text("made-up-token")
    tables: dict[str, dict[str, Any]] = {
        "terminal": {"code": "lobby-1", "state_dir": folder / "state", "token_file": folder / "token"},
        "centre": {
            "url": url, "feed_wait_seconds": 1, "backoff_first_seconds": 0.01, "backoff_limit_seconds": 0.1,
            "number_deadline_ms": 200, "staff_deadline_seconds": 0.5, "lease_low": 2, "lease_block": 4,
        },
        "visit": {"double_touch_guard_ms": 0},
        "disk": {"check_seconds": 0.05, "free_bytes_needed": 0},
        "logs": {"level": "error"},
    }  # fmt: skip
    for name, table in more.items():
        tables[name] = tables.get(name, {}) | table
    return Settings.model_validate(tables)


@asynccontextmanager
async def running(settings: Settings, printer: Any, **more: Any) -> AsyncIterator[Engine]:
    began = time.monotonic()
    clock = Clock(ZoneInfo("Asia/Shanghai"), "boot-1", lambda: NOON + time.monotonic() - began)
    engine = Engine(settings, {printer.name: printer} if printer else {}, None, clock=clock, **more)
    task = asyncio.create_task(engine.run())
    try:
        yield engine
    finally:
        engine.stop()
        async with asyncio.timeout(20):
            await task


def journal_of(settings: Settings) -> list[dict[str, Any]]:
    return read_events(settings.terminal.state_dir / "journal.db")


def kinds(events: list[dict[str, Any]]) -> list[str]:
    return [event["kind"] for event in events if event["kind"] not in ("device.changed", "lease.taken")]


async def to_confirm(face: Any) -> ConfirmView:
    await face.until_shown(lambda view: isinstance(view, WelcomeView))
    face.answer(Started())
    await face.until_shown(lambda view: isinstance(view, DepartmentsView))
    face.answer(ChoseDepartment("police"))
    await face.until_shown(lambda view: isinstance(view, ServicesView))
    face.answer(ChoseService("id-card"))
    view: ConfirmView = await face.until_shown(lambda view: isinstance(view, ConfirmView))
    return view


async def to_ticket(face: Any) -> TicketView:
    await to_confirm(face)
    face.answer(Confirmed())
    view: TicketView = await face.until_shown(lambda view: isinstance(view, TicketView))
    return view

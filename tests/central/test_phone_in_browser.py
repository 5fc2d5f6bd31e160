"""The ticket's page in a real browser: what its script writes, and that the phone hears of its call by itself."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.bench.browser import browser


@pytest.fixture
def kind() -> str:
    return "sqlite"  # the browser sees no difference


async def test_the_phone_offers_to_ring_and_hears_of_its_call(server: Any, teller: Any, tmp_path: Path) -> None:
    day = server.client.get("/api/v1/health").json()["day"]
    teller.give("A1-001", "key-A1-001", day, source="own")
    server.post(teller.path, teller.token, teller.batch())
    server.sit("05")
    async with browser(tmp_path / "profile") as page:
        await page.open(f"{server.url}/t/token-key-A1-001", 400, 820, there="#wish")
        await page.until("document.querySelector('#wish').innerText.includes('叫到时提醒我')")
        await asyncio.to_thread(server.press, "/counters/05/next", turn=0)
        await page.until("document.querySelector('.now').dataset.called === '1'")

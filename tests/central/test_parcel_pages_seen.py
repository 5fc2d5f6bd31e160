"""What a camera and an eye find on the pages: barcodes that are read back from a real browser's picture, a countdown,
and a door that is reached by the keyboard.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import select

from central.clock import wall_clock
from central.database import Database
from central.pages.doorway import COOKIE
from central.parcels.drafting import token_hash
from central.parcels.keys import Vault, known_public_key
from central.parcels.settings import ParcelSettings
from central.parcels.tables import cabinet_orders, parcels
from central.settings import Settings
from kiosk.lockers.pass_code import PickupPass, read_pass
from tests.bench.browser import Browser, browser
from tests.central.cabinet_told import PARCEL, TERMINAL, fill

PRINTED = {"width": 1440, "height": 1000, "deviceScaleFactor": 3, "mobile": False}  # 288 dots an inch, as on paper


@pytest.fixture
def kind() -> str:
    return "sqlite"  # the browser sees no difference


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "hall.keys")


@pytest.fixture
def hall(catalogue_url: str, database: Database, start_server: Any, vault: Vault) -> Iterator[Any]:
    def prepare(db: Any) -> None:
        fill(db, wall_clock())
        keys = vault.keys(db)
        token = {"token": keys.seal("the-token", f"token of {PARCEL(2)}"), "token_sha256": token_hash("the-token")}
        db.execute(parcels.update().where(parcels.c.id == PARCEL(2)).values(token))

    database.write_now(prepare)
    settings = Settings(database=catalogue_url, parcels=ParcelSettings(keys=str(vault.path)))
    with start_server(settings) as server:
        yield server


async def signed_in(page: Browser, hall: Any) -> None:
    await page.ask("Network.setCookie", name=COOKIE, value=hall.client.cookies[COOKIE], url=hall.url)


async def click(page: Browser, selector: str) -> None:
    """Once nothing of the page moves any more: it is there, with its letters."""
    there = f"!!document.querySelector({selector!r}) && document.readyState === 'complete'"
    await page.until(f"{there} && document.fonts.status === 'loaded'")
    await page.click(selector)


async def read(page: Browser) -> dict[str, str]:
    picture = Image.open(io.BytesIO(await page.picture())).convert("L")
    return {code.text: code.format.name for code in zxingcpp.read_barcodes(picture)}


async def paper(page: Browser) -> list[tuple[int, int]]:
    """The size of each page when it is printed, in millimetres."""
    said = await page.ask("Page.printToPDF", preferCSSPageSize=True)
    boxes = re.findall(rb"MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", base64.b64decode(said["data"]))
    return [(round(float(width) / 72 * 25.4), round(float(height) / 72 * 25.4)) for width, height in boxes]


async def test_barcodes_are_read_back_from_labels_and_phones(hall: Any, database: Database, tmp_path: Path) -> None:
    async with browser(tmp_path / "profile") as page:
        await signed_in(page, hall)
        await page.open(f"{hall.url}/parcels/labels?sheet=1", 1440, 1000, there=".label .bars")
        await page.ask("Emulation.setDeviceMetricsOverride", **PRINTED)
        found = await read(page)
        assert found == {f"K26{n:07d}": "Code128" for n in (1, 2, 3, 4, 6)} | {"EA473124829CN": "Code128"}
        assert await paper(page) == [(210, 297)]
        await page.open(f"{hall.url}/parcels/labels", 1440, 1000, there=".label .bars")
        assert await paper(page) == 5 * [(60, 40)] + [(100, 60)], "each label is a page of the roll"
        await page.open(f"{hall.url}/p/the-token", 400, 900, there=".qr-code")
        (text,) = await read(page)
        words = read_pass(database.read_now(known_public_key), text)
        assert isinstance(words, PickupPass)
        assert (words.parcel, words.cabinet, words.issue) == (PARCEL(2), TERMINAL, 1)
        assert wall_clock() / 1000 < words.until < wall_clock() / 1000 + 25 * 3600
        assert page.complaints == []


async def test_a_door_is_chosen_and_opened_by_keyboard_and_its_order_counts_down(
    hall: Any, database: Database, tmp_path: Path
) -> None:
    async with browser(tmp_path / "profile") as page:
        await signed_in(page, hall)
        await page.open(f"{hall.url}/cabinets/{TERMINAL}", 1440, 1000, there=".cabinet-front a")
        await page.run("document.querySelector('.cabinet-front a[href$=\"cell=3\"]').focus()")
        await press_enter(page)
        await click(page, ".cell-side a[href*='ask=open']")
        await page.until("!!document.querySelector('.ask input[name=why]')")
        await page.run("document.querySelector('.ask input[name=why]').value = '群众取不出'")
        await click(page, ".ask .btn.main")
        left = await page.until("/^0:[0-4][0-9]$/.test(document.querySelector('.cell-side [data-until]')?.textContent)")
        assert left
        assert page.complaints == []
    assert [row.cell for row in database.read_now(lambda db: list(db.execute(select(cabinet_orders))))] == [3]


async def press_enter(page: Browser) -> None:
    key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
    for kind in ("keyDown", "keyUp"):
        await page.ask("Input.dispatchKeyEvent", type=kind, **key)

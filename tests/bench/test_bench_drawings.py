"""The bench page in a real browser: the list, each drawing acting by clicks, the faults, both languages, both sizes."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from PIL import Image

from bench.api import make_app
from bench.appliance import Appliance
from bench.camera import Camera
from bench.changes import Changes
from bench.device import BenchDevice
from bench.devices import all_devices
from bench.display import VirtualDisplay
from bench.screen import Screen
from bench.serve import Page
from tests.bench.browser import Browser, browser

WAIT_SECONDS = 20.0
CUT = """[...document.querySelectorAll('main *')].filter((element) => !element.children.length && element.textContent
    && getComputedStyle(element).overflowX === 'hidden' && element.scrollWidth > element.clientWidth + 1
).map((element) => element.textContent)"""
OUTSIDE = """[...document.querySelectorAll('main button, main input, main select')].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width && (box.right > innerWidth + 1 || box.left < -1);
}).map((element) => element.className)"""
NAMELESS = """[...document.querySelectorAll('button, input, select, textarea')].filter((element) =>
    !(element.getAttribute('aria-label') || element.textContent.trim() || element.closest('label'))
).map((element) => element.className)"""
UNDEFINED = "document.body.textContent.includes('undefined') ? ['undefined'] : []"
WRONG = f"[...{CUT}, ...{OUTSIDE}, ...{NAMELESS}, ...({UNDEFINED})]"
WITHOUT_SENTENCE = (
    "[...document.querySelectorAll('.switch')].filter((e) => !e.querySelector('small').textContent).length"
)
WORDS = """import('/page/words.js').then(({ words }) => {
    const names = (each) => Object.entries(each).flatMap(([name, value]) =>
        ['own_faults', 'examples'].includes(name) || typeof value !== 'object' ? [name] : [name, ...names(value)]);
    return Object.values(words).map(names);
})"""
OWN_FAULTS = "import('/page/words.js').then(({ words }) => Object.keys(words['zh-CN'].own_faults))"


class Running:
    def __init__(self, url: str, devices: dict[str, BenchDevice], page: Browser) -> None:
        self.url, self.devices, self.page = url, devices, page

    def machine(self, device: str, machine: str) -> dict[str, Any]:
        return dict(self.devices[device].state()["machines"][machine])

    async def choose(self, device: str) -> None:
        await self.page.run(f"location.hash = '{device}'")
        await self.page.until(f"document.querySelector('#ports').textContent.includes('{device}')")

    async def until(self, true: Any) -> None:
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                if true():
                    return
                await asyncio.sleep(0.01)


@asynccontextmanager
async def running(directory: Path, camera: Camera | None = None) -> AsyncIterator[Running]:
    changes = Changes()
    devices = all_devices(directory, None, 0, 0, changes.tell)
    for device in devices.values():
        await device.start()
    server = Page(uvicorn.Config(make_app(devices, camera, changes), port=0, log_level="warning", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    await server.listening.wait()
    url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    try:
        async with browser(directory / "profile") as page:
            await page.open(url)
            yield Running(url, devices, page)
            assert page.complaints == []
    finally:
        changes.close()
        if camera:
            await camera.close()
        server.should_exit = True
        await serving
        for device in devices.values():
            await device.stop()


@pytest.mark.timeout(60)
async def test_every_drawing_acts_by_clicks(tmp_path: Path) -> None:
    async with running(tmp_path) as bench:
        page = bench.page
        assert await page.run("document.querySelectorAll('#rows button').length") == len(bench.devices)

        await bench.choose("lock-line-8a")
        await page.click(".board:nth-of-type(2) .door:nth-of-type(5)")
        await page.until("document.querySelector('.board:nth-of-type(2) .door:nth-of-type(5)').dataset.open === 'true'")
        assert bench.machine("lock-line-8a", "2")["state"]["doors"]["5"] == "open"
        await page.click(".board:nth-of-type(2) .door:nth-of-type(5)")
        await bench.until(lambda: bench.machine("lock-line-8a", "2")["state"]["doors"]["5"] == "closed")

        await bench.choose("id-card-reader")
        await page.click("[data-card=citizen]")
        await page.until("document.querySelector('.plate [data-card=citizen]') !== null")
        await page.click(".plate")
        await bench.until(lambda: bench.machine("id-card-reader", "reader")["state"]["card"] is None)

        await bench.choose("scanner-plain")
        await page.run("document.querySelector('.code textarea').value = '政务 A023'")
        await page.click(".code .touchable")
        await page.until("document.querySelector('.beam').textContent.includes('政务 A023')")
        assert bench.machine("scanner-plain", "scanner")["state"]["reads"] == 1

        await bench.choose("counter-line")
        await page.click(".face")
        await bench.until(lambda: bench.devices["counter-line"].traffic.shown())
        await page.until("document.querySelector('#log').children.length > 0")


@pytest.mark.timeout(60)
async def test_a_screen_that_does_not_change_is_shown(tmp_path: Path) -> None:
    with VirtualDisplay(200, 320) as display, Screen(display.name) as screen:
        async with running(tmp_path, Camera(screen)) as bench:
            assert await bench.page.until("document.querySelector('#screen').naturalWidth") == 200


@pytest.mark.timeout(60)
async def test_faults_are_switches_with_sentences(tmp_path: Path) -> None:
    async with running(tmp_path) as bench:
        page, line = bench.page, bench.devices["lock-line-8a"]
        await bench.choose("lock-line-8a")
        await page.click("[data-fault=stuck_door]")
        await page.until("!document.querySelector('.stuck').hidden")
        assert [machine["on"] for machine in line.state()["machines"].values()] == [["stuck_door"], []]
        await page.run("document.querySelector('.figured .seconds').value = '0.5'")
        await page.click("[data-fault=late]")
        await bench.until(lambda: line.state()["faults"] == {"late": 0.5})
        assert await page.run("document.querySelector('.row[aria-current=true] .light').className") == "light warn"
        await page.click("[data-fault=unplug]")
        await page.until("document.querySelector('.row[aria-current=true] .light').className === 'light stop'")
        for name in bench.devices:
            await bench.choose(name)
            assert await page.run(WITHOUT_SENTENCE) == 0, name


@pytest.mark.timeout(60)
async def test_nothing_is_cut_or_unnamed_in_either_language_on_either_screen(tmp_path: Path) -> None:
    async with running(tmp_path) as bench:
        for language, width, height in (("zh-CN", 1440, 900), ("en", 1440, 900), ("zh-CN", 1920, 1080)):
            await bench.page.open(f"{bench.url}?lang={language}", width, height)
            for name in bench.devices:
                await bench.choose(name)
                assert await bench.page.run(WRONG) == [], f"{name} {language} {width}"
            picture = Image.open(io.BytesIO(await bench.page.picture()))
            assert picture.size == (width, height)
            assert len(picture.convert("RGB").resize((200, 120)).getcolors(24000) or []) > 200
        chinese, english = await bench.page.run(WORDS)
        assert set(chinese) ^ set(english) == set()
        machines = [m for each in bench.devices.values() if isinstance(each, Appliance) for m in each.machines.values()]
        own = {f"{machine.kind}.{fault}" for machine in machines for fault in machine.faults}
        assert own - set(await bench.page.run(OWN_FAULTS)) == set()

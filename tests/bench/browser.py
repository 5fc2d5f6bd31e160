"""A headless Chromium for tests of the bench page, driven over its own debugging port."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

WAIT_SECONDS = 30.0
LOOK_SECONDS = 0.02
QUIET = (
    "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync "
    "--disable-component-update --disable-quic --disable-features=Translate --hide-scrollbars --lang=zh-CN "
    "--remote-debugging-port=0"
)
MIDDLE = """(() => {
    const element = document.querySelector(%s);
    element.scrollIntoView({block: "nearest"});
    const box = element.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
})()"""


class Browser:
    """One page. `run` evaluates JavaScript and returns its JSON value; a promise is waited for."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._asked = 0
        self.complaints: list[str] = []  # what the page's scripts threw or logged as an error

    async def ask(self, method: str, **params: Any) -> Any:
        self._asked += 1
        number = self._asked
        await self._socket.send_json({"id": number, "method": method, "params": params})
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                said = await self._socket.receive_json()
                if said.get("id") == number:
                    assert "error" not in said, said["error"]
                    return said["result"]
                self._note(said)

    async def run(self, script: str) -> Any:
        answer = await self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    async def until(self, script: str) -> Any:
        """Until the script gives something true; that."""
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                if value := await self.run(script):
                    return value
                await asyncio.sleep(LOOK_SECONDS)

    async def open(self, url: str, width: int = 1440, height: int = 900, there: str = "#rows button") -> None:
        """`there`: what shows that the page is drawn; on the bench's, a device's button."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        await self.ask("Emulation.setDeviceMetricsOverride", **size)
        await self.ask("Page.navigate", url=url)
        await self.until(f"document.querySelectorAll({json.dumps(there)}).length > 0")

    async def click(self, selector: str) -> None:
        """A real press and release in the middle of the first such element."""
        await self.until(f"!!document.querySelector({json.dumps(selector)})")
        middle = await self.run(MIDDLE % json.dumps(selector))
        for kind in ("mousePressed", "mouseReleased"):
            where = {"x": middle[0], "y": middle[1], "button": "left", "clickCount": 1}
            await self.ask("Input.dispatchMouseEvent", type=kind, **where)

    async def picture(self) -> bytes:
        """PNG."""
        return base64.b64decode((await self.ask("Page.captureScreenshot"))["data"])

    def _note(self, said: dict[str, Any]) -> None:
        if said.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(said["params"]["exceptionDetails"]))
        elif said.get("method") == "Log.entryAdded" and said["params"]["entry"]["level"] == "error":
            self.complaints.append(json.dumps(said["params"]["entry"]))


@asynccontextmanager
async def browser(folder: Path) -> AsyncIterator[Browser]:
    """`folder`: an empty one for its profile."""
    command = ["chromium", *QUIET.split(), f"--user-data-dir={folder}", "about:blank"]
    nowhere = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, stdout=nowhere, stderr=nowhere)
    try:
        port = await _port(folder / "DevToolsActivePort")
        async with aiohttp.ClientSession() as http:
            async with http.get(f"http://127.0.0.1:{port}/json") as answer:
                pages = [page for page in await answer.json() if page["type"] == "page"]
            async with http.ws_connect(pages[0]["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                page = Browser(socket)
                for domain in ("Page", "Runtime", "Log"):
                    await page.ask(f"{domain}.enable")
                yield page
                await page.ask("Browser.close")
        await _ended(process)
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await _ended(process)


async def _ended(process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(WAIT_SECONDS):
        await process.wait()


async def _port(said: Path) -> int:
    async with asyncio.timeout(WAIT_SECONDS):
        while True:
            lines = await asyncio.to_thread(_lines, said)
            if lines:
                return int(lines[0])
            await asyncio.sleep(LOOK_SECONDS)


def _lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []

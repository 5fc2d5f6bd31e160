"""The bench over HTTP: the page, its live state, the devices and their faults, the screen.

The contract is docs/devices/bench.md.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
from fastapi import FastAPI, HTTPException, Response
from fastapi.responses import FileResponse, StreamingResponse
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel

from bench.camera import Camera
from bench.changes import Changes
from bench.escpos import photograph
from bench.ticket_printer import TicketPrinter, UnknownFault

PAGE = Path(__file__).resolve().parent / "page"
FONTS = PAGE.parents[1] / "config" / "fonts"
UPDATE_SECONDS = 0.12  # between two messages to a page
PNG = "image/png"


class FaultSwitch(BaseModel):
    fault: str
    on: bool
    seconds: float | None = None


class Touch(BaseModel):
    """Pixels of the screen."""

    x: int
    y: int


def make_app(devices: dict[str, TicketPrinter], camera: Camera | None, changes: Changes) -> FastAPI:
    app = FastAPI(title="hallkiosk bench", docs_url=None, redoc_url=None)
    _pages(app)
    _devices(app, devices, camera, changes)
    _screen(app, camera)
    return app


def _pages(app: FastAPI) -> None:
    @app.get("/", include_in_schema=False)
    async def page() -> FileResponse:
        return FileResponse(PAGE / "index.html")

    app.mount("/page", StaticFiles(directory=PAGE))
    app.mount("/fonts", StaticFiles(directory=FONTS, check_dir=False))


def _devices(app: FastAPI, devices: dict[str, TicketPrinter], camera: Camera | None, changes: Changes) -> None:
    def device(name: str) -> TicketPrinter:
        if name not in devices:
            raise HTTPException(404, f"no device {name!r}; there are {', '.join(devices)}")
        return devices[name]

    def everything() -> dict[str, Any]:
        size = camera.screen.size if camera else None
        return {"screen": size, "devices": [each.state() for each in devices.values()]}

    @app.get("/api/devices")
    async def list_devices() -> Response:
        return _json(everything()["devices"])

    @app.get("/api/devices/{name}")
    async def one_device(name: str) -> Response:
        return _json(device(name).state())

    @app.post("/api/devices/{name}/faults")
    async def switch_fault(name: str, switch: FaultSwitch) -> Response:
        try:
            await device(name).set_fault(switch.fault, switch.seconds, on=switch.on)
        except UnknownFault as error:
            raise HTTPException(422, str(error)) from error
        return _json(device(name).state())

    @app.get("/api/devices/{name}/slips/{n}.png")
    async def slip(name: str, n: int) -> Response:
        printer = device(name).printer
        slips = [*printer.slips, *([growing] if (growing := printer.growing()) else [])]
        found = next((slip for slip in slips if slip.n == n), None)
        if found is None:
            raise HTTPException(404, f"{name} has no slip {n}")
        return Response(await asyncio.to_thread(photograph.png, found), media_type=PNG)

    @app.get("/api/devices/{name}/raw")
    async def raw(name: str) -> Response:
        return Response(bytes(device(name).printer.traffic.received), media_type="application/octet-stream")

    @app.get("/api/events")
    async def events() -> StreamingResponse:
        async def messages() -> AsyncIterator[bytes]:
            seen = -1
            while not changes.closed:
                seen = await changes.after(seen)
                yield b"data: " + orjson.dumps(everything()) + b"\n\n"
                await asyncio.sleep(UPDATE_SECONDS)

        return StreamingResponse(messages(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


def _screen(app: FastAPI, camera: Camera | None) -> None:
    def looking() -> Camera:
        if camera is None:
            raise HTTPException(404, "the bench was started without a display (--display)")
        return camera

    @app.get("/api/screen.png")
    async def picture() -> Response:
        return Response(await looking().png(), media_type=PNG, headers={"Cache-Control": "no-store"})

    @app.get("/api/screen.mjpeg")
    async def stream() -> StreamingResponse:
        frames = looking().frames()

        async def parts() -> AsyncIterator[bytes]:
            yield b"--frame\r\n"
            async for jpeg in frames:  # a browser shows a part when the next one's border has come
                head = f"Content-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n".encode()
                yield head + jpeg + b"\r\n--frame\r\n"

        return StreamingResponse(parts(), media_type="multipart/x-mixed-replace; boundary=frame")

    @app.post("/api/screen/touch")
    async def touch(where: Touch) -> dict[str, float]:
        try:
            return {"monotonic_seconds": await looking().touch(where.x, where.y)}
        except ValueError as error:
            raise HTTPException(422, str(error)) from error


def _json(value: Any) -> Response:
    return Response(orjson.dumps(value), media_type="application/json", headers={"Cache-Control": "no-store"})

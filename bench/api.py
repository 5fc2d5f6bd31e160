"""The bench over HTTP: the page, the devices (`bench/device_api.py`), the kiosk's screen (`bench/screen_api.py`).

The contract is docs/devices/bench.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

from bench.camera import Camera
from bench.changes import Changes
from bench.device import BenchDevice
from bench.device_api import add_devices
from bench.device_events import add_events
from bench.front import add_front
from bench.screen_api import add_screen

PAGE = Path(__file__).resolve().parent / "page"
FONTS = PAGE.parents[1] / "config" / "fonts"


def make_app(
    devices: Mapping[str, BenchDevice], camera: Camera | None, changes: Changes, cabinet: Path | None = None
) -> FastAPI:
    """`cabinet`: the file of a pickup cabinet's front (bench/front.py)."""
    app = FastAPI(title="hallkiosk bench", docs_url=None, redoc_url=None)

    @app.get("/", include_in_schema=False)
    async def page() -> FileResponse:
        return FileResponse(PAGE / "index.html")

    app.mount("/page", StaticFiles(directory=PAGE))
    app.mount("/fonts", StaticFiles(directory=FONTS, check_dir=False))
    add_devices(app, devices)
    add_events(app, devices, camera, changes)
    add_screen(app, camera)
    add_front(app, cabinet, devices)
    return app

"""Runs the bench: simulated devices, the screen's camera and the page, until SIGTERM or Ctrl-C. Leaves nothing."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import socket
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import uvicorn

from bench.api import make_app
from bench.camera import Camera
from bench.changes import Changes
from bench.device import BenchDevice
from bench.devices import all_devices
from bench.escpos.glyphs import FontMissing
from bench.front import read_front
from bench.printer import PrinterSettings
from bench.remote import BENCH_FILE
from bench.screen import Screen, ScreenError
from bench.ticket_printer import NAME

GRACE_SECONDS = 2  # for requests in flight when it stops


class Page(uvicorn.Server):
    """Says when it listens; signals are `serve`'s."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


def serve(
    directory: Path,
    host: str,
    port: int,
    display: str | None,
    *,
    window_class: str | None = None,
    printer: PrinterSettings | None = None,
    printer_tcp_port: int = 0,
    baud: int = 0,
    cabinet: Path | None = None,
) -> None:
    """Blocks until it is told to stop. `port` 0: a free one. `window_class`: show only that window of the display.
    `cabinet`: the front of a pickup cabinet (bench/front.py); its devices run too.

    Once everything can be used, DIRECTORY/bench.json says where (`where`). Exits with 2 and a sentence when it cannot
    start.
    """
    try:
        asyncio.run(
            run(directory.resolve(), host, port, display, window_class, printer, printer_tcp_port, baud, cabinet)
        )
    except (ScreenError, FontMissing, OSError, ValueError) as error:
        print(f"bench: {error}", file=sys.stderr)
        raise SystemExit(2) from error


async def run(
    directory: Path,
    host: str,
    port: int,
    display: str | None,
    window_class: str | None,
    printer: PrinterSettings | None,
    printer_tcp_port: int,
    baud: int,
    cabinet: Path | None,
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    changes = Changes()
    ready = directory / BENCH_FILE
    async with contextlib.AsyncExitStack() as cleanup:
        listener = cleanup.enter_context(_listen(host, port))
        devices = all_devices(directory, printer, printer_tcp_port, baud, changes.tell, cabinet=cabinet is not None)
        if cabinet:
            read_front(cabinet, devices)
        camera = None
        if display:
            camera = Camera(cleanup.enter_context(Screen(display, window_class)))
            cleanup.push_async_callback(camera.close)
        for device in devices.values():
            cleanup.push_async_callback(device.stop)
            await device.start()
        app = make_app(devices, camera, changes, cabinet)
        page = Page(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=GRACE_SECONDS, lifespan="off"))
        serving = asyncio.create_task(page.serve([listener]), name="bench page")
        stopped = asyncio.create_task(stop.wait(), name="bench stop")
        listening = asyncio.create_task(page.listening.wait(), name="bench listening")
        try:
            await asyncio.wait((listening, stopped, serving), return_when=asyncio.FIRST_COMPLETED)
            address = f"[{host}]" if ":" in host else host
            url = f"http://{address}:{listener.getsockname()[1]}/"
            _write(ready, where(url, devices))
            await asyncio.wait((stopped, serving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            ready.unlink(missing_ok=True)
            changes.close()
            if camera:
                await camera.close()
            for waiting in (stopped, listening):
                waiting.cancel()
            page.should_exit = True
            await serving


def where(url: str, devices: Mapping[str, BenchDevice]) -> dict[str, Any]:
    """`{"url", "ticket_printer": {"pty", "tcp"}, "devices": {NAME: {"pty", "tcp"}}}`."""
    ports = {name: {"pty": device.pty.address, "tcp": device.tcp.address} for name, device in devices.items()}
    return {"url": url, "ticket_printer": ports[NAME], "devices": ports}


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise OSError(f"page on {host}:{port}: {error.strerror}; choose another --port") from error
    return listener


def _write(path: Path, value: object) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(json.dumps(value))
    fresh.replace(path)

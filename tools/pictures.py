"""Makes the README's pictures anew: starts the demo, takes tickets by touches, photographs it all.

`.venv/bin/python -m tools.pictures` writes docs/pictures/*.png. Look at each of them afterwards. The pages behind the
sign-in, the phone's and the window's are not among them: they are taken by hand, or from tests/screens/photographs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from bench.campaigns.fingertip import Edge, difference, touchables
from bench.display import VirtualDisplay
from bench.screen import Screen

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs/pictures"
BENCH, HALL = "http://127.0.0.1:8710", "http://127.0.0.1:8700"
QUIET = (
    "--no-first-run --disable-quic --disable-background-networking --disable-component-update --disable-sync "
    "--disable-features=Translate --lang=zh-CN"
)
KIOSK_WIDTH_PX, COLOURS = 540, 128
DEADLINE_SECONDS = 60.0


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="hallkiosk-pictures-") as folder, _demo() as kiosk:
        _visit(kiosk, pictures=True)
        for _ in range(4):
            _visit(kiosk)
        with _browser(f"{HALL}/display", 1920, 1080, folder) as page:
            _keep(_rested(page), "display", 1440)
        _fault("paper_out", on=True)
        _to_confirm(kiosk)
        _press(kiosk, Edge.MAIN)
        _keep(_rested(kiosk), "06-trouble", KIOSK_WIDTH_PX)
        _fault("paper_out", on=False)
        _press(kiosk, Edge.MAIN)
        _visit(kiosk, leave=False)
        with _browser(BENCH, 1600, 1000, folder) as page:
            _keep(_rested(page), "bench", 1440)
        for door in (3, 12, 20):
            _act("lock-line-8a", "1", "pull_door", door=door)
        with _browser(f"{BENCH}/#lock-line-8a", 1600, 1000, folder) as page:
            _keep(_rested(page), "bench-lockers", 1440)


@contextmanager
def _demo() -> Iterator[Screen]:
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    process = subprocess.Popen(
        [sys.executable, "main.py", "demo"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        words = (word for line in process.stdout for word in line.split())
        display = next(word for word in words if word.startswith(":") and word[1:].isdigit())
        with Screen(display) as screen:
            yield screen
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def _browser(url: str, width: int, height: int, folder: str) -> Iterator[Screen]:
    with VirtualDisplay(width, height) as display:
        command = ["chromium", "--no-sandbox", "--kiosk", *QUIET.split(), f"--window-size={width},{height}"]
        process = subprocess.Popen(
            [*command, "--window-position=0,0", f"--user-data-dir={folder}/{time.monotonic_ns()}", url],
            env=os.environ | {"DISPLAY": display.name},
            stderr=subprocess.DEVNULL,
        )
        try:
            time.sleep(6)  # a browser says nowhere when its page has come to rest
            with Screen(display.name) as screen:
                yield screen
        finally:
            process.terminate()
            process.wait(10)


def _visit(kiosk: Screen, *, pictures: bool = False, leave: bool = True) -> None:
    _to_confirm(kiosk, pictures=pictures)
    _press(kiosk, Edge.MAIN)
    time.sleep(2.5)
    if pictures:
        _keep(_rested(kiosk), "05-ticket", KIOSK_WIDTH_PX)
    if leave:
        _press(kiosk, Edge.MAIN)


def _to_confirm(kiosk: Screen, *, pictures: bool = False) -> None:
    for name, edge in (("01-welcome", Edge.MAIN), ("02-departments", Edge.CHOICE), ("03-services", Edge.CHOICE)):
        picture = _inviting(kiosk, edge)
        if pictures:
            _keep(picture, name, KIOSK_WIDTH_PX)
        _press(kiosk, edge)
    if pictures:
        _keep(_rested(kiosk), "04-confirm", KIOSK_WIDTH_PX)


def _press(screen: Screen, edge: Edge) -> None:
    """Touch the first thing with this edge and wait until the picture has changed."""
    before = _inviting(screen, edge)
    place = touchables(before, edge)[0]
    screen.touch(place.x, place.y)
    deadline = time.monotonic() + DEADLINE_SECONDS
    while difference(before, screen.capture()) < 0.01 and time.monotonic() < deadline:
        time.sleep(0.1)


def _inviting(screen: Screen, edge: Edge) -> Image.Image:
    """The picture at rest, once there is something with this edge on it."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not touchables(picture := _rested(screen), edge):
        if time.monotonic() > deadline:
            raise SystemExit(f"{screen.display}: nothing to touch ({edge.value})")
    return picture


def _rested(screen: Screen) -> Image.Image:
    before = screen.capture()
    while True:
        time.sleep(0.4)
        now = screen.capture()
        if difference(before, now) < 0.002:
            return now
        before = now


def _keep(picture: Image.Image, name: str, width: int) -> None:
    height = round(picture.height * width / picture.width)
    small = picture.resize((width, height), Image.Resampling.LANCZOS).quantize(COLOURS)
    small.save(OUT / f"{name}.png", optimize=True)


def _fault(name: str, *, on: bool) -> None:
    _post("ticket-printer/faults", {"fault": name, "on": on, "seconds": None})
    time.sleep(2)


def _act(device: str, machine: str, act: str, **values: int) -> None:
    _post(f"{device}/machines/{machine}/acts", {"act": act, "values": values})


def _post(path: str, body: object) -> None:
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{BENCH}/api/devices/{path}", json.dumps(body).encode(), headers)
    urllib.request.urlopen(request).close()


if __name__ == "__main__":
    main()

"""Start, memory and idle cost of the face, against a bare Kivy window with one label in the same font.

Both draw on the same virtual display in turn. The face is real; this file plays the engine on its local socket.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.campaigns.measure.figures import Figure, Table, percentile
from bench.campaigns.measure.process import cpu_seconds, rss_mb
from bench.campaigns.processes import ROOT, stop
from bench.display import VirtualDisplay
from kiosk import local
from kiosk.views import Language, Paper, WelcomeView

ROUNDS = 5
IDLE_SECONDS = 6.0
PING_SECONDS = 1.8  # as the engine asks by default
FIRST_FRAME_SECONDS = 30.0
PANEL = local.Panel(width_px=1080, height_px=1920, mm_per_px=0.369, fullscreen=False)
FONT = ROOT / "config/fonts/NotoSansSC-Subset-Regular.otf"
BARE = Path(__file__).with_name("bare_window.py")


@dataclass(frozen=True, slots=True)
class Started:
    first_frame_ms: float
    rss_mb: float
    idle_percent: float  # of one core


def measure(directory: Path) -> Table:
    faces, plain, sparing = [], [], []
    with VirtualDisplay(PANEL.width_px, PANEL.height_px) as display:
        environment = os.environ | {"DISPLAY": display.name}
        for count in range(ROUNDS + 1):  # the first round fills the disk's cache and compiles the bytecode
            ours = _face(environment, directory / "engine.sock")
            theirs = _bare("plain", environment), _bare("sparing", environment)
            if count:
                faces.append(ours)
                plain.append(theirs[0])
                sparing.append(theirs[1])
    start = percentile([f.first_frame_ms / b.first_frame_ms for f, b in zip(faces, plain, strict=True)], 0.5)
    memory = percentile([f.rss_mb / b.rss_mb for f, b in zip(faces, plain, strict=True)], 0.5)
    lean_start = percentile([f.first_frame_ms / b.first_frame_ms for f, b in zip(faces, sparing, strict=True)], 0.5)
    lean_memory = percentile([f.rss_mb / b.rss_mb for f, b in zip(faces, sparing, strict=True)], 0.5)
    first_frames = [_median(values, "first_frame_ms") for values in (faces, plain, sparing)]
    sizes = [_median(values, "rss_mb") for values in (faces, plain, sparing)]
    return Table(
        "The face",
        (
            Figure(
                "first frame / a bare Kivy window's, as Kivy comes",
                f"{start:.2f} ({first_frames[0]:.0f} of {first_frames[1]:.0f} ms)",
                "<= 1.30",
                start <= 1.3,
            ),
            Figure("... set up as sparingly as the face", f"{lean_start:.2f} (of {first_frames[2]:.0f} ms)"),
            Figure(
                "resident memory / the bare window's, as Kivy comes",
                f"{memory:.2f} ({sizes[0]:.0f} of {sizes[1]:.0f} MB)",
                "<= 1.30",
                memory <= 1.3,
            ),
            Figure("... set up as sparingly as the face", f"{lean_memory:.2f} (of {sizes[2]:.0f} MB)"),
            Figure(
                "idle on the welcome screen, frames asked for by the engine included",
                f"{_median(faces, 'idle_percent'):.1f} % of a core (bare windows "
                f"{_median(plain, 'idle_percent'):.1f} and {_median(sparing, 'idle_percent'):.1f} %)",
            ),
        ),
        "The bare window: one label in the same font. Sparingly: quiet logs, no configuration file, no multisampling, "
        "fewer frames a second.",
    )


def _median(values: list[Started], name: str) -> float:
    return percentile([getattr(value, name) for value in values], 0.5)


def _bare(how: str, environment: dict[str, str]) -> Started:
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, BARE, how, str(PANEL.width_px), str(PANEL.height_px), FONT],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None
        if process.stdout.readline() != b"drawn\n":
            raise RuntimeError("the bare window drew nothing")
        first = (time.monotonic() - began) * 1000
        return Started(first, rss_mb(process.pid), _idle_percent(process.pid))
    finally:
        assert process.stdin is not None
        process.stdin.close()
        stop(process)
        assert process.stdout is not None
        process.stdout.close()


def _face(environment: dict[str, str], path: Path) -> Started:
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen(1)
        listener.settimeout(FIRST_FRAME_SECONDS)
        began = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "screens", "--socket", str(path)],
            cwd=ROOT,
            env=environment,
            stderr=subprocess.DEVNULL,
        )
        try:
            with _engine(listener) as connection:
                messages = _messages(connection)
                next(message for message in messages if isinstance(message, local.Shown))
                first = (time.monotonic() - began) * 1000
                return Started(first, rss_mb(process.pid), _idle_percent(process.pid, connection))
        finally:
            stop(process)


@contextmanager
def _engine(listener: socket.socket) -> Iterator[socket.socket]:
    """The engine's side of the socket, up to the welcome view."""
    connection, _ = listener.accept()
    with connection:
        connection.settimeout(FIRST_FRAME_SECONDS)
        languages = (Language.ZH_CN, Language.EN)
        hall, unit = ("政务服务中心", "Government Service Center"), ("1 号机", "Unit 1")
        welcome = WelcomeView(open_until="17:00", paper=Paper.OK)
        for message in (
            local.Setup(panel=PANEL, hall=hall[0], hall_en=hall[1], unit=unit[0], unit_en=unit[1], languages=languages),
            local.Clock(date="2026-03-18", weekday=3, time="09:41"),
            local.Show(number=1, language=Language.ZH_CN, view=welcome),
        ):
            connection.sendall(local.encode(message))
        yield connection


def _messages(connection: socket.socket) -> Iterator[local.Message]:
    with connection.makefile("rb") as lines:
        for line in lines:
            yield local.decode(line)


def _idle_percent(pid: int, connection: socket.socket | None = None) -> float:
    """CPU of the process over IDLE_SECONDS; a face is asked for frames as its engine does."""
    time.sleep(1.0)
    before, began = cpu_seconds(pid), time.monotonic()
    pings = 0
    while time.monotonic() - began < IDLE_SECONDS:
        if connection is not None:
            pings += 1
            connection.sendall(local.encode(local.Ping(count=pings)))
        time.sleep(PING_SECONDS)
    return (cpu_seconds(pid) - before) / (time.monotonic() - began) * 100

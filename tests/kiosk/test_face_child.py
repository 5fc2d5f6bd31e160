"""The face as a supervised child: a real small process as the face, killed, frozen, ending at once, and tethered."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kiosk import tether
from kiosk.events import FaceReplaced
from kiosk.face import Face
from kiosk.glass import Glass
from kiosk.local import Panel, Setup
from kiosk.local_server import LocalServer
from kiosk.settings.tables import Face as FaceSettings
from kiosk.views import Language, Outage, OutOfServiceView

Factory = Callable[..., Any]
ROOT = Path(__file__).resolve().parents[2]

# The smallest face: connects, and draws a frame for each ping and each view.
FACE = """
import os, socket, sys
sys.path.insert(0, sys.argv[1])
from kiosk.local import Drawn, Hello, Ping, Show, Shown, decode, encode
link = socket.socket(socket.AF_UNIX)
link.connect(sys.argv[sys.argv.index("--socket") + 1])
link.sendall(encode(Hello(role="face")))
for line in link.makefile("rb"):
    message = decode(line)
    if isinstance(message, Show):
        print(os.getpid(), flush=True)
        link.sendall(encode(Shown(number=message.number)))
    if isinstance(message, Ping):
        link.sendall(encode(Drawn(count=message.count)))
"""


class Stage:
    """A glass with a view, its server, and the face on it."""

    def __init__(self, folder: Path, log: Any, command: list[str], **settings: float) -> None:
        panel = Panel(width_px=1080, height_px=1920, mm_per_px=0.369, fullscreen=False)
        languages = tuple(Language)
        self.glass = Glass(Setup(panel=panel, hall="厅", hall_en="Hall", unit="", unit_en="", languages=languages))
        self.glass.present(OutOfServiceView(outage=Outage.FAULT, since="09:32"), Language.ZH_CN, same_place=False)
        self.server = LocalServer(folder / "engine.sock", log)
        self.server.greeting = self.glass.all
        self.replaced: list[FaceReplaced] = []
        self.shown = 0
        wanted = FaceSettings(**{"frozen_seconds": 0.3, "ping_seconds": 0.1, "restart_limit_seconds": 0.2} | settings)
        path = folder / "engine.sock"
        self.face = Face(command, path, wanted, self.server.send, self.note, Random(1), log)
        self.server.on_alive = self.alive

    async def note(self, event: FaceReplaced) -> None:
        self.replaced.append(event)

    def alive(self, message: Any) -> None:
        self.shown += 1
        self.face.alive(message)


@pytest.fixture
def staged(tmp_path: Path, log: Any) -> Factory:
    @asynccontextmanager
    async def stage(command: list[str] | None = None, **settings: float) -> AsyncIterator[Stage]:
        script = tmp_path / "face.py"
        script.write_text(FACE)
        one = Stage(tmp_path, log, command or [sys.executable, str(script), str(ROOT)], **settings)
        await one.server.start()
        task = asyncio.create_task(one.face.run())
        try:
            yield one
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await one.server.close()

    return stage


@pytest.mark.parametrize(("number", "reason"), [(signal.SIGKILL, "killed"), (signal.SIGSTOP, "frozen")])
async def test_a_killed_or_frozen_face_is_replaced_and_sees_the_view(
    staged: Factory, until: Factory, number: signal.Signals, reason: str
) -> None:
    async with staged() as stage:
        await until(lambda: stage.shown >= 3)
        first = stage.face.pid
        os.kill(first, number)
        await until(lambda: stage.replaced, 5)
        assert stage.face.pid != first
        assert stage.replaced[0].reason == reason
        assert stage.replaced[0].seconds_away < 5
        with pytest.raises(ProcessLookupError):
            os.kill(first, 0)


async def test_a_face_that_ends_again_and_again_is_started_again_with_pauses(
    staged: Factory, until: Factory, tmp_path: Path
) -> None:
    starts = tmp_path / "starts"
    command = [sys.executable, "-I", "-S", "-c", f"open({str(starts)!r}, 'a').write('x')", "--"]
    async with staged(command):
        await until(lambda: starts.exists() and len(starts.read_text()) >= 4)


async def test_a_face_that_never_draws_is_not_waited_for_for_ever(staged: Factory, until: Factory) -> None:
    command = [sys.executable, "-I", "-S", "-c", "import time; time.sleep(60)", "--"]
    async with staged(command, start_seconds=1) as stage:
        await until(lambda: stage.face.pid is not None)
        first = stage.face.pid
        await until(lambda: stage.face.pid not in (None, first))


def test_a_tethered_process_dies_with_the_one_that_started_it(tmp_path: Path) -> None:
    """The engine is killed: no face is left behind."""
    script = (
        "import os, subprocess, sys, time\n"
        f"command = [sys.executable, '-I', '-S', {tether.__file__!r}, str(os.getpid()), 'sleep', '60']\n"
        "child = subprocess.Popen(command)\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    watch = os.pidfd_open(child)
    try:
        for _ in range(500):  # until the tether has become the command
            if Path(f"/proc/{child}/comm").read_text() == "sleep\n":
                break
            subprocess.run(["sleep", "0.01"], check=True)
        parent.kill()
        parent.wait()
        assert select.select([watch], [], [], 5)[0], "the tethered process outlived its parent"
    finally:
        os.close(watch)
        parent.stdout.close()


def test_a_tether_whose_parent_is_gone_does_not_start(tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-S", str(tether.__file__), "1", "touch", str(tmp_path / "started")]
    run = subprocess.run(command, capture_output=True, check=False)
    assert run.returncode == 1
    assert not (tmp_path / "started").exists()

"""Child processes that end together: each in its own process group, all stopped in the end, whatever happens.

A child also gets SIGTERM from the kernel when this process is gone, however it went.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Self

from bench.display import with_parent

ROOT = Path(__file__).resolve().parents[2]
STOP_SECONDS = 8.0
LOOK_SECONDS = 0.02


class Stopped(Exception):
    """Somebody asked this process to end (SIGTERM, Ctrl-C)."""


class ChildFailed(RuntimeError):
    """A child ended that should not have, or was not ready in time; the message names it and its log."""


@dataclass(frozen=True, slots=True)
class Child:
    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def failed(self, what: str) -> ChildFailed:
        last = self.log.read_text(errors="replace").strip().splitlines()[-3:]
        return ChildFailed(f"{self.name} {what}; {self.log} ends with: {' | '.join(last) or 'nothing'}")


class Family:
    """`with Family(logs) as family: family.start("central", ["central", "--port", "8700"])`."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._children: list[Child] = []
        self._handlers: dict[int, Callable[[int, FrameType | None], object] | int | None] = {}

    def __enter__(self) -> Self:
        for number in (signal.SIGTERM, signal.SIGINT):
            self._handlers[number] = signal.signal(number, _stop)
        return self

    def __exit__(self, *_: object) -> None:
        for number in self._handlers:
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave half of them running
        try:
            for child in reversed(self._children):
                _end(child)
        finally:
            for number, handler in self._handlers.items():
                signal.signal(number, handler)

    def start(self, name: str, arguments: list[str], environment: dict[str, str] | None = None) -> Child:
        """`python main.py ARGUMENTS`, its output in a log file of its name. `environment`: added to ours."""
        self._logs.mkdir(parents=True, exist_ok=True)
        path = self._logs / f"{name}.log"
        with path.open("wb") as log:
            process = subprocess.Popen(
                with_parent([sys.executable, str(ROOT / "main.py"), *arguments]),
                cwd=ROOT,
                env=os.environ | (environment or {}),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        child = Child(name, process, path)
        self._children.append(child)
        return child

    def check(self) -> None:
        """Raises ChildFailed when one of them has ended."""
        for child in self._children:
            if child.process.poll() is not None:
                raise child.failed(f"ended with code {child.process.returncode}")

    def wait_for(self, ready: Callable[[], bool], child: Child, seconds: float) -> None:
        """Until `ready()`. Raises ChildFailed when a child ends first or it takes longer."""
        deadline = time.monotonic() + seconds
        while not ready():
            self.check()
            if time.monotonic() > deadline:
                raise child.failed(f"was not ready within {seconds:g} s")
            time.sleep(LOOK_SECONDS)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def _end(child: Child) -> None:
    """In order; what is left of its group afterwards is killed."""
    child.process.terminate()
    with suppress(subprocess.TimeoutExpired):
        child.process.wait(STOP_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(child.process.pid, signal.SIGKILL)
    child.process.wait()

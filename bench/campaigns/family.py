"""Child processes that end together: all stopped in the end, whatever happens to this one."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Self

from bench.campaigns.processes import check, start_main, stop, wait_for


class Stopped(Exception):
    """Somebody asked this process to end (SIGTERM, Ctrl-C)."""


@dataclass(frozen=True, slots=True)
class Child:
    name: str
    process: subprocess.Popen[bytes]
    log: Path


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
                stop(child.process)
        finally:
            for number, handler in self._handlers.items():
                signal.signal(number, handler)

    def start(self, name: str, arguments: list[str], environment: dict[str, str] | None = None) -> Child:
        """`python main.py ARGUMENTS`, its output in a fresh log file of its name. `environment`: added to ours."""
        self._logs.mkdir(parents=True, exist_ok=True)
        log = self._logs / f"{name}.log"
        log.unlink(missing_ok=True)
        child = Child(name, start_main(*arguments, log=log, environment=environment), log)
        self._children.append(child)
        return child

    def check(self) -> None:
        """Raises ProcessFailed when one of them has ended."""
        for child in self._children:
            check(child.name, child.process, child.log)

    def wait_for(self, ready: Callable[[], bool], child: Child, seconds: float) -> None:
        """Until `ready()`. Raises ProcessFailed when any child ends first or it takes longer."""

        def ready_and_all_alive() -> bool:
            self.check()
            return ready()

        wait_for(ready_and_all_alive, child.name, child.process, seconds, child.log)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped

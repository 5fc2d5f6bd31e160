"""For every test: nothing is left running, and nothing of the whole process is left changed. A thread, a child process,
a listening port or a task that outlives the test which started it fails that test, and so does a variable of the
environment, a signal's handler or the like (tests/process_state.py) that is not as it was: the next test file of the
same worker would be the one to suffer.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import logging
import os
import signal
import socket
import stat
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import structlog

from tests import process_state

GRACE_SECONDS = 3.0

# Some hundred processes are started, here and by the tests: each module is compiled once for all of them.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Begun in the background (`make test &`), SIGINT comes ignored, also to each child: here it is as in a terminal.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A noisy machine is no fault: how long something takes is measured by the benchmark, not by these tests.
# The examples are the same every time: who runs the tests is not to blame for a new one. `make fuzz` seeks others.
hypothesis.settings.register_profile("hall", deadline=None, derandomize=True)
hypothesis.settings.load_profile("hall")


def children() -> set[int]:
    """Our child processes that still run (zombies count: nobody waited for them)."""
    found = set()
    for task in Path("/proc/self/task").iterdir():
        try:
            found |= {int(pid) for pid in (task / "children").read_text().split()}
        except FileNotFoundError:
            continue
    return found


def listening() -> set[str]:
    """Inodes of our own TCP sockets that listen, asked of each: the kernel's table of all takes it 4 ms to write."""
    found = set()
    for fd in map(int, os.listdir("/proc/self/fd")):
        try:
            if not stat.S_ISSOCK(os.fstat(fd).st_mode):
                continue
            ours = socket.socket(fileno=os.dup(fd))
        except OSError:  # closed meanwhile
            continue
        with ours:
            tcp = ours.family in (socket.AF_INET, socket.AF_INET6) and ours.type == socket.SOCK_STREAM
            if tcp and ours.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                found.add(str(os.fstat(fd).st_ino))
    return found


def threads() -> set[threading.Thread]:
    """Threads but those of the test runner and of pools that live with the interpreter."""
    return {thread for thread in threading.enumerate() if not thread.name.startswith(("asyncio_", "AnyIO"))}


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    before = threads(), children(), listening()
    yield
    deadline = time.monotonic() + GRACE_SECONDS
    while True:
        left = [now - then for now, then in zip((threads(), children(), listening()), before, strict=True)]
        if not any(left) or time.monotonic() > deadline:
            break
        time.sleep(0.01)
    names = ("threads", "child processes", "listening sockets")
    still = [f"{name}: {sorted(map(str, what))}" for name, what in zip(names, left, strict=True) if what]
    assert not still, "left running: " + "; ".join(still)


@pytest.fixture(autouse=True)
def process_as_it_was() -> Iterator[None]:
    before = process_state.snapshot()
    yield
    changed = process_state.put_back(before)
    assert not changed, "left changed for the next test: " + "; ".join(changed)


@pytest.fixture(autouse=True)
def loggers_as_they_were() -> Iterator[None]:
    """An engine that runs in this process sets logging up for all of it, and a technician's command hushes the
    drivers: each is meant for a process of its own."""
    root, drivers = logging.getLogger(), logging.getLogger("drivers")
    handlers, levels = root.handlers[:], (root.level, drivers.level)
    configured = structlog.get_config() if structlog.is_configured() else None
    yield
    if configured is None:
        structlog.reset_defaults()
    else:
        structlog.configure(**configured)
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    drivers.setLevel(levels[1])


def without_left_tasks(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., Coroutine[Any, Any, None]]:
    """The test, failing when a task that it started is still pending a moment after its end."""

    @functools.wraps(test)
    async def checked(*args: Any, **kwargs: Any) -> None:
        before = asyncio.all_tasks()
        await test(*args, **kwargs)
        left = asyncio.all_tasks() - before - {asyncio.current_task()}
        if left:
            _, left = await asyncio.wait(left, timeout=GRACE_SECONDS)  # type: ignore[arg-type]
        assert not left, f"left running: tasks: {left}"

    return checked


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.obj):
            item.obj = without_left_tasks(item.obj)

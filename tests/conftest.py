"""For every test: nothing is left running. A thread, a child process, a listening port or a task that outlives the
test which started it fails that test.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import os
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

GRACE_SECONDS = 3.0

# A noisy machine is no fault: how long something takes is measured by the benchmark, not by these tests.
hypothesis.settings.register_profile("hall", deadline=None)
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
    """Inodes of our own sockets in LISTEN."""
    ours = set()
    for fd in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{fd}")
        except FileNotFoundError:
            continue
        if target.startswith("socket:["):
            ours.add(target[8:-1])
    open_ports = set()
    for table in ("/proc/self/net/tcp", "/proc/self/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            columns = line.split()
            if columns[3] == "0A":
                open_ports.add(columns[9])
    return ours & open_ports


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

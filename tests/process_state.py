"""What belongs to the whole process, and so to the next test file of the same worker: read before a test, and put back
after it. Used by tests/conftest.py, which names the test that left something changed.
"""

from __future__ import annotations

import asyncio
import locale
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

SIGNALS = (
    signal.SIGINT,
    signal.SIGTERM,
    signal.SIGHUP,
    signal.SIGCHLD,
    signal.SIGUSR1,
    signal.SIGUSR2,
    signal.SIGPIPE,
    signal.SIGWINCH,
)
# pytest's own, and those that OpenCV sets when it is imported for the first time.
NOT_A_TESTS = {"PYTEST_CURRENT_TEST", "LD_LIBRARY_PATH", "QT_QPA_FONTDIR", "QT_QPA_PLATFORM_PLUGIN_PATH"}


@dataclass(frozen=True, slots=True)
class State:
    """One thing of the process: how it is read, and how what was read is put back."""

    name: str
    read: Callable[[], Any]
    put_back: Callable[[Any], None]


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in NOT_A_TESTS}


def put_environment(was: dict[str, str]) -> None:
    for name in environment().keys() - was.keys():
        del os.environ[name]
    os.environ.update(was)


def folder() -> str:
    try:
        return os.getcwd()
    except FileNotFoundError:  # it was deleted beneath the test
        return ""


def umask() -> int:
    """Asked of the kernel: `os.umask` can only be read by setting it, for every thread."""
    with open("/proc/self/status", "rb") as status:
        return next(int(line.split()[1], 8) for line in status if line.startswith(b"Umask:"))


def handlers() -> dict[signal.Signals, Any]:
    return {number: signal.getsignal(number) for number in SIGNALS}


def put_handlers(was: dict[signal.Signals, Any]) -> None:
    for number, handler in was.items():
        if signal.getsignal(number) != handler:
            signal.signal(number, handler)


def wakeup() -> int:
    """The descriptor that signals are written to: a loop's own while it handles them, -1 otherwise."""
    number = signal.set_wakeup_fd(-1)
    if number != -1:
        signal.set_wakeup_fd(number)
    return number


def hooks() -> tuple[Any, Any, Any]:
    return sys.excepthook, threading.excepthook, sys.unraisablehook


def put_hooks(was: tuple[Any, Any, Any]) -> None:
    sys.excepthook, threading.excepthook, sys.unraisablehook = was


def put_path(was: list[str]) -> None:
    sys.path[:] = was


STATES = (
    State("environment variables", environment, put_environment),
    State("working folder", folder, os.chdir),
    State("umask", umask, lambda was: void(os.umask(was))),
    State("signal handlers", handlers, put_handlers),
    State("signals' wakeup descriptor", wakeup, lambda was: void(signal.set_wakeup_fd(was))),
    State("exception hooks", hooks, put_hooks),
    State("sys.path", lambda: list(sys.path), put_path),
    State("asyncio's policy", asyncio.get_event_loop_policy, asyncio.set_event_loop_policy),
    State("sockets' default timeout", socket.getdefaulttimeout, socket.setdefaulttimeout),
    State("locale", lambda: locale.setlocale(locale.LC_ALL), lambda was: void(locale.setlocale(locale.LC_ALL, was))),
)


def void(_: object) -> None:
    """For what answers with the value that was."""


def snapshot() -> list[Any]:
    """Of every state, in their order."""
    return [state.read() for state in STATES]


def put_back(was: list[Any]) -> list[str]:
    """Whatever is not as in `was` is so again; one sentence for each that was not."""
    changed = []
    for state, before in zip(STATES, was, strict=True):
        now = state.read()
        if now != before:
            state.put_back(before)
            changed.append(f"{state.name}: {difference(before, now)}")
    return changed


def difference(before: Any, now: Any) -> str:
    """Of two dictionaries only the names that differ, without values: an environment may hold what is nobody's."""
    if isinstance(before, dict) and isinstance(now, dict):
        return ", ".join(sorted(str(name) for name in before.keys() | now.keys() if before.get(name) != now.get(name)))
    return f"{before!r} became {now!r}"

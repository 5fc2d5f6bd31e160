"""How a technician's command ends: exit codes, reports, and an end by Ctrl-C that leaves no port open."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Coroutine
from typing import Any

from drivers.actions import Report
from drivers.errors import DeviceError
from drivers.roles import Outcome

DONE, FAILED, WRONG_USE, UNKNOWN = range(4)
EXITS = {Outcome.DONE: DONE, Outcome.FAILED: FAILED, Outcome.UNKNOWN: UNKNOWN}
STUCK_SECONDS = 5.0  # a thread that hangs in a dead port's kernel call is not waited for longer


def run(work: Coroutine[Any, Any, int], interrupted: Callable[[], int]) -> int:
    """The exit code of `work`, or of `interrupted` after Ctrl-C (or SIGTERM) has ended it and all is closed."""
    with asyncio.Runner() as runner:
        code = runner.run(_interruptible(work, interrupted))
        # Python waits for its threads, and opening a dying adapter's port may hang in the kernel for ever.
        stuck = threading.Timer(STUCK_SECONDS, os._exit, (code,))
        stuck.daemon = True
        stuck.start()
    stuck.cancel()
    stuck.join()
    return code


async def _interruptible(work: Coroutine[Any, Any, int], interrupted: Callable[[], int]) -> int:
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    # Elsewhere than in the main thread (tests) there are no signals to hear.
    signals = (signal.SIGINT, signal.SIGTERM) if threading.current_thread() is threading.main_thread() else ()
    for number in signals:
        loop.add_signal_handler(number, task.cancel)
    try:
        await asyncio.wait((task,))
    finally:
        task.cancel()
        for number in signals:
            loop.remove_signal_handler(number)
    return interrupted() if task.cancelled() else task.result()


def refusal(sentence: str) -> Report:
    """Wrong use or wrong settings."""
    return Report(Outcome.FAILED, "config.invalid", {"message": sentence})


def failure(error: DeviceError) -> Report:
    return Report(Outcome.FAILED, error.code, {"message": str(error)})

"""A blocking call of the system in a thread of its own, for opening and closing ports.

Not the loop's pool: its few threads would make ten devices that open slowly wait for each other, and a call that never
returns would keep the process from ending.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

Result = TypeVar("Result")


def in_own_thread(name: str, call: Callable[..., Result], *arguments: Any) -> asyncio.Future[Result]:
    """Start now; the future gets the result. Nobody waiting does not stop the call."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()

    def settle(result: Result | None, error: BaseException | None) -> None:
        if future.cancelled():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result, failure = None, None
        try:
            result = call(*arguments)
        except BaseException as error:  # noqa: BLE001  it belongs to whoever awaits
            failure = error
        with suppress(RuntimeError):  # the loop has ended: nobody waits any more
            loop.call_soon_threadsafe(settle, result, failure)

    threading.Thread(target=run, name=name, daemon=True).start()
    return future

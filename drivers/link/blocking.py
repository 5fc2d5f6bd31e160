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

from drivers.link.faults import opening_failed

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


async def opened_within(
    deadline_seconds: float, port: str, whose: str, opening: Callable[[], Result], close: Callable[[Result], object]
) -> Result:
    """What the blocking call `opening` gives. What it gives after nobody waits any more is given to `close`.

    `whose`: who did not answer, for the sentence ("the system"). Raises LinkError at the deadline, and what it raises.
    """
    opened = in_own_thread(f"open {port}", opening)

    def close_late(late: asyncio.Future[Result]) -> None:
        if not late.cancelled() and late.exception() is None:
            close(late.result())

    try:
        async with asyncio.timeout(deadline_seconds):
            return await asyncio.shield(opened)
    except TimeoutError as error:
        opened.add_done_callback(close_late)
        raise opening_failed(port, None, f"no answer from {whose} in {deadline_seconds:.1f} s") from error
    except asyncio.CancelledError:
        opened.add_done_callback(close_late)
        raise

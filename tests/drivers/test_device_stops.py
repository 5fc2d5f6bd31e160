"""A device that is stopped stops, whatever it is waiting for."""

from __future__ import annotations

import asyncio
from random import Random

from drivers.clock import SystemClock
from drivers.displays.onbon_display import OnbonBx
from drivers.displays.onbon_settings import OnbonBxSettings
from drivers.link.memory import pair


async def test_a_stop_that_meets_the_end_of_a_wait_is_not_lost() -> None:
    ending, may_end = asyncio.Event(), asyncio.Event()
    link, _ = pair()
    link.present = False

    async def appears() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ending.set()
            await may_end.wait()

    link.appears = appears  # type: ignore[method-assign]
    settings = OnbonBxSettings(driver="onbon-bx", port="/dev/none", backoff_longest_seconds=0.01)
    device = OnbonBx("display", link, settings, clock=SystemClock(), random=Random(1))
    await device.start()
    async with asyncio.timeout(5.0):
        await ending.wait()  # the wait is over, and its watch is being ended
    stopping = asyncio.create_task(device.stop())
    await asyncio.sleep(0)
    may_end.set()
    stopped, _ = await asyncio.wait((stopping,), timeout=2.0)
    assert stopped

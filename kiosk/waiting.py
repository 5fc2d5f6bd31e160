"""Waiting with a deadline. `asyncio.wait_for` of Python 3.11 can lose a cancellation that comes together with the
result, and a part that loses its cancellation never ends; `asyncio.timeout` cannot.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any


async def happens_within(seconds: float | None, awaited: Awaitable[Any]) -> bool:
    """Whether it was done in time. None: no deadline."""
    try:
        async with asyncio.timeout(seconds):
            await awaited
    except TimeoutError:
        return False
    return True

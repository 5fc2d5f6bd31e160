"""A recording as a link: the driver writes, and hears what the device said after that write when it was recorded.

Time is the event loop's (`drivers/technician/virtual_time.py` gives one that does not wait). What came in is given back
as long after the driver's own opening or writing as it came then, so a driver that has become quicker still gets its
answers; where it writes other bytes than then, that is noted and the recording goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from drivers.errors import LinkError
from drivers.link.contract import Lost, OwnLine, Received
from drivers.link.faults import broke
from drivers.link.recording import Passed, Way

Row = tuple[float, Passed]  # seconds since the start of the recording


@dataclass(slots=True)
class _Step:
    """An opening or a write, and what the device's side did until the next one."""

    at: float
    cause: Passed
    then: list[Row] = field(default_factory=list)
    stuck: Passed | None = None


class ReplayLink(OwnLine):
    """`rows` in the order of their times. `differences`: sentences, where the driver did other than then."""

    def __init__(self, port: str, bits_per_second: int | None, rows: Sequence[Row]) -> None:
        super().__init__()
        self.port = port
        self.bits_per_second = bits_per_second
        self.differences: list[str] = []
        self._openings = _openings(rows)
        self._writes: list[_Step] = []
        self._received: Received | None = None
        self._lost: Lost | None = None
        self._coming: set[asyncio.TimerHandle] = set()

    async def open(self, received: Received, lost: Lost) -> None:
        if not self._openings:
            raise LinkError("link.absent", f"{self.port}: the recording has no further opening of the port")
        opening, *self._writes = self._openings.pop(0)
        if opening.cause.way is Way.REFUSED:
            raise opening.cause.failure()
        self._received, self._lost = received, lost
        self._schedule(opening)

    async def write(self, data: bytes, deadline_seconds: float) -> None:
        if self._received is None:
            raise broke(self.port, "not open")
        if not self._writes:
            self.differences.append(f"writes {data.hex(' ')} where the recording has no further write")
            return
        step = self._writes.pop(0)
        if step.cause.data != data:
            self.differences.append(
                f"writes {data.hex(' ')} where it wrote {step.cause.data.hex(' ')} {step.at:.3f} s after the start"
            )
        self._schedule(step)
        if step.stuck is not None:
            raise step.stuck.failure()

    async def close(self) -> None:
        self._received = self._lost = None
        for handle in self._coming:
            handle.cancel()
        self._coming.clear()

    def _schedule(self, step: _Step) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        for at, passed in step.then:
            self._call_at(loop, now + at - step.at, passed)

    def _call_at(self, loop: asyncio.AbstractEventLoop, when: float, passed: Passed) -> None:
        def happen() -> None:
            self._coming.discard(handle)
            self._happen(passed)

        handle = loop.call_at(when, happen)
        self._coming.add(handle)

    def _happen(self, passed: Passed) -> None:
        if passed.way is Way.IN and self._received is not None:
            self._received(passed.data)
        elif passed.way is Way.LOST and self._lost is not None:
            lost, self._received, self._lost = self._lost, None, None
            lost(passed.failure())


def _openings(rows: Sequence[Row]) -> list[list[_Step]]:
    """Each opening with its writes; every step with what followed it."""
    openings: list[list[_Step]] = []
    for at, passed in rows:
        if passed.way in (Way.OPEN, Way.REFUSED):
            openings.append([_Step(at, passed)])
        elif not openings:
            continue
        elif passed.way is Way.OUT:
            openings[-1].append(_Step(at, passed))
        elif passed.way is Way.STUCK:
            openings[-1][-1].stuck = passed
        elif passed.way in (Way.IN, Way.LOST):
            openings[-1][-1].then.append((at, passed))
    return openings

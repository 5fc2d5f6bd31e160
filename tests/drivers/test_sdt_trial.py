"""Identity-card readers as strangers build them: slower than any document says, behind slow lines."""

from __future__ import annotations

import pytest

from drivers.roles import Outcome

from .sdt_rig import machine, started, until
from .wired import WiredLink

pytestmark = pytest.mark.leaping


@pytest.mark.parametrize("late_seconds", [0.062, 0.09])
async def test_a_reader_that_answers_after_the_deadline_is_a_reader(late_seconds: float) -> None:
    """Its answers come while the next question is out, and fit none of those."""
    link = WiredLink(machine(card="citizen"), late_seconds=late_seconds)
    async with started(link, online=False, backoff_longest_seconds=60.0, find_deadline_ms=400) as (reader, _):
        await until(lambda: reader.online)
        assert link.openings == 1
        assert await reader.sam_number(2.0) == "05.01-20240101-0000000001-0000000002"


async def test_a_slow_reader_reads_its_card() -> None:
    link = WiredLink(machine(card="citizen", latches=False), late_seconds=0.062)
    async with started(link, select_deadline_ms=400, find_deadline_ms=400, read_deadline_ms=500) as (reader, _):
        assert (await reader.read(4.0)).outcome is Outcome.DONE

"""Lock boards as strangers try them: what a technician is told of a line that goes in the middle."""

from __future__ import annotations

import asyncio

import pytest

from drivers.actions import Request
from drivers.lockers.trying import tell_state
from drivers.roles import Outcome
from tests.drivers.locker_cases import CASES, wired

pytestmark = pytest.mark.leaping

ASKED = Request(None, 1.0, False, lambda step: None)


@pytest.mark.parametrize("name", CASES)
async def test_a_line_that_goes_while_doors_are_asked_for_is_named(name: str) -> None:
    async with wired(name, poll_seconds=30.0) as (device, _, link, _):
        await tell_state(device, ASKED)
        link.unplug()
        await asyncio.sleep(0.001)  # what was told before holds for its own moment only
        report = await tell_state(device, ASKED)
    assert (report.outcome, report.error) == (Outcome.FAILED, "link.absent")


@pytest.mark.parametrize("name", CASES)
async def test_a_board_that_falls_silent_is_a_timeout(name: str) -> None:
    async with wired(name, poll_seconds=30.0) as (device, _, link, _):
        link.silent = True
        report = await tell_state(device, Request(None, 0.3, False, lambda step: None))
    assert (report.outcome, report.error) == (Outcome.FAILED, "proto.timeout")

"""Questions and answers on a printer's line, over a wire in memory: which answer is whose, and what is nobody's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from drivers.clock import SystemClock
from drivers.errors import LinkError
from drivers.escpos.dialogue import Dialogue
from drivers.link.memory import pair
from drivers.protocol.escpos import AutomaticStatus, Question


@asynccontextmanager
async def dialogue() -> AsyncIterator[tuple[Dialogue, Any, list[bytes], list[AutomaticStatus]]]:
    near, far = pair()
    sent: list[bytes] = []
    told: list[AutomaticStatus] = []
    talk = Dialogue(near, SystemClock(), 0.3, told.append)
    await near.open(talk.received, lambda error: talk.fail(error))
    await far.open(sent.append, lambda _: None)
    talk.begin()
    yield talk, far, sent, told
    await near.close()
    await far.close()


async def test_a_late_answer_is_not_taken_for_another_question() -> None:
    async with dialogue() as (talk, far, sent, _):
        assert await talk.ask(Question.PRINTER, 0.02) is None
        asking = asyncio.create_task(talk.ask(Question.ERROR_CAUSE, 0.1))
        await asyncio.sleep(0)
        await far.write(b"\x1a", 1)  # offline, to the first question; as an error cause it would be the cutter
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await far.write(b"\x12", 1)
        answer = await asking
        assert answer is None or answer.byte == 0x12
        assert sent[0] == b"\x10\x04\x01"


async def test_a_question_that_is_never_answered_is_given_up_after_its_time() -> None:
    async with dialogue() as (talk, _, sent, _told):
        assert await talk.ask(Question.PRINTER, 0.02) is None
        assert await talk.ask(Question.PAPER, 0.02) is None
        assert sent == [b"\x10\x04\x01"]
        assert await talk.ask(Question.PAPER, 0.5) is None
        assert sent == [b"\x10\x04\x01", b"\x10\x04\x04"]


async def test_an_answer_that_nobody_asked_for_is_noise() -> None:
    async with dialogue() as (talk, far, _, told):
        await far.write(bytes.fromhex("12 00 ff 10 00 03 00"), 1)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert (talk.noise.unasked, talk.noise.garbage_bytes) == (2, 1)
        assert told == [AutomaticStatus(0x10, 0, 3, 0)]


async def test_whoever_waits_is_told_when_the_line_breaks() -> None:
    async with dialogue() as (talk, _, _sent, _told):
        asking = asyncio.create_task(talk.ask(Question.PRINTER, 5.0))
        marker, queued, end = talk.expect_marker("A001"), talk.expect_queued(), talk.expect_end()
        await asyncio.sleep(0)
        talk.fail(LinkError("link.absent", "pulled"))
        for waiting in (asking, marker, queued, end):
            with pytest.raises(LinkError):
                await waiting

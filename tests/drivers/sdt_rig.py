"""A driver at a bench reader, wired in this process, with quick settings. For the tests of identity-card readers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from random import Random
from typing import Any

from bench.cards.plastic import Plastic
from bench.cards.sdt_reader import SdtReader as Machine
from bench.cards.wallet import CARDS
from drivers.card import Card
from drivers.clock import SystemClock
from drivers.facts import Fact
from drivers.protocol.sdt_text import to_card
from drivers.sdt.reader import SdtReader
from drivers.sdt.settings import SdtSettings

from .wired import WiredLink

# In the same proportions as the defaults.
QUICK: dict[str, Any] = {
    "poll_seconds": 0.05,
    "backoff_longest_seconds": 0.02,
    "quick_reopens_per_hour": 600,
    "soft_resets_per_hour": 60,
    "find_pause_ms": 5,
    "status_deadline_ms": 60,
    "find_deadline_ms": 60,
    "select_deadline_ms": 60,
    "read_deadline_ms": 100,
    "address_deadline_ms": 60,
    "reset_deadline_ms": 60,
    "gap_ms": 10,
    "late_answer_seconds": 0.15,
    "write_deadline_seconds": 1.0,
    "settle_seconds": 0.0,
}


def plain(plastic: Plastic, *, address: bool = True) -> Card:
    """What a driver must say of a card, its photo left out."""
    card = to_card(plastic.text)
    fields = card.to_fields(reveal=True) | ({"appended_address": plastic.appended_address} if address else {})
    return Card(**{name: value for name, value in fields.items() if value is not None} | {"kind": card.kind})


def without_photo(card: Card | None) -> Card | None:
    if card is None:
        return None
    return Card(**card.to_fields(reveal=True) | {"kind": card.kind})


def reader_at(link: WiredLink, **more: Any) -> SdtReader:
    settings = SdtSettings.model_validate({"driver": "sdt", "port": "/dev/none", **QUICK, **more})
    return SdtReader("card_reader", link, settings, clock=SystemClock(), random=Random(1))


@asynccontextmanager
async def started(link: WiredLink, *, online: bool = True, **more: Any) -> AsyncIterator[tuple[SdtReader, list[Fact]]]:
    reader = reader_at(link, **more)
    facts: list[Fact] = []
    reader.listen(facts.append)
    await reader.start()
    try:
        if online:
            await until(lambda: reader.online)
        yield reader, facts
    finally:
        await reader.stop()


def machine(cards: Mapping[str, Plastic] = CARDS, *, card: str | None = None, **more: Any) -> Machine:
    """A reader that takes no time, with `card` on it."""
    made = Machine(cards, pace=0.0, **more)
    if card is not None:
        made.act("put_card", {"card": card}, 0.0)
    return made


async def until(condition: Callable[[], bool], deadline_seconds: float = 5.0) -> None:
    async with asyncio.timeout(deadline_seconds):
        while not condition():  # noqa: ASYNC110  nothing tells when a foreign thing is so
            await asyncio.sleep(0.002)

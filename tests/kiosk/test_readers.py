"""Reading follows the screen: it begins when one wants it, ends when it goes, and never spins."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from drivers.card import Card, CardKind
from drivers.roles import CardReader, CardResult, Outcome, Scanner, ScanResult
from kiosk.fitted import Fitted
from kiosk.flows.around import Reader
from kiosk.flows.happenings import CardRead, CodeRead, Happening, ReaderSaid
from kiosk.hall import Hall
from kiosk.person import appointment_hash
from kiosk.readers import Readers
from kiosk.settings.tables import Readers as ReaderSettings
from kiosk.views import Reading
from tests.kiosk.flow_rig import BOTH, CARD_ONLY, ID_NUMBER, KEY, PERSON, hall_with

NOBODY: frozenset[Reader] = frozenset()
CARD = Card(kind=CardKind.CITIZEN, name="张测试", id_number=ID_NUMBER, birth="19491001")
QUICK = ReaderSettings.model_validate({"pause_ms": 10, "after_wrong_ms": 10})


class Desk(CardReader, Scanner):
    """Either reader: gives out its results one after the other, then waits until it is cancelled."""

    name, port = "desk", "double:"

    def __init__(self, *results: Any) -> None:
        self.results = list(results)
        self.asked: list[float] = []
        self.cancelled = asyncio.Event()

    async def read(self, deadline_seconds: float, formats: frozenset[str] = frozenset()) -> Any:
        self.asked.append(deadline_seconds)
        if self.results:
            return self.results.pop(0)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled.set()
            raise


class Reads:
    """Readers over doubles, and what they told."""

    def __init__(self, hall: Hall, card: Desk | None, code: Desk | None, held: Any, log: Any) -> None:
        devices = Fitted(card_reader=card, scanner=code)
        self.readers = Readers(devices, QUICK, lambda: hall, held.clock(), log)
        self.told: list[Happening] = []
        self.tasks: list[asyncio.Task[None]] = []

    def follow(self, wanted: frozenset[Reader], visit: str = "v1") -> None:
        def start(work: Any) -> asyncio.Task[None]:
            self.tasks.append(asyncio.get_running_loop().create_task(work))
            return self.tasks[-1]

        self.readers.follow(visit, wanted, start, self.told.append)


@pytest.fixture
def reads(held: Any, log: Any) -> Callable[..., Reads]:
    def make(card: Desk | None = None, code: Desk | None = None, hall: Hall | None = None) -> Reads:
        return Reads(hall or hall_with(), card, code, held, log)

    return make


def failed(error: str) -> CardResult:
    return CardResult(Outcome.FAILED, error=error)


async def test_reading_begins_with_the_screen_and_ends_with_it(reads: Callable[..., Reads], until: Any) -> None:
    card, code = Desk(), Desk()
    desk = reads(card, code)
    assert desk.readers.fitted == BOTH
    desk.follow(BOTH)
    desk.follow(BOTH)
    await until(lambda: card.asked and code.asked)
    desk.follow(CARD_ONLY)
    await code.cancelled.wait()
    assert not card.cancelled.is_set()
    desk.follow(CARD_ONLY, visit="v2")
    await card.cancelled.wait()
    await until(lambda: len(card.asked) == 2)
    desk.readers.end()
    assert (len(card.asked), len(code.asked)) == (2, 1)
    await asyncio.gather(*desk.tasks, return_exceptions=True)
    assert desk.told == []


async def test_nobody_who_came_is_waited_for_again_and_a_torn_card_is_told(
    reads: Callable[..., Reads], until: Any
) -> None:
    card = Desk(failed("scan.timeout"), failed("scan.unreadable"), CardResult(Outcome.DONE, CARD))
    desk = reads(card)
    desk.follow(CARD_ONLY)
    await until(lambda: len(card.asked) == 4)
    again, read = desk.told
    assert again == ReaderSaid(Reader.CARD, Reading.AGAIN)
    assert isinstance(read, CardRead)
    assert read.identity.person == PERSON
    desk.follow(NOBODY)
    await asyncio.gather(*desk.tasks, return_exceptions=True)


@pytest.mark.parametrize("error", ["link.absent", "proto.timeout", "scan.inoperative", None])
async def test_a_reader_that_is_away_is_told_once_and_left_alone(
    reads: Callable[..., Reads], error: str | None
) -> None:
    card = Desk(CardResult(Outcome.FAILED, error=error))
    desk = reads(card)
    desk.follow(CARD_ONLY)
    await asyncio.gather(*desk.tasks)
    assert desk.told == [ReaderSaid(Reader.CARD, Reading.NOT_HERE)]
    desk.follow(CARD_ONLY)  # the citizen tries again
    assert len(desk.tasks) == 2
    desk.readers.end()
    await asyncio.gather(*desk.tasks, return_exceptions=True)


async def test_without_the_halls_key_nothing_is_told_of_what_was_read(reads: Callable[..., Reads]) -> None:
    card = Desk(CardResult(Outcome.DONE, CARD))
    code = Desk(ScanResult(Outcome.DONE, "code-1"))
    desk = reads(card, code, hall_with(key=b""))
    desk.follow(BOTH)
    await asyncio.gather(*desk.tasks)
    assert {said.reading for said in desk.told if isinstance(said, ReaderSaid)} == {Reading.NOT_HERE}
    assert len(desk.told) == 2


async def test_of_a_code_only_its_hash_is_told(reads: Callable[..., Reads], until: Any) -> None:
    code = Desk(ScanResult(Outcome.DONE, "https://hall.example/a/code-1"), ScanResult(Outcome.DONE, "code-1"))
    desk = reads(None, code)
    desk.follow(frozenset((Reader.CODE,)))
    await until(lambda: len(desk.told) == 2)
    assert desk.told == [CodeRead(appointment_hash(KEY, "code-1"))] * 2
    desk.readers.end()
    await asyncio.gather(*desk.tasks, return_exceptions=True)

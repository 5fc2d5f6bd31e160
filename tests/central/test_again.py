"""The loop behind everything that the centre does beside answering: nothing ends it, and it says a thing once."""

from __future__ import annotations

import logging

import pytest

from central.again import AWAY, look_again
from central.database import DatabaseBusy

SOON_SECONDS = 0.001


class Looks:
    """Each look gives or raises the next of `what`; then it is over."""

    def __init__(self, *what: object) -> None:
        self.left = list(what)

    def go_on(self) -> bool:
        return bool(self.left)

    async def look(self) -> object:
        found = self.left.pop(0)
        if isinstance(found, Exception):
            raise found
        return found


async def again(looks: Looks, every_seconds: float = SOON_SECONDS, *passing: type[Exception]) -> None:
    await look_again(looks.look, every_seconds, "test", go_on=looks.go_on, passing=(*AWAY, *passing))


async def test_a_database_that_is_away_is_told_once_and_again_when_it_was_back(
    caplog: pytest.LogCaptureFixture,
) -> None:
    away = DatabaseBusy("away")
    with caplog.at_level(logging.WARNING, "central.test"):
        await again(Looks(away, away, None, away))
    assert [record.levelno for record in caplog.records] == [logging.WARNING, logging.WARNING]


async def test_what_else_fails_is_told_with_its_trace_and_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "central.test"):
        await again(Looks(ValueError("odd"), LookupError("odd too"), None))
    assert [record.exc_info is not None for record in caplog.records] == [True, True]


async def test_more_that_passes_is_named_by_who_looks(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "central.test"):
        await again(Looks(LookupError("no key"), LookupError("no key")), SOON_SECONDS, LookupError)
    assert [record.exc_info for record in caplog.records] == [None]


@pytest.mark.timeout(20)
async def test_while_there_is_something_to_do_nobody_rests() -> None:
    looks = Looks(*[3] * 50)
    await again(looks, every_seconds=3600)
    assert not looks.left

"""What a person of the simulated hall does where a terminal dies under their hands."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any, cast

from bench.campaigns.queue_hall.agenda import Agenda, ClockFile
from bench.campaigns.queue_hall.catalogue import Service, made_hall
from bench.campaigns.queue_hall.floor import Floor
from bench.campaigns.queue_hall.latencies import Latencies
from bench.campaigns.queue_hall.ledger import Ledger
from bench.campaigns.queue_hall.people import People
from bench.campaigns.queue_hall.quick_http import Connection
from bench.campaigns.queue_hall.story import Line, Person, Wish
from bench.campaigns.queue_hall.terminals import Terminal, TerminalGone

_numbers = itertools.count(1)


class Lobby:
    """A terminal of this test: it gives numbers, but for the first `dies` questions."""

    line, clock_is_right, heard_ms = Line.OPEN, True, None

    def __init__(self, dies: int = 0) -> None:
        self.dies = dies
        self.untold: list[str] = []
        self.asked: list[str] = []

    async def ask(self, _do: str, **what: Any) -> dict[str, Any]:
        self.asked.append(what["service"])
        if len(self.asked) <= self.dies:
            raise TerminalGone
        number = f"A{next(_numbers):03}"
        given = {"kind": "given", "key": f"key-{number}", "number": number, "token": f"token-{number}"}
        return given | {"day": "2026-03-16", "source": "centre", "minutes": None, "asked_ms": 5.0}


async def visit(lobbies: list[Lobby], clock: Path, services: list[Service]) -> None:
    """One person without a card, with a wish for each service, at the first terminal."""
    agenda = Agenda(ClockFile(clock, 0), step_ms=0)
    floor = Floor(agenda, Ledger(0), Latencies(), coming=1)
    url = "http://127.0.0.1:1"
    people = People(floor, cast(list[Terminal], lobbies), Connection(url), url)
    wishes = tuple(Wish(service, minutes=1.0) for service in services)
    agenda.begin(people.visit(Person("0-1", 1000, 0, wishes)))
    await agenda.run()


async def test_a_second_number_is_taken_where_the_first_one_came_from(tmp_path: Path) -> None:
    """To the hall somebody without a card is the visit at one terminal."""
    services = list(made_hall(2).services[:2])
    dead, other = Lobby(dies=1), Lobby()
    await visit([dead, other], tmp_path / "clock", services)
    assert dead.asked == [services[0].code]
    assert other.asked == [service.code for service in services]


async def test_who_has_a_number_and_no_card_asks_no_other_terminal(tmp_path: Path) -> None:
    services = list(made_hall(2).services[:2])

    class DiesLater(Lobby):
        async def ask(self, do: str, **what: Any) -> dict[str, Any]:
            if self.asked:
                self.dies = len(self.asked) + 1
            return await super().ask(do, **what)

    first, other = DiesLater(), Lobby()
    await visit([first, other], tmp_path / "clock", services)
    assert first.asked == [service.code for service in services]
    assert not other.asked

"""What a person does in the hall: take numbers at a terminal, wait, perhaps look at the phone, give up, or leave."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bench.campaigns.queue_hall.floor import Floor, Holding
from bench.campaigns.queue_hall.ledger import Shown
from bench.campaigns.queue_hall.quick_http import Connection, NoAnswer
from bench.campaigns.queue_hall.story import Kill, Line, Person, Wish
from bench.campaigns.queue_hall.terminals import Terminal, TerminalGone

ZONE = ZoneInfo("Asia/Shanghai")
NEXT_TERMINAL_SECONDS = 25.0
TRIES = 200
DOUBLED_EVERY = 9  # every so many questions for a number are sent twice


class People:
    """`phone`: the hall's public page as phones reach it."""

    def __init__(self, floor: Floor, terminals: list[Terminal], phone: Connection, url: str) -> None:
        self._floor = floor
        self._terminals = terminals
        self._phone = phone
        self._phone_turn = asyncio.Lock()
        self._url = url
        self._asked = 0
        self.kills: dict[int, Kill] = {}  # by terminal: killed during its next question

    async def visit(self, person: Person) -> None:
        """From the door to the last thing that this person does by their own will."""
        floor, agenda = self._floor, self._floor.agenda
        await agenda.until(person.arrives_ms)
        held: list[Holding] = []
        try:
            for wish in person.wishes:
                stands_at = held[-1].terminal if held else person.terminal
                held += await self._take(person, wish, stands_at, goes_on=bool(person.card) or not held)
            if person.again:
                held += await self._take(person, person.wishes[0], person.terminal + 1, goes_on=True)
        finally:
            floor.coming -= 1
        if person.gives_up_ms is not None:
            await agenda.until(person.arrives_ms + person.gives_up_ms)
            for holding in held:
                await self._give_up(holding)
        elif person.leaves_ms is not None:
            await agenda.until(person.arrives_ms + person.leaves_ms)
            for holding in held:
                self._leave(holding)

    async def _take(self, person: Person, wish: Wish, first: int, *, goes_on: bool) -> list[Holding]:
        """A number in hand; none where the hall's rules give none. A dead terminal is left for the next one, if
        `goes_on`: who has a number already and no card would be somebody else there.
        """
        agenda = self._floor.agenda
        for attempt in range(TRIES):
            at = (first + attempt) % len(self._terminals)
            terminal = self._terminals[at]
            try:
                said = await self._ask(at, terminal, person, wish)
            except TerminalGone:
                if not goes_on:
                    return []
                await agenda.after(NEXT_TERMINAL_SECONDS)
                continue
            if said["kind"] == "given":
                return [self._holds(person, wish, at, said)]
            held = said["held"]  # the number that the hall says this person has: a copy of it is printed
            if held is None or held["key"] in self._floor.holdings:
                return []
            day = datetime.fromtimestamp(agenda.now_ms / 1000, ZONE).date().isoformat()
            copy = {"source": "centre", "day": day, "minutes": None}
            return [self._holds(person, wish, at, held | copy)]
        raise RuntimeError(f"{person.name}: no terminal of the hall gave a number in {TRIES} tries")

    async def _ask(self, at: int, terminal: Terminal, person: Person, wish: Wish) -> dict[str, Any]:
        """Raises TerminalGone."""
        self._asked += 1
        asked = asyncio.create_task(
            terminal.ask(
                "take",
                doubled=not self._asked % DOUBLED_EVERY,
                green=person.green.value if person.green else None,
                visit=person.name,
                service=wish.service.code,
                prefix=wish.service.prefix,
                person=person.card,
            )
        )
        kill = self.kills.pop(at, None)
        if kill is not None:
            await asyncio.wait((asked,), timeout=kill.real_ms / 1000)
            terminal.kill()
        said: dict[str, Any] = await asked
        if said["asked_ms"] is not None and terminal.line is Line.OPEN:
            self._floor.latencies.note("ticket", said["asked_ms"] / 1000)
        return said

    def _holds(self, person: Person, wish: Wish, at: int, said: dict[str, Any]) -> Holding:
        floor, now_ms, terminal = self._floor, self._floor.agenda.now_ms, self._terminals[at]
        online = said["source"] == "centre"
        if online:
            terminal.heard_ms = now_ms
        before_ms = now_ms if online or terminal.clock_is_right else terminal.heard_ms or 0
        holding = floor.holdings[said["key"]] = Holding(person, wish, said["key"], at)
        floor.ledger.show(
            Shown(
                key=said["key"],
                number=said["number"],
                day=said["day"],
                holder=person.name,
                service=wish.service.code,
                token=said["token"],
                shown_ms=now_ms,
                before_ms=before_ms,
                trusted=online or terminal.clock_is_right,
                known_ms=now_ms if online else None,
                alone=not online,
                minutes=tuple(said["minutes"]) if said["minutes"] else None,
            )
        )
        if not online:
            terminal.untold.append(said["key"])
        floor.wakes(wish.service.code)
        return holding

    async def _give_up(self, holding: Holding) -> None:
        """On the phone; the centre must know of the number by now, or it is left instead."""
        shown = self._floor.ledger.shown[holding.key]
        if holding.gone or shown.called_ms is not None:
            return
        self._leave(holding)
        if shown.known_ms is not None:
            begun = time.perf_counter()
            try:
                async with self._phone_turn:
                    path = f"/t/{shown.token}"
                    await self._phone.get(path, {})
                    await self._phone.post(f"{path}/give-up", {"Origin": self._url}, b"")
            except NoAnswer:
                return
            self._floor.latencies.note("phone", (time.perf_counter() - begun) / 2)

    def _leave(self, holding: Holding) -> None:
        shown = self._floor.ledger.shown[holding.key]
        if shown.called_ms is None:
            holding.gone = True
            self._floor.ledger.goes(holding.key, self._floor.agenda.now_ms)

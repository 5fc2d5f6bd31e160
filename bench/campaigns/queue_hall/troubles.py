"""What goes wrong on a simulated day: lines are cut, terminals and the centre killed, clocks jump. And who mends it."""

from __future__ import annotations

import asyncio
from collections import Counter

from bench.campaigns.queue_hall.centre_process import CentreProcess
from bench.campaigns.queue_hall.floor import Floor
from bench.campaigns.queue_hall.people import People
from bench.campaigns.queue_hall.story import MINUTE_MS, CentreKill, Cut, Day, Jump, Kill, Line
from bench.campaigns.queue_hall.terminals import Terminal, TerminalGone

LOOK_SECONDS = 30.0  # how often somebody looks whether a terminal is dead
TELL_SECONDS = 240.0  # how often it is asked whether the centre has heard everything
IDLE_KILL_MINUTES = 10  # without a question for a number, it is killed all the same


class Troubles:
    def __init__(self, floor: Floor, terminals: list[Terminal], people: People, centre: CentreProcess) -> None:
        self._floor = floor
        self._terminals = terminals
        self._people = people
        self._centre = centre
        self._cuts: Counter[int] = Counter()
        self.killed = 0

    def begin(self, day: Day) -> None:
        """Everything of the day, as actors."""
        agenda = self._floor.agenda
        for cut in day.cuts:
            agenda.begin(self._cut(cut))
        for kill in day.kills:
            agenda.begin(self._kill(kill))
        for jump in day.jumps:
            agenda.begin(self._jump(jump))
        for centre_kill in day.centre_kills:
            agenda.begin(self._kill_centre(centre_kill))
        agenda.begin(self._begin_again(day))
        agenda.begin(self._tell(day))

    async def _cut(self, cut: Cut) -> None:
        agenda, terminal = self._floor.agenda, self._terminals[cut.terminal]
        await agenda.until(cut.from_ms)
        self._cuts[cut.terminal] += 1
        await terminal.set_line(cut.line)
        await agenda.until(cut.to_ms)
        self._cuts[cut.terminal] -= 1
        if not self._cuts[cut.terminal]:
            await terminal.set_line(Line.OPEN)
            await self._tell_of(terminal)

    async def _kill(self, kill: Kill) -> None:
        agenda = self._floor.agenda
        await agenda.until(kill.at_ms)
        self._people.kills[kill.terminal] = kill
        await agenda.until(kill.at_ms + IDLE_KILL_MINUTES * MINUTE_MS)
        if self._people.kills.get(kill.terminal) is kill:
            del self._people.kills[kill.terminal]
            self._terminals[kill.terminal].kill()

    async def _jump(self, jump: Jump) -> None:
        await self._floor.agenda.until(jump.at_ms)
        await self._terminals[jump.terminal].jump(jump.seconds)

    async def _kill_centre(self, kill: CentreKill) -> None:
        """In the middle of what it does: others are awake at the same moment."""
        agenda = self._floor.agenda
        await agenda.until(kill.at_ms)
        await asyncio.to_thread(self._centre.kill)
        await agenda.until(kill.at_ms + kill.away_ms)
        await asyncio.to_thread(self._centre.begin)

    async def _begin_again(self, day: Day) -> None:
        while self._goes_on(day):
            await self._floor.agenda.after(LOOK_SECONDS)
            for terminal in self._terminals:
                if not terminal.alive:
                    self.killed += 1
                    await terminal.begin()

    async def _tell(self, day: Day) -> None:
        while self._goes_on(day):
            await self._floor.agenda.after(TELL_SECONDS)
            for terminal in self._terminals:
                if terminal.untold and terminal.line is Line.OPEN:
                    await self._tell_of(terminal)

    async def _tell_of(self, terminal: Terminal) -> None:
        """The ledger holds the centre to what it was told."""
        keys = list(terminal.untold)
        try:
            told = await terminal.ask("flush")
        except TerminalGone:
            return
        if told:
            self._floor.ledger.know(keys, self._floor.agenda.now_ms)
            terminal.untold = [key for key in terminal.untold if key not in set(keys)]
            for service in {self._floor.ledger.shown[key].service for key in keys}:
                self._floor.wakes(service)

    def _goes_on(self, day: Day) -> bool:
        now_ms = self._floor.agenda.now_ms
        return now_ms < day.closes_ms or (self._floor.unfinished() and now_ms < day.drained_ms)

"""Runs visits: takes answers and results, steps the flow, shows the view, carries out the effects.

Between the local socket on one side and journal, numbers, prints and staff on the other. One visit at a time; when it
ends, its state is dropped whole. An unexpected exception leads to one safe screen, keeps the first cause in the log,
and mends itself after a setting.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from dataclasses import replace

from structlog.typing import FilteringBoundLogger

from kiosk.clock import Clock
from kiosk.countdown import allowed_seconds, message
from kiosk.deeds import Deeds
from kiosk.event_body import Body
from kiosk.events import VisitEnded
from kiosk.flows.around import Surroundings
from kiosk.flows.effects import Effect, EndVisit, TellStaff
from kiosk.flows.happenings import HallChanged, Happening, OutageChanged, TimedOut
from kiosk.flows.news import means_the_same, moved
from kiosk.flows.reading import wanted_readers
from kiosk.flows.show import view
from kiosk.flows.state import Place, State
from kiosk.flows.step import step
from kiosk.glass import QUIET, Glass
from kiosk.hall import Hall
from kiosk.journal import Journal, JournalError
from kiosk.local import Answered
from kiosk.outages import Outages
from kiosk.prints import Prints
from kiosk.readers import Readers
from kiosk.settings.tables import Visit as VisitSettings
from kiosk.trace import Trace
from kiosk.views import Confirmed, ConfirmView, Outage, Paper, Touched, WantsMoreTime
from kiosk.waiting import happens_within

VISIT_BYTES = 8


class Visits:
    """One terminal's visits. `run` is the countdown's task; everything else is called on the same loop."""

    def __init__(
        self,
        *,
        glass: Glass,
        journal: Journal,
        deeds: Deeds,
        prints: Prints,
        readers: Readers,
        outages: Outages,
        hall: Callable[[], Hall],
        clock: Clock,
        settings: VisitSettings,
        log: FilteringBoundLogger,
        trace: Trace,
    ) -> None:
        self._glass = glass
        self._journal = journal
        self._deeds = deeds
        self._prints = prints
        self._readers = readers
        self._outages = outages
        self._hall = hall
        self._clock = clock
        self._settings = settings
        self._log = log
        self._trace = trace
        self._state = _new_state(State(visit="", outage=outages.worst))
        self._opened = False
        self._begun_at = 0.0
        self._touched_at = -1.0
        self._ends_at: float | None = None  # monotonic; None: no countdown
        self._more_times = 0
        self._no_paper_said = False  # on the confirm screen that was touched
        self._safe_until: float | None = None
        self._woken = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        outages.on_change = lambda: self._happen(OutageChanged(outages.worst))

    @property
    def quiet(self) -> bool:
        """Nobody stands before the screen."""
        return not self._state.begun and not self._tasks

    # --- what comes in ---

    def open(self) -> None:
        """Show the first screen; nobody is served before."""
        self._state = _new_state(State(visit="", place=_quiet_place(self._outages.worst), outage=self._outages.worst))
        self._opened = True
        self._present(same_place=False)

    def answered(self, message: Answered) -> None:
        """A touch on the face. Dropped when it means another screen than the one shown, or follows a touch too
        closely."""
        now = self._clock.monotonic()
        if not self._glass.takes_answer_to(message.view):
            return
        answer = message.answer
        if isinstance(answer, Touched):
            self._restart_countdown()
            return
        if 0 <= now - self._touched_at < self._settings.double_touch_guard_ms / 1000:
            return
        self._touched_at = now
        if isinstance(answer, WantsMoreTime):
            self._more_times += 1
            if self._more_times <= self._settings.more_time_limit:
                self._restart_countdown()
            return
        if isinstance(answer, Confirmed):
            self._trace.mark("answered")
            shown = self._glass.show.view if self._glass.show else None
            self._no_paper_said = isinstance(shown, ConfirmView) and shown.paper is Paper.OUT
        self._more_times = 0
        self._happen(answer, touched=True)

    def hall_changed(self) -> None:
        self._happen(HallChanged())

    def surroundings_changed(self) -> None:
        """The printer's paper, the people waiting, or a time at which something opens or closes."""
        self._happen(HallChanged())

    async def run(self) -> None:
        """The countdown: never returns."""
        while True:
            seconds = self.tick()
            self._woken.clear()
            await happens_within(seconds, self._woken.wait())

    def tick(self) -> float | None:
        """Do what is due now; returns after how many seconds to come again, None: when woken."""
        now = self._clock.monotonic()
        if self._safe_until is not None and now >= self._safe_until:
            self._safe_until = None
            self._outages.set(Outage.FAULT, False)
        if self._ends_at is not None and now >= self._ends_at:
            self._ends_at = None
            self._happen(TimedOut())
        self._tell_countdown()
        due = [at - now for at in (self._safe_until,) if at is not None]
        if self._ends_at is not None:
            due.append((self._ends_at - now) % 1 or 1)
        return max(0.001, min(due)) if due else None

    async def close(self, grace_seconds: float) -> None:
        """Let a print and its end come through; give up the rest."""
        self._readers.end()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace_seconds)
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    # --- one step ---

    def _happen(self, happening: Happening, touched: bool = False, visit: str | None = None) -> None:
        """`visit`: a result of that visit; dropped when it is over."""
        if not self._opened or visit not in (None, self._state.visit):
            return
        try:
            self._step(happening, touched)
        except Exception as error:  # noqa: BLE001 - the safe screen: whatever failed, the citizen sees a sane screen
            self._fall_back(error)

    def _step(self, happening: Happening, touched: bool) -> None:
        before = self._state
        after, effects = step(before, happening, self._hall(), self._around())
        if any(isinstance(effect, EndVisit) for effect in effects) or (before.visit and not after.visit):
            after = _new_state(after)
            self._touched_at = self._clock.monotonic() if touched else self._touched_at
        self._state = after
        self._present(same_place=means_the_same(before, after))
        if touched or moved(before, after):
            self._restart_countdown()
        for effect in effects:
            self._carry_out(effect, before, after)
        self._follow_readers()

    def _around(self) -> Surroundings:
        return Surroundings(self._clock.now(), self._prints.paper(), self._outages.since, self._readers.fitted)

    def _present(self, same_place: bool) -> None:
        self._glass.present(view(self._state, self._hall(), self._around()), self._state.language, same_place)

    def _follow_readers(self) -> None:
        """Reading goes on while the screen is there that asks for it; what it brings is that visit's."""
        visit = self._state.visit
        wanted = wanted_readers(self._state, self._around())
        self._readers.follow(
            visit,
            wanted,
            lambda work: self._spawn(visit, work),
            lambda happening: self._happen(happening, visit=visit),
        )

    def _restart_countdown(self) -> None:
        allowed = allowed_seconds(self._state, self._settings)
        self._ends_at = None if allowed is None else self._clock.monotonic() + allowed
        self._tell_countdown()
        self._woken.set()

    def _tell_countdown(self) -> None:
        allowed = allowed_seconds(self._state, self._settings)
        if self._ends_at is None or allowed is None:
            self._glass.count_down(QUIET)
        else:
            left = self._ends_at - self._clock.monotonic()
            self._glass.count_down(message(self._state, left, allowed, self._settings))

    # --- effects ---

    def _carry_out(self, effect: Effect, before: State, after: State) -> None:
        if isinstance(effect, EndVisit):
            self._spawn(None, self._write(self._ended(before, effect.how)))
            return
        visit = after.visit
        beside = isinstance(effect, TellStaff)  # a call that fails fails no visit
        named = visit if after.begun else ""
        work = self._deeds.do(effect, named, lambda what: self._happen(what, visit=visit), self._no_paper_said)
        self._spawn(None if beside else visit, work)

    async def _write(self, body: Body) -> None:
        await self._journal.append(body)

    def _ended(self, state: State, how: str) -> VisitEnded:
        seconds = round(self._clock.monotonic() - self._begun_at, 1)
        return VisitEnded(visit=state.visit, how=how, tickets=state.tickets, seconds=seconds)

    def _spawn(self, visit: str | None, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Do it beside everything else. If it fails while its visit stands, the visit goes to the safe screen."""
        task = asyncio.get_running_loop().create_task(self._guarded(visit, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _guarded(self, visit: str | None, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except JournalError as error:
            self._outages.journal_failed(error)
            if visit == self._state.visit:
                self._wipe("failed")
        except Exception as error:  # noqa: BLE001 - the safe screen: whatever failed, the citizen sees a sane screen
            if visit == self._state.visit:
                self._fall_back(error)
            else:
                self._log.error("something failed beside the visit", exc_info=error)

    def _fall_back(self, error: Exception) -> None:
        """The safe screen. The first cause is logged whole; while it stands, others only by name."""
        if self._safe_until is None:
            self._log.error("a visit failed; safe screen", exc_info=error)
        else:
            self._log.error("another failure on the safe screen", error=repr(error))
        self._safe_until = self._clock.monotonic() + self._settings.safe_screen_seconds
        self._woken.set()
        self._outages.set(Outage.FAULT, True)
        self._wipe("failed")

    def _wipe(self, how: str) -> None:
        """Drop the visit whole and show what the terminal shows without one. Nothing of the failed step is used."""
        before = self._state
        outage = self._outages.worst
        self._state = _new_state(State(visit="", place=_quiet_place(outage), outage=outage))
        self._ends_at = None
        self._glass.count_down(QUIET)
        self._readers.end()
        try:
            self._present(same_place=False)
        except Exception as error:  # noqa: BLE001 - the safe screen itself must not throw the engine over
            self._log.error("the safe screen cannot be shown", exc_info=error)
        if before.begun:
            self._spawn(None, self._write(self._ended(before, how)))


def _quiet_place(outage: Outage | None) -> Place:
    return Place.WELCOME if outage is None else Place.OUT_OF_SERVICE


def _new_state(state: State) -> State:
    return replace(state, visit=secrets.token_hex(VISIT_BYTES))

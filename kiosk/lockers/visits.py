"""Runs a cabinet's visits: takes answers and results, steps the flow, shows the view, carries out the effects.

Between the local socket on one side and the cabinet, the readers, the printer and the staff on the other. One visit
at a time; when it ends, its state is dropped whole. An unexpected exception leads to one safe screen, keeps the first
cause in the log, and mends itself after a setting.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from structlog.typing import FilteringBoundLogger

from kiosk.clock import Clock
from kiosk.glass import Glass
from kiosk.journal import JournalError
from kiosk.local import Answered
from kiosk.lockers.aloud import Aloud
from kiosk.lockers.deeds import Conclusion, LockerDeeds, Whose
from kiosk.lockers.flow.allowed import allowed_seconds, is_quiet, wanted_readers, warning_seconds
from kiosk.lockers.flow.around import Around
from kiosk.lockers.flow.effects import Effect, EndVisit, PrintReceipt, Say, TellStaff
from kiosk.lockers.flow.happenings import Happening, TimedOut, Touch
from kiosk.lockers.flow.show import view
from kiosk.lockers.flow.state import AtDoor, Keypad, Labelling, Leaving, Reader, State
from kiosk.lockers.flow.step import step
from kiosk.lockers.readers import LockerReaders, Work
from kiosk.lockers.sayings import Saying
from kiosk.lockers.views import ClearedDigits, Door, ErasedDigit, Slot, TypedDigit
from kiosk.outages import Outages
from kiosk.screen_time import ScreenTime
from kiosk.settings.lockers import Lockers as LockerSettings
from kiosk.views import Language, Outage, Touched

VISIT_BYTES = 8
KEYS = TypedDigit | ErasedDigit | ClearedDigits  # typed as fast as somebody can


class LockerVisits:
    """`around`: what stands around now, given the seconds that the screen may still stand. `outage`: why the cabinet
    cannot serve, None when it can. Everything is called on one loop."""

    def __init__(
        self,
        *,
        glass: Glass,
        deeds: LockerDeeds,
        readers: LockerReaders,
        aloud: Aloud,
        outages: Outages,
        around: Callable[[int | None], Around],
        outage: Callable[[], Outage | None],
        settings: LockerSettings,
        clock: Clock,
        log: FilteringBoundLogger,
    ) -> None:
        self._glass = glass
        self._deeds = deeds
        self._readers = readers
        self._aloud = aloud
        self._outages = outages
        self._around_now = around
        self._outage = outage
        self._settings = settings
        self._clock = clock
        self._log = log
        self._time = ScreenTime(glass, clock.monotonic, lambda: self.happen(TimedOut()), self._ask)
        self._state = State(visit=_new_visit())
        self._opened = False
        self._touched_at = -1.0
        self._mending: asyncio.Task[None] | None = None  # the safe screen stands
        self._tasks: set[asyncio.Task[None]] = set()
        self._reading: set[asyncio.Task[None]] = set()
        self._keeping: list[Conclusion] = []  # what must be durable before the screen goes on
        self.on_step: Callable[[], None] = lambda: None

    @property
    def quiet(self) -> bool:
        """Nobody stands before the screen."""
        return is_quiet(self._state) and not self._tasks

    @property
    def state(self) -> State:
        return self._state

    @property
    def language(self) -> Language:
        return self._state.language

    def slot(self, reader: Reader) -> Slot:
        """How that reader stands."""
        return self._state.card if reader is Reader.CARD else self._state.code

    # --- what comes in ---

    def open(self) -> None:
        """Show the first screen; nobody is served before."""
        self._opened = True
        self._state = replace(self._state, outage=self._outage())
        self._present(same_place=False)
        self._follow_readers()

    def answered(self, message: Answered) -> None:
        """Dropped when it means another screen than the one shown, or follows a touch too closely; never a digit."""
        if not self._glass.takes_answer_to(message.view):
            return
        now, answer = self._clock.monotonic(), message.answer
        if isinstance(answer, Touched):
            self._restart_time(touched=True)
        elif isinstance(answer, KEYS):
            self.happen(answer, touched=True)
        elif isinstance(answer, Touch) and not 0 <= now - self._touched_at < self._guard_seconds:
            self._touched_at = now
            self.happen(answer, touched=True)

    def happen(self, happening: Happening, *, touched: bool = False, visit: str | None = None) -> None:
        """`visit`: a result of that visit; dropped when it is over."""
        if not self._opened or visit not in (None, self._state.visit):
            return
        try:
            self._step(happening, touched)
        except Exception as error:  # noqa: BLE001 - the safe screen: whatever failed, people see a sane screen
            self._fall_back(error)

    def refresh(self) -> None:
        """Something around has changed: a second of a pause, what stands in the cabinet, the night."""
        self._present(same_place=True)

    async def run(self) -> None:
        """The screen's time: never returns."""
        await self._time.run()

    async def close(self, grace_seconds: float) -> None:
        """What is on its way into the journal comes through; the rest is given up."""
        self._readers.end()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace_seconds)
        left = [*self._tasks, *self._reading, *([self._mending] if self._mending else [])]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    # --- one step ---

    @property
    def _guard_seconds(self) -> float:
        return self._settings.double_touch_guard_ms / 1000

    def _around(self) -> Around:
        return self._around_now(self._time.seconds_left)

    def _step(self, happening: Happening, touched: bool) -> None:
        before = self._state
        after, effects = step(before, happening, self._around())
        ended = next((effect.how for effect in effects if isinstance(effect, EndVisit)), None)
        if ended is not None:
            after = replace(after, visit=_next_visit(before, ended), outage=self._outage())
            self._aloud.rest()
        self._state = after
        same_place = _meaning(before) == _meaning(after)
        if touched or not same_place:
            self._restart_time(touched=same_place)
        self._carry_out(effects, Whose(before.visit, before.session.account if before.session else ""))
        self._present(same_place)
        self._follow_readers()
        self.on_step()

    def _present(self, same_place: bool) -> None:
        """Nothing before what it says is durable: the old screen stands for these milliseconds."""
        if self._opened and not self._keeping:
            self._glass.present(view(self._state, self._around()), self._state.language, same_place)

    def _restart_time(self, touched: bool) -> None:
        """A door's time runs from its opening: no touch gives it more."""
        if not (touched and seconds_are_shown(self._state)):
            state, settings = self._state, self._settings
            asked = warning_seconds(state, settings)
            self._time.start(allowed_seconds(state, settings), counted=state.begun, warning_last_s=asked)

    def _ask(self) -> None:
        """Also for whoever does not see the screen."""
        self._aloud.say(Saying.ARE_YOU_THERE, 0, self._state.language)

    def _follow_readers(self) -> None:
        """Reading goes on while the scene is there that wants it; what it brings is that visit's."""
        visit = self._state.visit
        self._readers.follow(
            visit,
            wanted_readers(self._state),
            isinstance(self._state.scene, Labelling | Leaving),
            lambda work: self._spawn(work, visit, self._reading),
            lambda happening: self.happen(happening, touched=True, visit=visit),
        )

    # --- effects ---

    def _carry_out(self, effects: tuple[Effect, ...], whose: Whose) -> None:
        """In their order, one after the other; what waits for the centre or a printer goes beside them."""
        ordered: list[Effect] = []
        for effect in effects:
            match effect:
                case Say(what=what, cell=cell):
                    self._aloud.say(what, cell, self._state.language)
                case TellStaff() | PrintReceipt():
                    self._spawn(partial(self._do, (effect,), whose), whose.visit, self._tasks)
                case _:
                    ordered.append(effect)
        if ordered:
            self._keeping += [effect for effect in ordered if isinstance(effect, Conclusion)]
            self._spawn(partial(self._do, tuple(ordered), whose), whose.visit, self._tasks)

    async def _do(self, effects: tuple[Effect, ...], whose: Whose) -> None:
        try:
            for effect in effects:
                await self._deeds.do(effect, whose, lambda happening: self.happen(happening, visit=whose.visit))
                self._kept(effect)
        finally:
            self._kept(*effects)

    def _kept(self, *effects: Effect) -> None:
        kept = [effect for effect in effects if effect in self._keeping]
        for effect in kept:
            self._keeping.remove(effect)
        if kept and not self._keeping:
            self._present(same_place=False)

    def _spawn(self, work: Work, visit: str, among: set[asyncio.Task[None]]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(self._guarded(work, visit))
        among.add(task)
        task.add_done_callback(among.discard)
        return task

    async def _guarded(self, work: Work, visit: str) -> None:
        """If it fails while its visit stands, the visit ends."""
        try:
            await work()
        except JournalError as error:
            self._outages.journal_failed(error)
            if visit == self._state.visit:
                self._wipe()
        except Exception as error:  # noqa: BLE001 - the safe screen: whatever failed, people see a sane screen
            if visit == self._state.visit:
                self._fall_back(error)
            else:
                self._log.error("something failed beside the visit", exc_info=error)

    # --- the safe screen ---

    def _fall_back(self, error: Exception) -> None:
        """The first cause is logged whole; while the safe screen stands, others only by name."""
        if self._mending is None:
            self._log.error("a visit at the cabinet failed; safe screen", exc_info=error)
        else:
            self._log.error("another failure on the safe screen", error=repr(error))
            self._mending.cancel()
        self._mending = asyncio.get_running_loop().create_task(self._mend())
        self._outages.set(Outage.FAULT, True)
        self._wipe()

    def _wipe(self) -> None:
        """Drop the visit whole and show what the cabinet shows without one. Nothing of the failed step is used."""
        before = self._state
        self._state = State(visit=_new_visit(), outage=self._outage())
        self._readers.end()
        self._keeping.clear()
        try:
            self._deeds.visit_over(before.visit)
            self._time.start(None, counted=False)
            self._present(same_place=False)
        except Exception as again:  # noqa: BLE001 - the safe screen itself must not throw the engine over
            self._log.error("the safe screen cannot be shown", exc_info=again)

    async def _mend(self) -> None:
        await asyncio.sleep(self._settings.safe_screen_seconds)
        self._mending = None
        self._outages.set(Outage.FAULT, False)
        self._follow_readers()


def _new_visit() -> str:
    return secrets.token_hex(VISIT_BYTES)


def _next_visit(before: State, ended: str) -> str:
    """Whoever wipes the keypad to begin again has not left, nor who looked at what else there is: to the guard against
    guessing it is the same visit."""
    same = ended == "ended" and isinstance(before.scene, Keypad | Leaving) and before.openings == 0
    return before.visit if same else _new_visit()


def seconds_are_shown(state: State) -> bool:
    """The seconds until an open door's reminder stand on the screen."""
    return isinstance(state.scene, AtDoor) and state.scene.door is Door.OPEN


def _meaning(state: State) -> tuple[object, ...]:
    """What a touch is given to; while digits are typed it is the same screen."""
    scene = state.scene
    if isinstance(scene, Keypad):
        scene = Keypad(scene.asks, checking=scene.checking)
    elif isinstance(scene, Labelling):
        scene = Labelling(looking=scene.looking)
    return state.visit, scene, state.language, state.outage

"""A window terminal at work: takes touches, keys and the feed, steps the flow, shows the view, carries out the effects.

On kiosk/ground.py, chosen by kiosk/engine.py where the settings have a table [window]. An unexpected exception leads to
one safe screen, keeps the first cause in the log, and mends itself after a setting.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Coroutine, Mapping
from dataclasses import replace

from drivers import facts
from drivers.facts import Fact
from kiosk.events import RatingGiven
from kiosk.ground import Ground, Run
from kiosk.hall import hall_from
from kiosk.journal import JournalError, Transaction
from kiosk.life import setup_for
from kiosk.local import Answered
from kiosk.reasons import Reasons
from kiosk.screen_time import ScreenTime
from kiosk.settings.window import Window as WindowSettings
from kiosk.views import Ended, Outage, Rated, SentReasons, SwitchedLanguage, ToggledReason, Touched, WentBack
from kiosk.window.box import Box
from kiosk.window.deeds import Deeds
from kiosk.window.flow import allowed_seconds, step
from kiosk.window.kept import rated
from kiosk.window.show import view
from kiosk.window.state import (
    Do,
    Dropped,
    Effect,
    Happening,
    Invite,
    Keep,
    Kept,
    KeyPressed,
    NotKept,
    OutageChanged,
    PadRated,
    Place,
    Rules,
    State,
    TimedOut,
    Told,
)
from kiosk.wire import CounterBody, TerminalBody

FRESHNESS_SECONDS = 1.0
GRACE_SECONDS = 3.0
KEY_BYTES = 16
TOUCHES = (Rated, ToggledReason, SentReasons, WentBack, Ended, SwitchedLanguage)


class Window:
    """A `kiosk.ground.Duty`."""

    def __init__(self, ground: Ground, settings: WindowSettings, reasons: Reasons, box: Box) -> None:
        self._ground = ground
        self._settings = settings
        self._rules = Rules(settings, reasons)
        self._box = box
        box.on_rated = lambda level: self._happen(PadRated(level))
        self._deeds = Deeds(ground.centre, settings.counter, settings.deed_deadline_seconds, ground.log)
        self._state = State(outage=ground.outages.worst)
        self._opened = False
        self._touched_at = -1.0
        self._mending: asyncio.Task[None] | None = None  # the safe screen stands
        self._misplaced = ""
        self._time = ScreenTime(ground.glass, ground.clock.monotonic, lambda: self._happen(TimedOut()))
        self._tasks: set[asyncio.Task[None]] = set()
        ground.outages.on_change = lambda: self._happen(OutageChanged(ground.outages.worst))

    # --- the duty ---

    @property
    def quiet(self) -> bool:
        return self._state.place is Place.COUNTER and not self._tasks

    def parts(self) -> Mapping[str, Run]:
        return {"window": self._time.run, "clerk's box": self._box.run, "freshness": self._watch_freshness}

    async def settle(self) -> None:
        self._state = replace(self._state, rated=await self._ground.journal.read(rated))
        self.told()

    def clear_up(self, tx: Transaction) -> None:
        """A rating that was not sent is none."""

    def open(self) -> None:
        self._opened = True
        self._present(same_place=False)

    def told(self) -> None:
        hall, _ = hall_from(
            self._ground.feed.rows.values(),
            self._ground.settings.terminal.code,
            self._ground.fresh,
            self._ground.settings.hall,
        )
        self._ground.glass.rename(setup_for(self._ground.settings, hall))
        self._check_place(hall.terminal)
        self._happen(Told(self._counter(), away=not self._ground.fresh))

    def answered(self, message: Answered) -> None:
        """Dropped when it means another screen than the one shown, or follows a touch too closely."""
        now = self._ground.clock.monotonic()
        if not self._ground.glass.takes_answer_to(message.view):
            return
        answer = message.answer
        if isinstance(answer, Touched):
            self._restart_time()
        elif isinstance(answer, TOUCHES):
            if 0 <= now - self._touched_at < self._settings.double_touch_guard_ms / 1000:
                return
            self._touched_at = now
            self._happen(answer, touched=True)

    def fact(self, fact: Fact) -> None:
        """Only this window's own pad counts; another one on the line is not asked for anything."""
        if getattr(fact, "device", "") != self._box.name:
            return
        match fact:
            case facts.KeyPressed(key=key):
                self._happen(KeyPressed(key))
            case facts.Rated(level=level):
                self._happen(PadRated(level))
            case facts.DeviceBack() | facts.DeviceChanged(link=facts.Link.ONLINE):
                self._box.again()
            case _:
                pass

    async def close(self) -> None:
        """A rating on its way into the journal comes through; a deed's answer is not waited for."""
        await self._box.close()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=GRACE_SECONDS)
        left = [*self._tasks, *([self._mending] if self._mending else [])]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    # --- what the centre tells ---

    def _counter(self) -> CounterBody | None:
        row = self._ground.feed.rows.get(("counter", self._settings.counter))
        if row is None:
            return None
        try:
            return CounterBody.model_validate(row.body)
        except ValueError as error:
            self._ground.log.error(f"feed row {row.n} (counter) cannot be understood: {error}")  # noqa: TRY400
            return None

    def _check_place(self, terminal: TerminalBody | None) -> None:
        """The centre tells a window only of the counter that it knows it to stand at."""
        at = terminal.counter if terminal is not None else self._settings.counter
        if at != self._settings.counter and at != self._misplaced:
            self._ground.log.error(
                "this window stands at another counter for the centre; a technician corrects window.counter, or an"
                " operator `terminal add --renew --counter`",
                settings=self._settings.counter,
                centre=at,
            )
        self._misplaced = at

    async def _watch_freshness(self) -> None:
        """A centre that has been silent too long is shown as away."""
        while True:
            await asyncio.sleep(FRESHNESS_SECONDS)
            if self._state.away is self._ground.fresh:
                self._happen(Told(self._counter(), away=not self._ground.fresh))

    # --- one step ---

    def _happen(self, happening: Happening, touched: bool = False) -> None:
        try:
            self._step(happening, touched)
        except Exception as error:  # noqa: BLE001 - the safe screen: whatever failed, the citizen sees a sane screen
            self._fall_back(error)

    def _step(self, happening: Happening, touched: bool) -> None:
        before = self._state
        self._state, effects = step(before, happening, self._rules)
        if before.asked is not None and (self._state.asked is None or self._state.keeping):
            self._box.let_go()
        self._box.show(self._state.told)
        self._present(same_place=_meaning(before) == _meaning(self._state))
        if touched or _meaning(before) != _meaning(self._state):
            self._restart_time()
        for effect in effects:
            self._carry_out(effect)

    def _restart_time(self) -> None:
        seconds = allowed_seconds(self._state, self._rules)
        self._time.start(seconds, counted=self._state.place is not Place.COUNTER)

    def _present(self, same_place: bool) -> None:
        if self._opened:
            shown = view(self._state, self._rules, self._ground.outages.since)
            self._ground.glass.present(shown, self._state.language, same_place)

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case Keep():
                self._spawn(self._keep(effect))
            case Do():
                self._spawn(self._do(effect))
            case Invite():
                self._box.invite(self._settings.rating_seconds)
            case Dropped(what=what, why=why):
                self._ground.log.info("dropped", what=what, why=why)

    async def _keep(self, rating: Keep) -> None:
        given = RatingGiven(
            rating=secrets.token_hex(KEY_BYTES),
            ticket=rating.ticket,
            counter=rating.counter,
            level=rating.level,
            options=list(rating.options),
            way=rating.way,
        )
        try:
            await self._ground.journal.append(given)
        except JournalError as error:
            self._happen(NotKept(rating.ticket))
            self._ground.outages.journal_failed(error)
        else:
            self._happen(Kept(rating.ticket))

    async def _do(self, wanted: Do) -> None:
        self._happen(await self._deeds.do(wanted))

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - the safe screen: whatever failed, the citizen sees a sane screen
            self._fall_back(error)

    # --- the safe screen ---

    def _fall_back(self, error: Exception) -> None:
        """The first cause is logged whole; while the safe screen stands, others only by name."""
        if self._mending is None:
            self._ground.log.error("the window failed; safe screen", exc_info=error)
        else:
            self._ground.log.error("another failure on the safe screen", error=repr(error))
            self._mending.cancel()
        self._state = State(rated=self._state.rated, outage=Outage.FAULT)
        self._mending = asyncio.get_running_loop().create_task(self._mend())
        self._ground.outages.set(Outage.FAULT, True)
        try:
            self._time.start(None, counted=False)
            self._present(same_place=False)
        except Exception as again:  # the safe screen itself must not throw the engine over
            self._ground.log.exception("the safe screen cannot be shown", exc_info=again)

    async def _mend(self) -> None:
        await asyncio.sleep(self._settings.safe_screen_seconds)
        self._mending = None
        self._ground.outages.set(Outage.FAULT, False)
        self.told()


def _meaning(state: State) -> tuple[object, ...]:
    """What a touch is given to."""
    return state.place, state.asked, state.level, state.keeping, state.language

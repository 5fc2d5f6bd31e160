"""One door on its way: opened by durable intents, watched until it is shut again. Made by `Cabinet.open`.

intent durable -> the board pulses once -> its end durable; still shut: once more, then an alarm. What the sensors say
comes from `movements.py`; what the errand comes to is `conclusions.py`'s and, where nobody says it, `unspoken.py`'s.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from drivers.facts import DoorState
from drivers.roles import OpenResult, Outcome
from kiosk.journal import JournalError, Transaction
from kiosk.lockers import conclusions, intents, store, unspoken
from kiosk.lockers.conclusions import DID_NOT_OPEN, Conclusion
from kiosk.lockers.events import Alarm, DoorEnded, DoorIntent, OpenFor
from kiosk.lockers.inside import is_for_receiver
from kiosk.lockers.store import Kept
from kiosk.lockers.views import Door
from kiosk.lockers.wanted import Wanted
from kiosk.lockers.works import Works

Listener = Callable[[Door], None]

MOST_PULSES = 2
KEY_BYTES = 16
STANDS_OPEN = (Door.OPEN, Door.LEFT_OPEN)


class CannotOpen(Exception):
    """This door is not opened: the sentence says why. Nothing was pulsed and nothing written."""


class Opening:
    """A door and what it was opened for. It holds its cell until it has ended: nobody else gets that."""

    def __init__(self, works: Works, wanted: Wanted) -> None:
        self.wanted = wanted
        self.door = Door.OPENING  # how far it has come
        self.intent = ""  # the last one
        self.was_open = False  # since the last intent
        self.concluded = False  # collected, deposited, undone, recovered or left: durable
        self.over = False  # nobody stands there any more
        self._works = works
        self._listeners: list[Listener] = []
        self._pulses = 0  # of this attempt
        self._left = False  # one of them can have reached the board
        self._reopened = False  # after it was collected
        self._intents: set[str] = set()
        self._cancelled = False
        self._task: asyncio.Task[None] | None = None

    @property
    def sensed(self) -> bool:
        """Whether a sensor will say when it is shut; else the citizen's word does."""
        return self._works.doors.seen(self.wanted.cell)

    @property
    def running(self) -> bool:
        """Its first intent is being written, or a pulse is under way, or its answer."""
        return self._task is None or not self._task.done()

    @property
    def gives_way(self) -> bool:
        """Whether the same cell may be opened anew for what lies in it: nothing moves there, and nobody puts in."""
        putting_in = self.wanted.for_what in (OpenFor.DEPOSIT, OpenFor.LEAVE) and not self.concluded
        return not self.running and self.door not in STANDS_OPEN and not putting_in

    def rejoin(self, visit: str) -> None:
        """Its receiver is back: the open door is this visit's now, and nothing is pulsed."""
        self.wanted = replace(self.wanted, visit=visit)
        self.over = self._cancelled = False

    def owns(self, intent: str) -> bool:
        return intent in self._intents

    def listen(self, listener: Listener) -> None:
        """Be told each step from now on, on the loop, the current one at once."""
        self._listeners.append(listener)
        listener(self.door)

    async def begin(self, putting: Kept | None = None) -> None:
        """The first intent is durable when it returns, and the pulse under way. Raises JournalError."""
        await self._intend(1, None, putting)
        self._task = asyncio.get_running_loop().create_task(self._pulse())

    async def finished(self) -> Door:
        """How far it has come once no pulse is under way any more."""
        if self._task is not None:
            await asyncio.wait([self._task])
        return self.door

    # --- who stands there ---

    @property
    def may_reopen(self) -> bool:
        """Whether `reopen` will pulse. After a pickup that has been collected: once."""
        if self.running or self.over:
            return False
        if self.door is Door.UNSEEN:
            return self._pulses < MOST_PULSES
        if self.door not in (Door.CLOSED, Door.STILL_THERE):
            return False
        return not self.concluded or (self.wanted.for_what is OpenFor.PICKUP and not self._reopened)

    async def reopen(self) -> None:
        """Open the same door again; returns when the intent is durable. Raises CannotOpen, JournalError."""
        if not self.may_reopen:
            raise CannotOpen(f"cell {self.wanted.cell}: not opened again in this visit; staff opens it")
        if (
            self.wanted.for_what is OpenFor.PICKUP
            and (kept := self._lying())
            and not is_for_receiver(self._works, kept)
        ):
            raise CannotOpen(f"cell {self.wanted.cell}: what lies there is not for this receiver any more")
        self._reopened = self._reopened or self.concluded
        pulse = self._pulses + 1 if self.door is Door.UNSEEN else 1
        self.was_open = self._cancelled = False
        await self._intend(pulse, None, None)
        self._step(Door.OPENING if pulse == 1 else Door.AGAIN)
        self._task = asyncio.get_running_loop().create_task(self._pulse())

    async def said_taken(self) -> None:
        """The citizen's word that it is taken and shut. Where a sensor speaks, that decides and this does nothing.
        Raises JournalError."""
        if self.sensed or self.running or self.door not in (*STANDS_OPEN, Door.UNSEEN):
            return
        kept = self._works.contents.in_cell(self.wanted.cell)
        if self.wanted.for_what is OpenFor.PICKUP and not self.concluded and kept is not None:
            contents = self._works.contents
            await self.conclude(conclusions.collected(contents, kept, self.wanted.way, self.intent, sensed=False))
        self._step(Door.CLOSED)

    async def cancel(self) -> None:
        """No further pulse. What is open stays watched."""
        self._cancelled = True

    def end(self) -> None:
        """Nobody stands there any more. A door that is open is watched until it is shut; then the cell is let go."""
        self._cancelled = self.over = True
        self.let_go()

    async def conclude(self, conclusion: Conclusion) -> None:
        """Somebody's word on what it came to. Raises JournalError: then nothing has changed."""
        await self._works.journal.write(conclusion.work)
        conclusion.after()
        self.conclude_as_told()

    def conclude_as_told(self) -> None:
        self.concluded = True
        self._works.changed()

    # --- what the door does ---

    def opened(self) -> None:
        """It is open by one of our intents."""
        if self.was_open:
            return
        self.was_open = True
        works, cell = self._works, self.wanted.cell
        works.alarms.end(Alarm.DID_NOT_OPEN, cell)
        if works.contents.cell(cell).fault == DID_NOT_OPEN:
            self._fault("")
        self._tell(self.when_open())
        self._step(Door.OPEN)

    def when_open(self) -> Conclusion | None:
        """What its open door means already."""
        kept = self._lying()
        return None if kept is None else unspoken.opened(self._works.contents, kept, self.wanted, self.intent)

    def left_open(self) -> None:
        if self.door is Door.OPEN:
            self._step(Door.LEFT_OPEN)

    def shut(self, still_there: bool) -> None:
        """It is shut again, and what that means is durable."""
        self._step(Door.STILL_THERE if still_there else Door.CLOSED)
        self.let_go()

    def let_go(self) -> None:
        """Give the cell free if nobody stands there, the door is not open and no pulse can still open it."""
        works, cell = self._works, self.wanted.cell
        open_still = self.sensed and (self.door in STANDS_OPEN or works.door(cell) is DoorState.OPEN)
        late = works.doors.may_still_open(cell, works.clock.monotonic())
        if not self.over or self.running or open_still or late or works.held.get(cell) is not self:
            return
        if (kept := self._lying()) is not None:
            unseen, something = self.door is Door.UNSEEN, works.something(cell)
            was = unspoken.Was(opened=self.was_open or unseen, unseen=unseen, something=something)
            self._tell(unspoken.ended(works.contents, kept, self.wanted, self.intent, was))
        del works.held[cell]
        works.changed()

    async def stop(self) -> None:
        """The life ends: what is under way is left as it is, and the next start finds it."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    # --- pulses ---

    async def _intend(self, pulse: int, ended: DoorEnded | None, putting: Kept | None) -> None:
        wanted, works = self.wanted, self._works
        intent = DoorIntent(
            intent=secrets.token_hex(KEY_BYTES),
            cell=wanted.cell,
            for_what=wanted.for_what,
            way=wanted.way,
            parcel=wanted.parcel,
            by=wanted.by,
            second=wanted.second,
            visit=wanted.visit,
            pulse=pulse,
        )

        def work(tx: Transaction) -> None:
            if ended is not None:
                intents.end(tx, ended)
            intents.begin(tx, intent, putting)

        await works.journal.write(work)
        works.contents.change_cell(wanted.cell, pulses=works.contents.cell(wanted.cell).pulses + 1)
        if putting is not None:
            works.contents.put(putting)
        self.intent, self._pulses = intent.intent, pulse
        self._intents.add(intent.intent)
        works.doors.pulsing(wanted.cell, self.intent)

    async def _pulse(self) -> None:
        """To the end of this attempt: one pulse, and a second one where the first is seen to have opened nothing."""
        while True:
            ended, outcome = await self._pulse_once()
            again = outcome is Outcome.FAILED and self._pulses < MOST_PULSES and not self._cancelled
            if not again:
                break
            self._step(Door.AGAIN)
            try:
                await self._intend(self._pulses + 1, ended, None)
            except JournalError as error:
                self._works.log.error("no second pulse", cell=self.wanted.cell, why=str(error))  # noqa: TRY400
                break
        self._works.record.tell(partial(_end, ended), self._works.changed)
        self._judge(outcome)

    async def _pulse_once(self) -> tuple[DoorEnded, Outcome]:
        works, cell, intent = self._works, self.wanted.cell, self.intent
        settings = works.settings
        limit = settings.second_pulse_after_seconds if self._pulses < MOST_PULSES else settings.open_deadline_seconds
        deadline = min(limit, settings.open_deadline_seconds)
        result: OpenResult = await works.bank(cell).open(works.places[cell].door, deadline)
        left = result.outcome is not Outcome.FAILED or bool(result.evidence.get("pulses", 1))
        known = result.outcome is not Outcome.UNKNOWN or self.was_open
        self._left = self._left or left
        works.doors.pulsed(cell, intent, works.clock.monotonic(), left=left, known=known)
        outcome = Outcome.DONE if self.was_open else result.outcome
        evidence = dict(result.evidence)
        return DoorEnded(intent=intent, cell=cell, outcome=outcome, error=result.error, evidence=evidence), outcome

    def _judge(self, outcome: Outcome) -> None:
        if outcome is Outcome.DONE:
            self.opened()
        elif outcome is Outcome.UNKNOWN:
            self._step(Door.UNSEEN)
        else:
            if self._left:  # else its board is away, which has an alarm of its own: the lock may be good
                if not self._works.contents.cell(self.wanted.cell).fault:  # another one weighs more than a stuck lock
                    self._fault(DID_NOT_OPEN)
                self._works.alarms.begin(Alarm.DID_NOT_OPEN, self.wanted.cell)
            self._step(Door.SHUT)
        if self.over:
            asyncio.get_running_loop().call_soon(self.let_go)  # once this task is done

    def _fault(self, fault: str) -> None:
        works, cell = self._works, self.wanted.cell
        works.record.tell(
            lambda tx: store.set_fault(tx, cell, fault), lambda: works.contents.change_cell(cell, fault=fault)
        )

    def _lying(self) -> Kept | None:
        """What this errand is about, while it lies there and has no end yet."""
        kept = self._works.contents.in_cell(self.wanted.cell)
        return None if self.concluded or kept is None or kept.parcel != self.wanted.parcel else kept

    def _tell(self, told: Conclusion | None) -> None:
        if told is not None:
            self._works.record.tell(told.work, told.after)

    def _step(self, door: Door) -> None:
        if door is not self.door:
            self.door = door
            for listener in list(self._listeners):
                listener(door)
            self._works.changed()


def _end(ended: DoorEnded, tx: Transaction) -> None:
    intents.end(tx, ended)

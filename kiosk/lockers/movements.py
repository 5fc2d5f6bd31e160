"""A door moved: its event, and what that means for what lies behind it, in one transaction; then whoever is concerned.

From the boards' facts and the start's reconciliation; causes are `doors.py`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum, auto

from drivers.facts import Cause, DoorState
from kiosk.journal import Transaction
from kiosk.lockers import conclusions, store
from kiosk.lockers.conclusions import Conclusion
from kiosk.lockers.doors import Movement
from kiosk.lockers.events import Alarm, DoorMoved, OpenFor, Way
from kiosk.lockers.intents import Unfinished
from kiosk.lockers.openings import Opening
from kiosk.lockers.store import Kept, Lies
from kiosk.lockers.works import Works


class AtShut(Enum):
    NOTHING = auto()  # its receiver had not opened it
    COLLECTED = auto()
    STILL_THERE = auto()  # the item sensor sees it
    IN_DOUBT = auto()


def at_shut(kept: Kept | None, opened: bool, something: bool | None) -> AtShut:
    """What a door that is shut means for what lies behind it. `opened`: by its receiver's intent. Pure."""
    if kept is None or kept.lies is not Lies.INSIDE or not opened:
        return AtShut.NOTHING
    if something:
        return AtShut.STILL_THERE
    return AtShut.IN_DOUBT if kept.doubt == conclusions.DISPUTED else AtShut.COLLECTED


class Movements:
    def __init__(self, works: Works) -> None:
        self._works = works
        self.open_since: dict[int, float] = {}  # monotonic seconds, as far as this life knows
        self._cut_off: dict[int, Unfinished] = {}  # pickups of the last life, by cell

    def settle(self, unfinished: Mapping[int, Unfinished]) -> None:
        """Intents that the last life did not end."""
        self._cut_off = {cell: one for cell, one in unfinished.items() if one.for_what is OpenFor.PICKUP}

    def saw(self, cell: int, state: DoorState, cause: Cause) -> None:
        """A board says how a door stands; perhaps it said so before."""
        works = self._works
        now = works.clock.monotonic()
        movement = works.doors.saw(cell, state, cause, now)
        if state is DoorState.OPEN:
            self.open_since.setdefault(cell, now)
        elif state is DoorState.CLOSED:
            self.open_since.pop(cell, None)
            works.alarms.end(Alarm.FORCED, cell)
            works.alarms.end(Alarm.LEFT_OPEN, cell)
        if movement is not None:
            self._take(movement)
        elif state is DoorState.CLOSED:
            self._found_shut(cell)

    def lost(self, cell: int) -> None:
        """Its board has been away for too long."""
        movement = self._works.doors.lost(cell)
        if movement is not None:
            self._tell(movement, None, None)

    # --- one movement ---

    def _take(self, movement: Movement) -> None:
        opening = self._works.held.get(movement.cell)
        if movement.state is DoorState.OPEN:
            if opening is not None and opening.owns(movement.intent):
                self._tell(movement, opening.when_open(), None)  # at once: a cut in between would forget whose it was
                opening.opened()
                return
            self._tell(movement, self._opened_before_start(movement), None)
            if movement.unexplained:
                self._works.alarms.begin(Alarm.FORCED, movement.cell)
            return
        means, conclusion = self._meaning(movement.cell, opening, movement.intent)
        self._tell(movement, conclusion, self._after_shut(opening, means))

    def _opened_before_start(self, movement: Movement) -> Conclusion | None:
        """The door was opened by a pickup that a restart cut off: when it is shut, that is collected."""
        cut_off = self._cut_off.pop(movement.cell, None)
        kept = self._works.contents.in_cell(movement.cell)
        if cut_off is None or cut_off.intent != movement.intent or kept is None or kept.parcel != cut_off.parcel:
            return None
        return conclusions.opened(self._works.contents, cut_off.parcel, cut_off.intent, cut_off.way)

    def _found_shut(self, cell: int) -> None:
        """Seen shut, as it was told before. Of a pickup that a restart cut off nobody knows whether its door opened."""
        kept = self._works.contents.in_cell(cell)
        if kept is None or cell in self._works.held:
            return
        cut_off = self._cut_off.get(cell)
        conclusion: Conclusion | None = None
        if kept.intent:
            _, conclusion = self._meaning(cell, None, kept.intent)
        elif cut_off is not None and cut_off.parcel == kept.parcel and not kept.doubt:
            conclusion = conclusions.not_taken(self._works.contents, kept, conclusions.RESTART)
        if conclusion is not None:
            self._works.record.tell(conclusion.work, conclusion.after)

    def _meaning(self, cell: int, opening: Opening | None, intent: str) -> tuple[AtShut, Conclusion | None]:
        works = self._works
        kept = works.contents.in_cell(cell)
        ours = opening is not None and opening.wanted.for_what is OpenFor.PICKUP and opening.was_open
        means = at_shut(kept, ours or bool(kept and kept.intent), works.something(cell))
        if kept is None or means is AtShut.NOTHING:
            return means, None
        if means is AtShut.COLLECTED:
            way = opening.wanted.way if ours and opening else Way(kept.way)
            by_intent = (opening.intent if ours and opening else kept.intent) or intent
            return means, conclusions.collected(works.contents, kept, way, by_intent, sensed=True)
        return means, conclusions.not_taken(works.contents, kept, kept.doubt)

    def _after_shut(self, opening: Opening | None, means: AtShut) -> Callable[[], None]:
        def after() -> None:
            if opening is not None:
                if means is AtShut.COLLECTED:
                    opening.conclude_as_told()
                opening.shut(still_there=means is AtShut.STILL_THERE)

        return after

    def _tell(self, movement: Movement, conclusion: Conclusion | None, after: Callable[[], None] | None) -> None:
        works, cell, state = self._works, movement.cell, movement.state
        moved = DoorMoved(cell=cell, state=state.value, cause=movement.cause, intent=movement.intent)

        def work(tx: Transaction) -> None:
            store.moved(tx, moved)
            if conclusion is not None:
                conclusion.work(tx)

        def then() -> None:
            if state is DoorState.UNKNOWN:
                works.contents.change_cell(cell, unseen=True)
            else:
                works.contents.change_cell(cell, door=state.value, unseen=False)
            if conclusion is not None:
                conclusion.after()
            if after is not None:
                after()
            works.changed()

        works.record.tell(work, then)

"""What people saw: kept by the simulation alone, and judged in the end against the hall's rules. Pure.

It never asks the centre. Times are simulated milliseconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from kiosk.wire import Minutes

SETTLED_MS = 60_000  # what happened a moment ago may not have reached everybody


@dataclass(slots=True)
class Shown:
    """A number that somebody read on a screen. `known_ms`: since when the centre must know of it; None: not yet.

    `trusted` False: a terminal gave it alone, on a clock that was wrong. Then its holder's place counts only from when
    the centre knew, and may be as early as `before_ms`, when the centre had last heard of that terminal.
    """

    key: str
    number: str
    day: str
    holder: str
    service: str
    token: str
    shown_ms: int
    before_ms: int
    trusted: bool
    known_ms: int | None
    alone: bool = False  # its terminal gave it without the centre
    minutes: Minutes | None = None  # the wait that was told
    called_ms: int | None = None  # first
    asked_ms: int | None = None  # when the counter that called it then had asked for the next one
    served_ms: int | None = None
    gone_ms: int | None = None  # since when its holder does not wait any more
    moved: bool = False  # transferred or put back: no longer in the order of coming

    @property
    def since_ms(self) -> int | None:
        """From when on its holder's waiting counts; None: not yet."""
        return self.shown_ms if self.trusted else self.known_ms


@dataclass(frozen=True, slots=True)
class _Overtaken:
    """`sentence`: of whom a later one was called before, as far as the counters' answers had come until `at_ms`."""

    ticket: Shown
    at_ms: int
    sentence: str

    def stands(self) -> bool:
        """Not where another counter had asked before: the centre called this one first, and that answer came later."""
        return self.ticket.asked_ms is None or self.ticket.asked_ms > self.at_ms


@dataclass(slots=True)
class Faults:
    """Each a sentence; none may be there."""

    duplicates: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    starved: list[str] = field(default_factory=list)
    double_called: list[str] = field(default_factory=list)

    @property
    def none(self) -> bool:
        return not (self.duplicates or self.lost or self.starved or self.double_called)


class Ledger:
    """`longest_ms`: nobody may be overtaken by one who came more than this later."""

    def __init__(self, longest_ms: int) -> None:
        self.shown: dict[str, Shown] = {}  # by key
        self.faults = Faults()
        self.shown_before = 0  # of days that are closed
        self._longest_ms = longest_ms
        self._by_number: dict[tuple[str, str], Shown] = {}
        self._waiting: defaultdict[str, dict[str, Shown]] = defaultdict(dict)  # service -> key -> one not called yet
        self._at_counter: dict[str, tuple[str, str, int]] = {}  # holder -> counter, key, since
        self._free_ms: dict[str, int] = {}  # holder -> when they last left a counter
        self._overtaken: list[_Overtaken] = []
        self._between: set[str] = set()  # keys of those who were served and are to be called again

    def show(self, shown: Shown) -> None:
        """Somebody was shown a number."""
        other = self._by_number.get((shown.day, shown.number))
        if other is not None and (other.holder, other.key) != (shown.holder, shown.key):
            self.faults.duplicates.append(f"{shown.day} {shown.number}: {other.holder} and {shown.holder}")
        self._by_number[shown.day, shown.number] = shown
        self.shown[shown.key] = shown
        self._waiting[shown.service][shown.key] = shown

    def called(
        self,
        counter: str,
        key: str,
        number: str,
        asked_ms: int,
        now_ms: int,
        services: Collection[str],
        *,
        in_turn: bool = True,
    ) -> bool:
        """The counter's page shows this number. `asked_ms`: when it asked for the next one; `services`: what it takes;
        `in_turn`: it asked for the next one, and named nobody.

        False: nobody was shown that number. Its terminal died with it, or never heard of it and gave another one.
        """
        ticket = self.shown.get(key)
        if ticket is None or ticket.number != number:
            return False
        there = self._at_counter.get(ticket.holder)
        if there is not None and there[0] != counter:
            self.faults.double_called.append(
                f"{ticket.holder}: at {there[0]} with {self.shown[there[1]].number}, called to {counter}"
            )
        self._at_counter[ticket.holder] = (counter, key, now_ms)
        self._between.discard(key)
        if in_turn and ticket.called_ms is None and not ticket.moved:
            self._look_for_overtaken(ticket, counter, asked_ms, now_ms, services)
        if ticket.called_ms is None:
            ticket.called_ms, ticket.asked_ms = now_ms, asked_ms
        self._waiting[ticket.service].pop(key, None)
        return True

    def leaves(self, key: str, now_ms: int, *, moved: bool = False, served: bool = False) -> None:
        """The counter sends its person away (told before the centre is). `moved`: the ticket goes on elsewhere."""
        ticket = self.shown.get(key)
        if ticket is None:
            return
        there = self._at_counter.get(ticket.holder)
        if there is not None and there[1] == key:
            del self._at_counter[ticket.holder]
            self._free_ms[ticket.holder] = now_ms
        ticket.moved = ticket.moved or moved
        if moved:
            self._between.add(key)
        if served:
            ticket.served_ms = now_ms

    def goes(self, key: str, now_ms: int) -> None:
        """Its holder waits no more: given up, or left the hall."""
        ticket = self.shown[key]
        if ticket.gone_ms is None:
            ticket.gone_ms = now_ms
        self._waiting[ticket.service].pop(key, None)

    def know(self, keys: Collection[str], now_ms: int) -> None:
        """The centre must know of these from now on."""
        for key in keys:
            ticket = self.shown[key]
            if ticket.known_ms is None:
                ticket.known_ms = now_ms

    def anybody_stays(self) -> bool:
        """Whether anybody still waits to be called, is at a counter, or goes on at another one."""
        return any(self._waiting.values()) or bool(self._at_counter) or bool(self._between)

    def close(self, unknown: Collection[str] = ()) -> None:
        """The day is over, and the counters were open until nobody came any more. Whoever stayed must have been called.

        `unknown`: keys of numbers that the centre says it does not know.
        """
        for ticket in self.shown.values():
            if ticket.gone_ms is None and (ticket.called_ms is None or ticket.key in self._between):
                self.faults.lost.append(f"{ticket.day} {ticket.number} of {ticket.holder}: not called")
            elif ticket.key in unknown:
                self.faults.lost.append(f"{ticket.day} {ticket.number} of {ticket.holder}: the centre does not know it")
        self.faults.starved += [overtaken.sentence for overtaken in self._overtaken if overtaken.stands()]
        self._overtaken.clear()
        self._waiting.clear()
        self._at_counter.clear()
        self._between.clear()
        self.shown_before += len(self.shown)
        self.shown = {}

    def _look_for_overtaken(
        self, ticket: Shown, counter: str, asked_ms: int, now_ms: int, services: Collection[str]
    ) -> None:
        latest_ms = ticket.before_ms - self._longest_ms
        for service in services:
            for other in self._waiting[service].values():
                since_ms = other.since_ms
                if since_ms is None or since_ms >= latest_ms or not self._could_have_been_called(other, asked_ms):
                    continue
                later = (ticket.before_ms - since_ms) // 60_000
                sentence = (
                    f"{other.number} of {other.holder} waited, {ticket.number} came {later} min later "
                    f"and was called to {counter}"
                )
                self._overtaken.append(_Overtaken(other, now_ms, sentence))

    def _could_have_been_called(self, other: Shown, asked_ms: int) -> bool:
        known = other.known_ms is not None and other.known_ms < asked_ms - SETTLED_MS
        free = other.holder not in self._at_counter and self._free_ms.get(other.holder, 0) < asked_ms - SETTLED_MS
        return known and free and not other.moved and other.gone_ms is None

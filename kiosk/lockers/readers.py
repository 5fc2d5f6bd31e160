"""The cabinet's card reader and scanner: they read while a scene wants it, and what they read goes to that visit only.

From the devices' roles to happenings of the flow. A card lives in one call and leaves as a keyed hash; of a code its
text goes to the cabinet and nowhere else; neither ever reaches a log.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial

from structlog.typing import FilteringBoundLogger

from drivers.roles import CardReader, CardResult, Outcome, Scanner, ScanResult
from kiosk.clock import Clock
from kiosk.hall import Hall
from kiosk.identity import identity
from kiosk.lockers.flow.happenings import CardInvalid, CardKnown, CodeScanned, Happening, ReaderSaid
from kiosk.lockers.flow.state import Reader
from kiosk.lockers.views import Slot
from kiosk.reading import Attempts, Heard, Miss, miss
from kiosk.settings.tables import Readers as ReaderSettings

QR = frozenset(("qr",))
LABELS = frozenset(("code128", "qr"))

Happen = Callable[[Happening], None]
Work = Callable[[], Coroutine[None, None, None]]
Start = Callable[[Work], asyncio.Task[None]]


class LockerReaders:
    """`hall`: as it is known when something is read. `attempt_seconds`: how long one attempt waits."""

    def __init__(
        self,
        card_reader: CardReader | None,
        scanner: Scanner | None,
        settings: ReaderSettings,
        attempt_seconds: float,
        hall: Callable[[], Hall],
        clock: Clock,
        log: FilteringBoundLogger,
    ) -> None:
        self._card_reader = card_reader
        self._scanner = scanner
        self._settings = settings
        self._attempt_seconds = attempt_seconds
        self._hall = hall
        self._clock = clock
        self._log = log
        self._attempts = Attempts[Reader]()
        fitted = ((Reader.CARD, card_reader), (Reader.CODE, scanner))
        self.fitted = frozenset(reader for reader, device in fitted if device is not None)

    def reader_of(self, device: str) -> Reader | None:
        """Which of them the device with that name is."""
        for reader, known in ((Reader.CARD, self._card_reader), (Reader.CODE, self._scanner)):
            if known is not None and known.name == device:
                return reader
        return None

    def follow(self, visit: str, wanted: frozenset[Reader], labels: bool, start: Start, happen: Happen) -> None:
        """Let exactly these read, for this visit. `labels`: the scanner is for the staff's labels or a window's receipt
        now, barcodes too. `start` makes the task and catches what fails in it."""
        wanted &= self.fitted
        codes = partial(self._codes, LABELS if labels else QR, happen)
        cards = partial(self._cards, happen)
        self._attempts.follow((visit, labels), wanted, lambda reader: start(cards if reader is Reader.CARD else codes))

    def end(self) -> None:
        """Nobody reads any more."""
        self._attempts.end()

    async def _cards(self, happen: Happen) -> None:
        device, seconds = self._card_reader, self._attempt_seconds
        if device is not None:
            await Heard[Happening](happen, _is_away, self._settings).read_on(
                lambda: device.read(seconds), self._card_said
            )

    async def _codes(self, formats: frozenset[str], happen: Happen) -> None:
        device, seconds = self._scanner, self._attempt_seconds
        if device is not None:
            await Heard[Happening](happen, _is_away, self._settings).read_on(
                lambda: device.read(seconds, formats), self._code_said
            )

    def _card_said(self, result: CardResult) -> Happening | None:
        """None: nobody came."""
        if result.outcome is not Outcome.DONE or result.card is None:
            return self._failed(Reader.CARD, result.error)
        hall = self._hall()
        if not hall.person_key:
            return ReaderSaid(Reader.CARD, Slot.AWAY)
        who = identity(result.card, hall.person_key, hall.rules.elderly_years, self._clock.now().date())
        return CardInvalid() if who is None else CardKnown(who.person)

    def _code_said(self, result: ScanResult) -> Happening | None:
        if result.outcome is not Outcome.DONE or result.text is None:
            return self._failed(Reader.CODE, result.error)
        return CodeScanned(result.text)

    def _failed(self, reader: Reader, error: str | None) -> ReaderSaid | None:
        match miss(error):
            case Miss.NOBODY:
                return None
            case Miss.TORN:
                return ReaderSaid(reader, Slot.AGAIN)
            case Miss.AWAY:
                self._log.warning("a reader cannot be used", reader=reader.name.lower(), error=error)
                return ReaderSaid(reader, Slot.AWAY)


def _is_away(said: Happening) -> bool:
    return isinstance(said, ReaderSaid) and said.slot is Slot.AWAY

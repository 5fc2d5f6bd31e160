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
from kiosk.settings.tables import Readers as ReaderSettings

QR = frozenset(("qr",))
LABELS = frozenset(("code128", "qr"))
_TORN = frozenset(("scan.unreadable", "proto.garbage"))  # once more, please
_NOBODY_CAME = "scan.timeout"

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
        self._reading: dict[Reader, tuple[tuple[str, bool], asyncio.Task[None]]] = {}
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
        whose = (visit, labels)
        for reader, (before, task) in list(self._reading.items()):
            if task.done() or before != whose or reader not in wanted:
                task.cancel()
                del self._reading[reader]
        for reader in wanted - self._reading.keys():
            codes = partial(self._codes, LABELS if labels else QR, happen)
            read = partial(self._cards, happen) if reader is Reader.CARD else codes
            self._reading[reader] = (whose, start(read))

    def end(self) -> None:
        """Nobody reads any more."""
        for _, task in self._reading.values():
            task.cancel()
        self._reading.clear()

    async def _cards(self, happen: Happen) -> None:
        while self._card_reader is not None:
            said = self._card_said(await self._card_reader.read(self._attempt_seconds))
            if not await self._goes_on(said, happen):
                return

    async def _codes(self, formats: frozenset[str], happen: Happen) -> None:
        while self._scanner is not None:
            said = self._code_said(await self._scanner.read(self._attempt_seconds, formats))
            if not await self._goes_on(said, happen):
                return

    async def _goes_on(self, said: Happening | None, happen: Happen) -> bool:
        """Whether to read once more, after a pause: longer where what was read may still lie there."""
        if said is None:
            await asyncio.sleep(self._settings.pause_ms / 1000)
            return True
        happen(said)
        if isinstance(said, ReaderSaid) and said.slot is Slot.AWAY:
            return False
        await asyncio.sleep(self._settings.after_wrong_ms / 1000)
        return True

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
        if error == _NOBODY_CAME:
            return None
        if error in _TORN:
            return ReaderSaid(reader, Slot.AGAIN)
        self._log.warning("a reader cannot be used", reader=reader.name.lower(), error=error)
        return ReaderSaid(reader, Slot.AWAY)

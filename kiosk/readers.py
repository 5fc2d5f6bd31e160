"""The card reader and the scanner as a visit sees them: reading begins when a screen wants it and ends when it goes.

From the devices' roles to happenings of the visit. A card lives in one call and leaves as a keyed hash and a class;
of a code only its hash goes on; neither ever reaches a log.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

from structlog.typing import FilteringBoundLogger

from drivers.roles import CardResult, Outcome, ScanResult
from kiosk.appointments import code_in
from kiosk.clock import Clock
from kiosk.fitted import Fitted
from kiosk.flows.around import Reader
from kiosk.flows.happenings import CardRead, CodeRead, Happening, ReaderSaid
from kiosk.hall import Hall
from kiosk.identity import identity
from kiosk.person import appointment_hash
from kiosk.reading import Attempts, Heard, Miss, miss
from kiosk.settings.tables import Readers as ReaderSettings
from kiosk.views import Reading

QR = frozenset(("qr",))

Happen = Callable[[Happening], None]
Start = Callable[[Coroutine[None, None, None]], asyncio.Task[None]]


class Readers:
    """`hall`: as it is known when something is read."""

    def __init__(
        self,
        devices: Fitted,
        settings: ReaderSettings,
        hall: Callable[[], Hall],
        clock: Clock,
        log: FilteringBoundLogger,
    ) -> None:
        self._devices = devices
        self._settings = settings
        self._hall = hall
        self._clock = clock
        self._log = log
        self._attempts = Attempts[Reader]()
        self.fitted = frozenset(
            reader
            for reader, device in ((Reader.CARD, devices.card_reader), (Reader.CODE, devices.scanner))
            if device is not None
        )

    def follow(self, visit: str, wanted: frozenset[Reader], start: Start, happen: Happen) -> None:
        """Let exactly these read, for this visit. `start` makes the task and catches what fails in it; `happen` hears
        what is read."""
        self._attempts.follow(
            visit, wanted, lambda reader: start((self._cards if reader is Reader.CARD else self._codes)(happen))
        )

    def end(self) -> None:
        """Nobody reads any more."""
        self._attempts.end()

    async def _cards(self, happen: Happen) -> None:
        device, seconds = self._devices.card_reader, self._settings.card_read_seconds
        if device is not None:
            await Heard[Happening](happen, _is_away, self._settings).read_on(
                lambda: device.read(seconds), self._card_said
            )

    async def _codes(self, happen: Happen) -> None:
        device, seconds = self._devices.scanner, self._settings.code_read_seconds
        if device is not None:
            await Heard[Happening](happen, _is_away, self._settings).read_on(
                lambda: device.read(seconds, QR), self._code_said
            )

    def _card_said(self, result: CardResult) -> Happening | None:
        """None: nobody came."""
        if result.outcome is not Outcome.DONE or result.card is None:
            return self._failed(Reader.CARD, result.error)
        hall = self._hall()
        if not hall.person_key:
            return ReaderSaid(Reader.CARD, Reading.NOT_HERE)
        who = identity(result.card, hall.person_key, hall.rules.elderly_years, self._clock.now().date())
        return ReaderSaid(Reader.CARD, Reading.WRONG) if who is None else CardRead(who)

    def _code_said(self, result: ScanResult) -> Happening | None:
        if result.outcome is not Outcome.DONE or result.text is None:
            return self._failed(Reader.CODE, result.error)
        key = self._hall().person_key
        if not key:
            return ReaderSaid(Reader.CODE, Reading.NOT_HERE)
        return CodeRead(appointment_hash(key, code_in(result.text)))

    def _failed(self, reader: Reader, error: str | None) -> ReaderSaid | None:
        match miss(error):
            case Miss.NOBODY:
                return None
            case Miss.TORN:
                return ReaderSaid(reader, Reading.AGAIN)
            case Miss.AWAY:
                self._log.warning("a reader cannot be used", reader=reader.name.lower(), error=error)
                return ReaderSaid(reader, Reading.NOT_HERE)


def _is_away(said: Happening) -> bool:
    return isinstance(said, ReaderSaid) and said.reading is Reading.NOT_HERE

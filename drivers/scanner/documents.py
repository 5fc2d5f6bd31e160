"""Travel documents by their machine-readable lines, read by any scanner: the fallback for the card reader.

Between a `Scanner` and whoever asks a `CardReader`. A text becomes a card only when every check digit in it holds.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import date

from drivers.card import Card, CardKind
from drivers.facts import DeviceChanged
from drivers.protocol.mrz import FILLER, NoDocument, Travel, parse
from drivers.roles import CardReader, CardResult, Listener, Outcome, Scanner

_SEXES = {"M": "男", "F": "女"}
_NOT_STATED = "未说明"
_LINE_LENGTHS = {88: 44, 72: 36, 90: 30}  # lines that a scanner sends without anything between them
_YEARS_AHEAD = 50  # no document is valid for longer
_PAUSE_SECONDS = 0.05  # between two codes that are no document


def card_of(text: str, today: date) -> Card:
    """Raises NoDocument. `today` tells the century of a date of two digits' year."""
    travel = parse(_lines(text))
    name = f"{travel.surname} {travel.given_names}".strip()
    return Card(
        kind=CardKind.TRAVEL_DOCUMENT,
        name=name,
        english_name=name,
        id_number=travel.number,
        sex=_SEXES.get(travel.sex, _NOT_STATED),
        nationality=travel.nationality,
        issuer=travel.issuer,
        birth=_born(travel, today),
        valid_to=_expires(travel, today),
    )


class DocumentReader(CardReader):
    """Plays the role over `scanner`, whose life it shares. `today`: the hall's day."""

    def __init__(self, scanner: Scanner, today: Callable[[], date]) -> None:
        self.name = scanner.name
        self._scanner = scanner
        self._today = today

    def listen(self, listener: Listener) -> None:
        self._scanner.listen(listener)

    def condition(self) -> DeviceChanged:
        return self._scanner.condition()

    async def start(self) -> None:
        await self._scanner.start()

    async def stop(self) -> None:
        await self._scanner.stop()

    async def read(self, deadline_seconds: float) -> CardResult:
        """Codes that are no document are passed over; `scan.unreadable`: only such came."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + deadline_seconds
        error = "scan.timeout"
        while (left_seconds := ends - loop.time()) > 0:
            scanned = await self._scanner.read(left_seconds)
            if scanned.text is None:
                return CardResult(Outcome.FAILED, error=scanned.error if error == "scan.timeout" else error)
            try:
                return CardResult(Outcome.DONE, card_of(scanned.text, self._today()))
            except NoDocument:
                error = "scan.unreadable"
                await asyncio.sleep(_PAUSE_SECONDS)
        return CardResult(Outcome.FAILED, error=error)


def _lines(text: str) -> list[str]:
    lines = [line for line in re.split(r"[\r\n]+", text.strip()) if line]
    if len(lines) == 1 and len(lines[0]) in _LINE_LENGTHS:
        whole, length = lines[0], _LINE_LENGTHS[len(lines[0])]
        return [whole[start : start + length] for start in range(0, len(whole), length)]
    return lines


def _born(travel: Travel, today: date) -> str | None:
    """YYYYMMDD of the latest century that is not to come. None: the document does not say the whole day."""
    if FILLER in travel.birth:
        return None
    born = _date(today.year // 100 * 100, travel.birth)
    if born > today:
        born = _date(today.year // 100 * 100 - 100, travel.birth)
    return f"{born:%Y%m%d}"


def _expires(travel: Travel, today: date) -> str | None:
    if FILLER in travel.expires:
        return None
    expires = _date(today.year // 100 * 100, travel.expires)
    if expires.year > today.year + _YEARS_AHEAD:
        expires = _date(today.year // 100 * 100 - 100, travel.expires)
    elif expires.year < today.year - _YEARS_AHEAD:
        expires = _date(today.year // 100 * 100 + 100, travel.expires)
    return f"{expires:%Y%m%d}"


def _date(century: int, digits: str) -> date:
    try:
        return date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        raise NoDocument("a date of it is no day") from None

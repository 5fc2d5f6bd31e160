"""One reading of one card: find, select, read, read again, the appended address. Between the dialogue and the reader.

It goes on until a text is believed (`agreement.py`), the card or the reader refuses for good, or the time is over.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Any

from drivers.card import Card
from drivers.clock import Clock
from drivers.errors import DeviceError, ProtocolError, ReaderError
from drivers.protocol.sdt import Broken, Command, Reply
from drivers.protocol.sdt_data import CardData
from drivers.sdt.address import AppendedAddress
from drivers.sdt.agreement import Agreement, Believed
from drivers.sdt.answers import Meaning, meaning_of, sentence_of
from drivers.sdt.dialogue import Dialogue
from drivers.sdt.settings import ReadTwice, SdtSettings

MISSES_BEFORE_ALONE = 2  # of a second reading, on a clean line
LATCHED_FINDS = 3  # finds without a card after a reading that broke off


@dataclass(slots=True)
class _Course:
    """How it went so far. Holds nothing of the card."""

    answers: int = 0
    reads: int = 0
    misses: int = 0  # of a second reading
    refusals: int = 0  # of the card on the reader
    empty_finds: int = 0  # in a row
    found: bool = False
    resets: int = 0
    status: str | None = None  # the last one that was neither success nor an empty reader
    address: str = "not_asked"
    doubtful: bool = False  # the first text may have been the late answer to an earlier question


class Reading:
    """Made for one reading; what it read is gone with it. `ends`: on `clock`."""

    def __init__(
        self, dialogue: Dialogue, settings: SdtSettings, clock: Clock, address: AppendedAddress, ends: float
    ) -> None:
        self._dialogue = dialogue
        self._settings = settings
        self._clock = clock
        self._address = address
        self._began = clock.now()
        self._ends = ends
        self._noise_before = replace(dialogue.noise)
        self._agreement = Agreement(settings.numbers_must_check)
        self._course = _Course()

    async def run(self, *, found: bool = False) -> Card:
        """`found`: the card has been found just now. Raises ReaderError, ProtocolError, LinkError."""
        while self._left() > 0:
            if found or await self._find():
                found = False
                believed = await self._read() if await self._select() else None
            else:
                believed = self._alone()
            if believed is None and self._course.misses >= MISSES_BEFORE_ALONE:
                believed = self._alone()
            if believed is not None:
                return await self._whole(believed)
            if self._course.refusals >= self._settings.refusals_until_unreadable:
                raise ReaderError("scan.unreadable", f"the card cannot be read: {self._course.status}")
            await self._pause()
        believed = self._alone()
        if believed is None:
            raise self._why_not()
        return await self._whole(believed)

    def evidence(self) -> dict[str, Any]:
        """Plain JSON values about how it went; nothing of the card."""
        noise, before = self._dialogue.noise, self._noise_before
        return {
            "milliseconds": round((self._clock.now() - self._began) * 1000),
            "reads": self._course.reads,
            "resets": self._course.resets,
            "status": self._course.status,
            "address_question": self._course.address,
            "broken_frames": noise.broken - before.broken,
            "garbage_bytes": noise.garbage_bytes - before.garbage_bytes,
            "unanswered": noise.silent - before.silent,
            "late_answers": noise.stray - before.stray,
        }

    # --- the steps ---

    async def _find(self) -> bool:
        meaning = await self._ask(Command.FIND, self._settings.find_deadline_ms)
        if meaning is Meaning.EMPTY:
            self._course.empty_finds += 1
            self._course.refusals = 0
            await self._unlatch()
        elif meaning is Meaning.DONE:
            self._course.empty_finds = 0
            self._course.found = True
        return meaning is Meaning.DONE

    async def _select(self) -> bool:
        return await self._ask(Command.SELECT, self._settings.select_deadline_ms) is Meaning.DONE

    async def _read(self) -> Believed | None:
        """Read the selected card until it is believed. None: it must be found again."""
        while self._left() > 0:
            self._course.reads += 1
            reply = await self._dialogue.ask(Command.READ, self._settings.read_deadline_ms / 1000, self._ends)
            if isinstance(reply, Broken):
                continue
            if reply is None or self._understood(reply) is not Meaning.DONE:
                self._course.misses += self._agreement.begun
                return None
            if not self._agreement.begun:
                self._course.doubtful = self._dialogue.left_open_within(self._settings.noise_memory_seconds)
            believed = self._agreement.saw(CardData.from_bytes(reply.data))
            if believed is None and not self._twice():
                believed = self._agreement.alone(sensible=True)
            if believed is not None:
                return believed
        return None

    async def _unlatch(self) -> None:
        """A card whose text went lost on the line may count as read: then only a reset lets it be found again."""
        latched = self._course.reads > 0 and self._course.empty_finds >= LATCHED_FINDS
        if latched and self._settings.reset_when_latched and not self._course.resets:
            self._course.resets += 1
            await self._ask(Command.RESET, self._settings.reset_deadline_ms)

    async def _whole(self, believed: Believed) -> Card:
        if believed.card is None:
            raise ReaderError("scan.unreadable", f"the card cannot be read: {believed.why}")
        if not (self._settings.appended_address and self._address.known):
            return believed.card
        appended, self._course.address = await self._address.read(self._ends, twice=self._twice())
        return replace(believed.card, appended_address=appended)

    async def _ask(self, command: Command, deadline_ms: int) -> Meaning | None:
        reply = await self._dialogue.ask(command, deadline_ms / 1000, self._ends)
        return self._understood(reply) if isinstance(reply, Reply) else None

    def _understood(self, reply: Reply) -> Meaning:
        meaning = meaning_of(reply.status)
        self._course.answers += 1
        if meaning not in (Meaning.DONE, Meaning.EMPTY):
            self._course.status = sentence_of(reply.status)
        if meaning is Meaning.INOPERATIVE:
            raise ReaderError("scan.inoperative", f"the reader answers {self._course.status}")
        self._course.refusals += meaning is Meaning.REFUSED
        return meaning

    # --- what decides ---

    def _left(self) -> float:
        return self._ends - self._clock.now()

    async def _pause(self) -> None:
        never = asyncio.Event()
        await self._clock.wait(never, max(min(self._settings.find_pause_ms / 1000, self._left()), 0.0))

    def _noisy(self) -> bool:
        return self._dialogue.noisy_within(self._settings.noise_memory_seconds)

    def _twice(self) -> bool:
        return self._settings.read_twice is ReadTwice.ALWAYS or self._noisy() or self._course.doubtful

    def _alone(self) -> Believed | None:
        """The only text there is, if nothing was wrong on the line and no second one can be had."""
        return None if self._noisy() or self._course.doubtful else self._agreement.alone()

    def _why_not(self) -> DeviceError:
        """What the time was used up by."""
        noise, before, course = self._dialogue.noise, self._noise_before, self._course
        damaged = noise.broken > before.broken or noise.garbage_bytes > before.garbage_bytes
        if not course.answers and not damaged:
            return ProtocolError("proto.timeout", "the reader does not answer any more")
        if damaged and (course.reads or not course.answers):
            return ProtocolError("proto.garbage", "what the reader sends arrives damaged")
        if course.found:
            return ReaderError(
                "scan.unreadable", f"the card was not held still ({course.status or 'never read twice'})"
            )
        if course.status is not None:
            return ReaderError("scan.unreadable", f"the card cannot be read: {course.status}")
        return ReaderError("scan.timeout", "no card was put on the reader in time")

"""The identity-card reader: its life, one reading when a service asks, and who lies on it. docs/devices/sdt.md."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from itertools import cycle, islice
from random import Random

from drivers import roles
from drivers.card import Card
from drivers.clock import Clock
from drivers.device import Device, Works
from drivers.errors import DeviceError, ProtocolError, ReaderError
from drivers.facts import CardRead, CardRemoved, Operational
from drivers.link.contract import Link
from drivers.protocol.sdt import Broken, Command, Reply, Status
from drivers.protocol.sdt_data import SamNumber
from drivers.roles import CardResult, Outcome
from drivers.sdt.address import AppendedAddress
from drivers.sdt.answers import Meaning, meaning_of, sentence_of
from drivers.sdt.dialogue import Dialogue, Noise
from drivers.sdt.presence import Presence
from drivers.sdt.reading import Reading
from drivers.sdt.settings import Removal, SdtSettings

log = logging.getLogger(__name__)

CHEAP_QUESTIONS = (Command.STATUS, Command.SAM_NUMBER, Command.FIND)  # whoever leaves one open may answer the next
LIVE_READING_DEADLINES = 3  # a card that nobody waits for is given this many times the deadline of one read


class SdtReader(Device, roles.CardReader):
    """One reader at one port."""

    driver = "sdt"

    def __init__(self, name: str, link: Link, settings: SdtSettings, *, clock: Clock, random: Random) -> None:
        super().__init__(name, link, settings, clock, random)
        self._settings = settings
        self._dialogue = Dialogue(
            link,
            clock,
            gap_seconds=settings.gap_ms / 1000,
            late_answer_seconds=settings.late_answer_seconds,
            write_deadline_seconds=settings.write_deadline_seconds,
        )
        self._address = AppendedAddress(self._dialogue, clock, settings.address_deadline_ms / 1000)
        self._presence = Presence(settings.removed_after)
        self._one_reading = asyncio.Lock()
        self._inoperative: ReaderError | None = None
        self._question = CHEAP_QUESTIONS[0]  # the one that this reader answered when it was found
        self._heard_at_poll = 0

    # --- the role ---

    async def read(self, deadline_seconds: float) -> CardResult:
        ends = self.clock.now() + deadline_seconds
        if not await self._free(deadline_seconds):
            return CardResult(Outcome.FAILED, error="scan.timeout", evidence={"message": "another reading went on"})
        try:
            return await self._read(ends)
        finally:
            self._one_reading.release()

    async def sam_number(self, deadline_seconds: float) -> str:
        """As makers show it, once it has come twice alike. Raises ProtocolError, ReaderError, LinkError."""
        ends = self.clock.now() + deadline_seconds
        if not await self._free(deadline_seconds):
            raise ProtocolError("proto.timeout", f"{self._where} was busy with a reading for {deadline_seconds:.1f} s")
        try:
            number = await self._sam_number(ends)
        finally:
            self._one_reading.release()
        if number is not None:
            return number.shown(self._settings.sam_digits)
        code = "proto.garbage" if self._dialogue.noisy_within(deadline_seconds) else "proto.timeout"
        raise ProtocolError(code, f"{self._where} did not tell its SAM's number in {deadline_seconds:.1f} s")

    async def _sam_number(self, ends: float) -> SamNumber | None:
        """None: it did not come twice alike."""
        seen: set[SamNumber] = set()
        while self.clock.now() < ends:
            reply = await self._status_question(Command.SAM_NUMBER, ends)
            if not isinstance(reply, Reply):
                continue
            if meaning_of(reply.status) is Meaning.INOPERATIVE:
                raise ReaderError("scan.inoperative", f"{self._where} answers {sentence_of(reply.status)}")
            if reply.status != Status.OK:
                await asyncio.sleep(self._settings.find_pause_ms / 1000)
                continue
            number = SamNumber.from_bytes(reply.data)
            if number in seen:
                return number
            seen.add(number)
        return None

    async def _free(self, deadline_seconds: float) -> bool:
        """Whether nobody else asks the reader any more; the polls keep away until `_one_reading` is released."""
        try:
            async with asyncio.timeout(deadline_seconds):
                await self._one_reading.acquire()
        except TimeoutError:
            return False
        return True

    # --- the life ---

    def received(self, data: bytes) -> None:
        self._dialogue.received(data)

    def line_broke(self, error: DeviceError) -> None:
        self._dialogue.fail(error)
        if self._presence.forget():
            self.tell(CardRemoved(self.name))

    async def identify(self) -> None:
        self._dialogue.begin()
        self._address.known = True
        before, echoes = replace(self._dialogue.noise), self._dialogue.echoes
        self._heard_at_poll = self._dialogue.heard
        for question in islice(cycle(CHEAP_QUESTIONS), self._settings.open_tries):
            reply = await self._status_question(question)
            if isinstance(reply, Reply):
                self._question = question
                self._understood(reply)
                return
            if self._heard_lately():
                return  # a whole frame, only late: a reader behind a slow line is one, too
        raise self._not_identified(before, self._dialogue.echoes > echoes)

    def _not_identified(self, before: Noise, echoed: bool) -> DeviceError:
        noise = self._dialogue.noise
        if echoed:
            message = f"{self._where} only sends back what it gets: no reader is behind it; a technician checks"
            return DeviceError("link.wrong_device", message)
        if noise.traces > before.traces:
            message = f"what {self._where} sends arrives damaged; a technician checks cable and baud rate"
            return ProtocolError("proto.garbage", message)
        baud = self._settings.baud
        if noise.garbage_bytes > before.garbage_bytes:
            message = f"{self._where} sends what no card reader sends: another device, or a baud rate other than {baud}"
            return DeviceError("link.wrong_device", f"{message}; a technician checks")
        message = f"{self._where} answers no question: switched off, another device, or a baud rate other than {baud}"
        return ProtocolError("proto.timeout", f"{message}; a technician checks")

    async def poll(self) -> bool:
        if self._one_reading.locked():
            return True  # the reading looks after the reader itself
        async with self._one_reading:
            answered = await self._look()
            return self._heard_lately() or answered

    async def _look(self) -> bool:
        """Whether the reader answered in time."""
        if self._presence.known:
            return await self._look_whether_it_left()
        if self._settings.live and self._inoperative is None:
            return await self._look_for_a_card()
        return await self._ask_status()

    def _heard_lately(self) -> bool:
        """Whether any whole reply came since the last poll: a late one shows that the reader is there."""
        before, self._heard_at_poll = self._heard_at_poll, self._dialogue.heard
        return self._heard_at_poll > before

    async def soft_reset(self) -> None:
        self._dialogue.begin()
        ends = self.clock.now() + 2 * self._settings.reset_deadline_ms / 1000
        await self._dialogue.ask(Command.RESET, self._settings.reset_deadline_ms / 1000, ends)

    def works(self) -> Works:
        if self._inoperative is not None:
            return Works(Operational.FAULT, error=self._inoperative)
        return Works(Operational.BUSY if self._one_reading.locked() else Operational.READY)

    # --- one reading ---

    async def _read(self, ends: float) -> CardResult:
        if not self.online:
            code = self.error.code if self.error else "link.absent"
            return CardResult(Outcome.FAILED, error=code, evidence={"message": f"{self._where} cannot be reached"})
        self.changed()
        reading = Reading(self._dialogue, self._settings, self.clock, self._address, ends)
        try:
            card = await reading.run()
        except DeviceError as error:
            self._note(error)
            return CardResult(Outcome.FAILED, error=error.code, evidence={**reading.evidence(), "message": str(error)})
        self._lies(card)
        return CardResult(Outcome.DONE, card, evidence=reading.evidence())

    # --- looking ---

    async def _ask_status(self) -> bool:
        reply = await self._status_question(self._question)
        if isinstance(reply, Reply):
            self._understood(reply)
        return isinstance(reply, Reply)

    async def _look_whether_it_left(self) -> bool:
        """Whether the reader answered. A card that is found may be another one: only a live reader may read it."""
        if self._settings.removal is Removal.ADDRESS and self._address.known:
            status = await self._address.ask(self.clock.now() + self._longest_question_seconds)
            if status is not None and meaning_of(status) in (Meaning.DONE, Meaning.EMPTY) and status != Status.NO_CARD:
                self._presence.seen()
                return True
        reply = await self._find()
        if reply is None or reply.status == Status.NO_CARD:
            if reply is not None and self._presence.not_seen():
                self.tell(CardRemoved(self.name))
            return reply is not None
        if reply.status == Status.FOUND and self._settings.live:
            await self._read_unasked()
        elif reply.status == Status.FOUND:
            self._presence.seen()
        return True

    async def _look_for_a_card(self) -> bool:
        reply = await self._find()
        if reply is not None and reply.status == Status.FOUND:
            await self._read_unasked()
        return reply is not None

    async def _read_unasked(self) -> None:
        """A card that lies there, found just now; told unless it is the one that was told last and never left."""
        ends = self.clock.now() + LIVE_READING_DEADLINES * self._settings.read_deadline_ms / 1000
        try:
            card = await Reading(self._dialogue, self._settings, self.clock, self._address, ends).run(found=True)
        except (ReaderError, ProtocolError) as error:
            self._note(error)
            log.info("%s: a card was not read (%s)", self.name, error.code)
            return
        if self._lies(card):
            self.tell(CardRead(self.name, card))

    def _lies(self, card: Card) -> bool:
        """The card that was read is the one on the reader now. Whether that is news."""
        same = self._presence.is_same(card)
        if not same and self._presence.known:
            self.tell(CardRemoved(self.name))
        self._presence.lies(card)
        return not same

    # --- questions ---

    async def _find(self) -> Reply | None:
        seconds = self._settings.find_deadline_ms / 1000
        reply = await self._dialogue.ask(Command.FIND, seconds, self.clock.now() + self._longest_question_seconds)
        return reply if isinstance(reply, Reply) else None

    async def _status_question(self, command: Command, ends: float | None = None) -> Reply | Broken | None:
        seconds = self._settings.status_deadline_ms / 1000
        return await self._dialogue.ask(command, seconds, ends or self.clock.now() + self._longest_question_seconds)

    def _note(self, error: DeviceError) -> None:
        """A reader that said it cannot read any card is not asked for the next one until its status is well."""
        if isinstance(error, ReaderError) and error.code == "scan.inoperative":
            self._inoperative = error
            self.changed()

    def _understood(self, reply: Reply) -> None:
        """Whether the SAM works at all, as the answer to a status question says."""
        inoperative = meaning_of(reply.status) is Meaning.INOPERATIVE
        message = f"{self._where} answers {sentence_of(reply.status)}"
        self._inoperative = ReaderError("scan.inoperative", message) if inoperative else None
        if self.online:
            self.changed()

    @property
    def _longest_question_seconds(self) -> float:
        """With what is owed and damaged waited out before it."""
        return self._settings.late_answer_seconds + self._settings.read_deadline_ms / 1000

    @property
    def _where(self) -> str:
        return f"{self.name} at {self.link.port}"

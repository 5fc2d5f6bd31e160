"""Receipt printers that speak ESC/POS, as the role `TicketPrinter`. Facts: docs/devices/escpos.md."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, ClassVar

from drivers.clock import Clock
from drivers.device import Device, Works
from drivers.errors import DeviceError, ProtocolError
from drivers.escpos.condition import works
from drivers.escpos.dialogue import Dialogue
from drivers.escpos.exit_rules import Media
from drivers.escpos.job import BITS_PER_BYTE, Job, Printer
from drivers.escpos.proof import GRADES, QUIET_SECONDS, OwnMarkers, probe
from drivers.escpos.settings import EscposSettings, Presenter, Proof
from drivers.escpos.ticket_exit import TicketExit
from drivers.facts import CoverState, PaperChanged, PaperState
from drivers.link.contract import Link
from drivers.paper import Document
from drivers.protocol import escpos
from drivers.protocol.escpos import AutomaticStatus, Question
from drivers.protocol.escpos_health import Health
from drivers.protocol.escpos_page import Page, Sheet, compile_page, needs_drawing
from drivers.raster import FontDraw
from drivers.roles import Grade, Outcome, PrinterState, PrintResult, TicketPrinter

FIRST_QUESTION_TRIES = 3
TRIES_IN_NOISE = 4
OWN_COMMAND_BYTES = 16  # as much as the rest of any command outside of a job
PROGRAM = Path(__file__).resolve().parents[2]


class EscposPrinter(Device, TicketPrinter):
    """One printer. Its status is kept fresh by questions while nothing is printed, so that a job starts at once."""

    driver: ClassVar[str] = "escpos"

    def __init__(
        self, name: str, link: Link, settings: EscposSettings, page: Page, *, clock: Clock, random: Random
    ) -> None:
        super().__init__(name, link, settings, clock, random)
        self._settings = settings
        self.page = page
        self._draw = FontDraw(PROGRAM / settings.raster_font, settings.raster_font_face)
        full_status = settings.presenter is Presenter.CUSTOM
        self._dialogue = Dialogue(link, clock, settings.late_answer_seconds, self._hear, full_status=full_status)
        self._exit = TicketExit(self._dialogue, clock, settings, self._question_seconds)
        self._health: Health | None = None  # what was last heard; None: it never said anything
        self._heard_at = 0.0
        self._paper_told: tuple[PaperState, CoverState] | None = None
        self._proof: Grade | None = GRADES.get(settings.proof)
        self._own_markers = OwnMarkers(random)
        self._one_job = asyncio.Lock()
        self._learning = asyncio.Lock()
        self._job: Job | None = None
        self._unfinished: Sheet | None = None  # the last job's, while nobody knows how it ended
        self._spoken_to = False  # on an earlier connection, which may have ended in the middle of a command

    # --- the role ---

    def state(self) -> PrinterState:
        health = self._health
        paper, cover = (health.paper, health.cover) if health else (PaperState.UNKNOWN, CoverState.UNKNOWN)
        return PrinterState(paper, cover, self._keeps_from_printing(), self._age_seconds())

    async def check(self, deadline_seconds: float) -> PrinterState:
        if self.online and not self._is_fresh():
            try:
                async with asyncio.timeout(deadline_seconds):
                    answered = await self._refresh()
            except (TimeoutError, DeviceError):
                answered = False
            if not answered and self.online:
                state = self.state()
                return PrinterState(state.paper, state.cover, state.error or "proto.timeout", state.age_seconds)
        return self.state()

    async def print(self, document: Document, marker: str) -> PrintResult:
        escpos.marker(marker)  # a wrong one is the caller's fault, not the device's
        async with self._one_job:
            sheet = self._exit.sheet(await self._sheet(document))
            error = await self._keeps_from_starting()
            if error is None and self._dialogue.knows(marker):
                error = "proto.desync"  # it may still come back for the earlier job
            if error is not None or self._proof is None:
                evidence = {"grade": Grade.NONE.value, "bytes_sent": 0, "bytes_total": len(sheet.body)}
                return PrintResult(Outcome.FAILED, error or "proto.timeout", retry_safe=True, evidence=evidence)
            cuts = self._unfinished is not None and self._unfinished.cut and self._settings.cut_remains
            remains = self._exit.remains(sheet) if cuts else b""
            self._unfinished = sheet
            self._job = Job(
                self._as_jobs_see_it(), sheet, self._proof, marker, self._own_markers.next(not_like=marker), remains
            )
            try:
                result = await self._job.run()
            finally:
                self._job = None
            if result.outcome is not Outcome.UNKNOWN:
                self._unfinished = None
            return await self._issued(result) if sheet.cut and self._exit.fitted else result

    @property
    def exit(self) -> Media | None:
        """What is in the presenter; None: the printer has none."""
        return self._exit.media if self._exit.fitted else None

    @property
    def proof(self) -> Grade:
        """What its prints are proved by, as far as it is known: a printer that cannot print has not shown it yet."""
        return self._proof or Grade.NONE

    def job_evidence(self) -> dict[str, Any] | None:
        """Of the job whose bytes are on their way; None: there is none."""
        return dict(self._job.evidence) if self._job is not None and self._job.evidence else None

    def seed(self, random: Random) -> None:
        super().seed(random)
        self._own_markers = OwnMarkers(random)

    async def hand_over(self) -> None:
        async with self._one_job:
            await super().hand_over()

    # --- the life ---

    def received(self, data: bytes) -> None:
        self._dialogue.received(data)

    def line_broke(self, error: DeviceError) -> None:
        self._dialogue.fail(error)

    async def identify(self) -> None:
        self._dialogue.begin()
        self._exit.begin()
        if self._spoken_to:
            await self._say(self._rest_of_a_command())  # else it takes our question for a length, and hungers on
        self._spoken_to = True
        for _ in range(FIRST_QUESTION_TRIES):
            if await self._ask(Question.PRINTER) is not None:
                break
        else:
            raise ProtocolError(
                "proto.timeout",
                f"{self.name} at {self.link.port} does not answer DLE EOT 1: switched off, another device, or "
                f"another baud rate; a technician checks",
            )
        await self._prepare()
        if not await self._refresh():
            raise ProtocolError("proto.timeout", f"{self.name} at {self.link.port} stopped answering DLE EOT")
        self._refuse_noise()
        if self._settings.proof is Proof.AUTO:
            self._proof = None
        await self._learn_proof()
        await self._exit.tend()

    async def poll(self) -> bool:
        if self._job is not None:
            return True  # the job looks after the printer itself
        self._refuse_noise()
        answered = await self._refresh()
        if answered and self._job is None:
            await self._learn_proof()
            if self._exit.fitted and not self._one_job.locked():  # a job must not meet a retract
                async with self._one_job:
                    await self._exit.tend()
                self.changed()
        return answered

    async def soft_reset(self) -> None:
        if self._job is None:
            self._dialogue.begin()
            await self._prepare()

    def works(self) -> Works:
        return works(self._health, self._exit, f"{self.name} at {self.link.port}")

    # --- status ---

    def _hear(self, status: AutomaticStatus) -> None:
        self._know(status.health())

    def _know(self, health: Health) -> None:
        self._health = health
        self._heard_at = self.clock.now()
        self.answered()
        if self._job is not None and health.error is not None:
            self._job.fault(health.error)
        paper = health.paper, health.cover
        if paper != self._paper_told:
            self._paper_told = paper
            self.tell(PaperChanged(self.name, *paper))
        if self.online:
            self.changed()

    async def _ask(self, question: Question) -> escpos.RealTimeStatus | None:
        return await self._dialogue.ask(question, self._question_seconds)

    @property
    def _question_seconds(self) -> float:
        return self._settings.question_deadline_ms / 1000 + self._wire_seconds(4)

    async def _refresh(self) -> bool:
        """All four questions; the picture changes only when all are answered. Raises LinkError."""
        health = Health()
        for question in Question:
            answer = await self._ask(question)
            if self._dialogue.noise.total:
                answer = await self._agreed(question, answer)
            if answer is None:
                return False
            health = answer.apply(question, health)
        self._know(health)
        return True

    async def _agreed(self, question: Question, answer: escpos.RealTimeStatus | None) -> escpos.RealTimeStatus | None:
        """On a noisy line one byte may be chance: the first answer that comes twice in a row."""
        for _ in range(TRIES_IN_NOISE):
            again = await self._ask(question)
            if again is not None and again == answer:
                return again
            answer = again
        return None

    def _refuse_noise(self) -> None:
        noise, limit = self._dialogue.noise, self._settings.garbage_limit_bytes
        if noise.total > limit:
            message = f"{self.name} at {self.link.port} sent {noise.total} meaningless bytes (at most {limit})"
            raise ProtocolError("proto.garbage", f"{message}: another baud rate, another device, or a bad cable")
        noise.garbage_bytes = noise.unasked = 0

    def _is_well(self) -> bool:
        return self._health is not None and self._health.error is None

    def _age_seconds(self) -> float | None:
        return None if self._health is None else self.clock.now() - self._heard_at

    def _is_fresh(self) -> bool:
        age_seconds = self._age_seconds()
        return age_seconds is not None and age_seconds < self._settings.fresh_seconds

    def _keeps_from_printing(self) -> str | None:
        if self.error is not None:
            return self.error.code
        if not self.online:
            return "link.absent"
        return (self._health.error if self._health else None) or self._exit.jam

    async def _keeps_from_starting(self) -> str | None:
        """Why no byte may be sent now; None: the printer is there, well, and its proof can be waited for."""
        deadline_seconds = len(Question) * self._question_seconds
        error = (await self.check(deadline_seconds)).error
        if error is not None:
            return error
        try:
            await self._learn_proof()
            if self._proof is Grade.QUEUED_STATUS and not self._dialogue.queued_settled:
                probe_seconds = self._settings.probe_deadline_ms / 1000
                if not await self._dialogue.settle_queued(probe_seconds, QUIET_SECONDS):
                    return "proto.timeout"
        except DeviceError as broken:
            return broken.code
        return None

    # --- preparing ---

    async def _prepare(self) -> None:
        """Say everything that a printer forgets with its power or at ESC @. Raises LinkError."""
        data = self._rest_of_a_command() if self._unfinished is not None else b""
        data += escpos.INITIALIZE + escpos.automatic_status(on=not self._dialogue.echoes)
        data += escpos.CHINESE_OFF + escpos.code_page(self.page.code_page)
        await self._say(data)

    def _rest_of_a_command(self) -> bytes:
        """What it may still wait for, of a picture for example: no length, white dots, or nothing when it does not."""
        job_bytes = self._unfinished.longest_command_bytes if self._unfinished is not None else 0
        return bytes(max(job_bytes, OWN_COMMAND_BYTES))

    async def _say(self, data: bytes) -> None:
        await self._dialogue.send(data, self._wire_seconds(len(data)) + self._settings.write_deadline_seconds)

    async def _learn_proof(self) -> None:
        """Find out, once a connection and only from a printer that can print, what it can prove. Raises LinkError."""
        # One at a time: a job must not begin while a probe may still end with ESC @.
        async with self._learning:
            if self._proof is None and self._is_well():
                deadline_seconds = self._settings.probe_deadline_ms / 1000 + self._wire_seconds(64)
                proof = await probe(self._dialogue, self._own_markers.next(), deadline_seconds, self._prepare)
                if proof is not Grade.STATUS_AROUND or self._is_well():  # else a fault was why it said nothing
                    self._proof = proof

    # --- the job's side ---

    async def _sheet(self, document: Document) -> Sheet:
        if needs_drawing(document, self.page):
            # Loading a font takes longer than a touch may wait.
            return await asyncio.to_thread(compile_page, document, self.page, self._draw)
        return compile_page(document, self.page, self._draw)

    async def _issued(self, result: PrintResult) -> PrintResult:
        """What became of the ticket at the exit, told beside how it was printed."""
        try:
            if result.outcome is Outcome.DONE:
                await self._exit.issued()
        except DeviceError:
            pass  # the ticket is printed all the same; that the line broke is told by the device
        result.evidence["exit"] = self._exit.media.value
        self.changed()
        return replace(result, error=result.error or self._exit.jam)

    def _as_jobs_see_it(self) -> Printer:
        return Printer(
            dialogue=self._dialogue,
            clock=self.clock,
            settings=self._settings,
            bits_per_second=self.link.bits_per_second,
            health=lambda: self._health or Health(),
            age_seconds=self._age_seconds,
            refresh=self._refresh,
            end_connection=self.end_connection,
        )

    def _wire_seconds(self, length: int) -> float:
        return length * BITS_PER_BYTE / self.link.bits_per_second if self.link.bits_per_second else 0.0

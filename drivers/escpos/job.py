"""One print, from the first byte to the proof. Between the driver's `print` and the dialogue.

Zero bytes sent: failed, and safe to repeat. The printer's proof: done. Everything else: unknown, with what was seen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from drivers.clock import Clock
from drivers.errors import DeviceError, LinkError
from drivers.escpos.dialogue import Dialogue
from drivers.escpos.settings import EscposSettings
from drivers.protocol import escpos
from drivers.protocol.escpos_health import Health
from drivers.protocol.escpos_page import Sheet
from drivers.roles import Grade, Outcome, PrintResult

DOTS_PER_MM = 8
BITS_PER_BYTE = 10

# Told in the middle of a job these do not end it: a hot head cools down, and offline alone says nothing.
_MAY_PASS = frozenset(("printer.head_hot", "printer.offline"))


@dataclass(frozen=True, slots=True)
class Printer:
    """What a job may do with its printer. `trouble` is done, with a code, once the printer reports a fault."""

    dialogue: Dialogue
    clock: Clock
    settings: EscposSettings
    bits_per_second: int | None
    health: Callable[[], Health]
    age_seconds: Callable[[], float | None]
    refresh: Callable[[], Awaitable[bool]]  # ask everything; whether everything was answered. Raises LinkError
    end_connection: Callable[[DeviceError], None]


@dataclass(slots=True)
class Job:
    """`marker` comes back after the print, `cut_marker` after the cut; `remains` is cut off before."""

    printer: Printer
    sheet: Sheet
    proof: Grade
    marker: str
    cut_marker: str
    remains: bytes = b""
    trouble: asyncio.Future[str] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    evidence: dict[str, Any] = field(default_factory=dict)

    def fault(self, code: str) -> None:
        """The printer says, in the middle of the job, why it does not go on."""
        if code not in _MAY_PASS and not self.trouble.done():
            self.trouble.set_result(code)

    async def run(self) -> PrintResult:
        """The printer is known to be ready. Never raises for the device's faults."""
        started = self.printer.clock.now()
        try:
            result = await self._run()
        except DeviceError as error:
            if self.evidence["bytes_sent"]:
                result = self._result(Outcome.UNKNOWN, error.code)
            else:
                result = self._result(Outcome.FAILED, error.code, retry_safe=True)
        self.evidence["status_after"] = self.printer.health().plain()
        self.evidence["ms"] = round((self.printer.clock.now() - started) * 1000)
        return result

    async def _run(self) -> PrintResult:
        self.evidence |= {
            "grade": Grade.NONE.value,
            "marker": self.marker if self.proof is Grade.MARKER else None,
            "marker_seen": False,
            "bytes_total": len(self.remains) + len(self.sheet.body) + len(self.sheet.cut),
            "bytes_sent": 0,
            "status_before": self.printer.health().plain(),
        }
        error = await self._print(self.remains + self.sheet.body, self.marker)
        if error is not None:
            return self._result(Outcome.UNKNOWN, error)
        self.evidence["grade"] = self.proof.value
        self.evidence["marker_seen"] = self.proof is Grade.MARKER
        return self._result(Outcome.DONE, await self._cut() if self.sheet.cut else None)

    async def _print(self, data: bytes, marker: str) -> str | None:
        """Send and wait for the proof; None once proved, else a code. Raises DeviceError when the connection ends."""
        settings = self.printer.settings
        paper_seconds = self.sheet.height_dots / DOTS_PER_MM / settings.print_mm_per_second
        return await self._proved(data, marker, paper_seconds, settings.marker_deadline_seconds)

    async def _cut(self) -> str | None:
        """The print is proved; what happens to the cut is told beside it and does not undo it."""
        self.evidence["cut"] = "unknown"
        try:
            error = await self._proved(self.sheet.cut, self.cut_marker, 0.5, self.printer.settings.cut_deadline_seconds)
            if error is None or error == "printer.cutter":
                self.evidence["cut"] = "done" if error is None else "failed"
        except DeviceError as broken:
            error = broken.code
        return None if error == "job.unknown" else error

    async def _proved(self, data: bytes, marker: str, paper_seconds: float, patience_seconds: float) -> str | None:
        match self.proof:
            case Grade.MARKER:
                returned = self.printer.dialogue.expect_marker(marker)
                wire_seconds = await self._send(data, escpos.marker(marker))
                return await self._wait(returned, wire_seconds + paper_seconds + patience_seconds)
            case Grade.QUEUED_STATUS:
                return await self._proved_in_order(data, paper_seconds + patience_seconds)
            case _:
                wire_seconds = await self._send(data, b"")
                error = await self._wait(self.printer.dialogue.expect_end(), wire_seconds + paper_seconds)
                return await self._healthy() if error == "job.unknown" else error

    async def _proved_in_order(self, data: bytes, patience_seconds: float) -> str | None:
        dialogue = self.printer.dialogue
        noise = dialogue.noise.total
        answered = dialogue.expect_queued()
        try:
            wire_seconds = await self._send(data, escpos.ASK_PAPER_IN_ORDER)
            error = await self._wait(answered, wire_seconds + patience_seconds)
        finally:
            dialogue.give_up_queued()
        if error is not None:
            return error
        # A line that loses its power reads as NUL, which is also a good answer: the printer must still be there.
        error = await self._healthy()
        return "proto.garbage" if error is None and dialogue.noise.total > noise else error

    async def _healthy(self) -> str | None:
        """Ask how the printer is after the job: None if well, else a code."""
        if not await self.printer.refresh():
            return "job.unknown"
        return self.printer.health().error

    async def _send(self, data: bytes, proof: bytes) -> float:
        """The seconds that the wire needs for it. Raises LinkError; what has gone out by then is in the evidence."""
        bits_per_second = self.printer.bits_per_second
        length = len(data) + len(proof)
        wire_seconds = length * BITS_PER_BYTE / bits_per_second if bits_per_second else 0.0
        try:
            await self.printer.dialogue.send(data + proof, wire_seconds + self.printer.settings.write_deadline_seconds)
        except LinkError as broken:
            self.evidence["bytes_sent"] += broken.bytes_sent
            # The rest must never follow: what comes next on this connection would stand in the middle of the ticket.
            self.printer.end_connection(broken)
            raise
        except asyncio.CancelledError:
            message = "a print was given up while it was being sent"
            self.printer.end_connection(LinkError("link.stalled", message))
            raise
        self.evidence["bytes_sent"] += length
        return wire_seconds

    async def _wait(self, proof: asyncio.Future[Any], seconds: float) -> str | None:
        """None when `proof` came within `seconds`; else the fault that the printer told, or job.unknown.

        Raises DeviceError when the connection ended.
        """
        ends = self.printer.clock.now() + seconds
        while (left := ends - self.printer.clock.now()) > 0:
            look = min(left, self.printer.settings.fresh_seconds)
            await asyncio.wait((proof, self.trouble), timeout=look, return_when=asyncio.FIRST_COMPLETED)
            if not proof.done() and self.trouble.done():
                await asyncio.wait((proof,), timeout=min(left, self.printer.settings.fault_grace_seconds))
                if not proof.done():
                    return self._told()
            if proof.done():
                proof.result()
                return None
            age_seconds = self.printer.age_seconds()
            if age_seconds is None or age_seconds >= self.printer.settings.fresh_seconds:
                await self.printer.refresh()  # tells `fault`
        return self._told()

    def _told(self) -> str:
        return self.trouble.result() if self.trouble.done() else "job.unknown"

    def _result(self, outcome: Outcome, error: str | None, *, retry_safe: bool = False) -> PrintResult:
        return PrintResult(outcome, error, retry_safe, self.evidence)

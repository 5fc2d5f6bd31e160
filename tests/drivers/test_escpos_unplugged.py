"""The cable comes out after every byte of a ticket's job and of every answer: what is told is true, and no two prints.

Wired in this process, in a loop whose time leaps; the printer at the other end is the bench's. Bytes are counted both
ways, from the moment at which the print is asked for to the poll after it. The printer goes on with what it has, the
cable comes back, and another ticket is printed. Every position is tried with each way of proof, where the broken write
is told; a seeded sample of them where it is not, and of the many bytes of a code that is sent as a picture.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import cache
from random import Random

import pytest

from bench.escpos.glyphs import Glyphs
from bench.faults import Fault
from bench.printer import Printer, PrinterSettings
from drivers.clock import SystemClock
from drivers.errors import LinkError
from drivers.escpos import EscposPrinter, EscposSettings
from drivers.escpos.profile import page_for
from drivers.facts import DeviceLost, Fact
from drivers.link.contract import Lost, OwnLine, Received
from drivers.link.faults import broke, opening_failed
from drivers.paper import Cut, Document, Feed, QrCode, Text
from drivers.protocol.escpos_page import Page
from drivers.roles import Outcome, PrintResult

pytestmark = pytest.mark.leaping

Settings = Callable[..., EscposSettings]
NUMBER, NEXT = "A023", "A024"
# By grade of proof: what the printer does not know, and what the settings say.
GRADES: dict[str, tuple[tuple[Fault, ...], dict[str, str]]] = {
    "A": ((), {}),
    "B": ((Fault.NO_MARKER,), {}),
    "C": ((), {"proof": "status"}),
}
DEADLINE_SECONDS = 6.0  # all waits of a job in the settings of these tests: four questions, print and cut
POLL_BYTES = 16  # after the last one of the job: it is over, and stays as it was
SAMPLE = 30
GLYPHS = Glyphs()  # drawn once: thousands of tickets are printed here


@cache
def page(*, native_qr: bool | None) -> Page:
    return page_for(EscposSettings(driver="escpos", port="/dev/none", native_qr=native_qr))


class Cable(OwnLine):
    """Comes out after `break_in` bytes. `hears_of_it`: a write that breaks says so; else it seems to have gone out."""

    bits_per_second: int | None = None
    port = "cable:printer"

    def __init__(self, faults: Sequence[Fault], *, hears_of_it: bool = True) -> None:
        super().__init__()
        self.printer = Printer(PrinterSettings(speed_mm_per_second=0, cut_seconds=0), self._say, glyphs=GLYPHS)
        for fault in faults:
            self.printer.set_fault(fault, on=True)
        self.carried = 0
        self._hears_of_it = hears_of_it
        self._left: int | None = None
        self._plugged = True
        self._received: Received | None = None
        self._lost: Lost | None = None

    def break_in(self, count: int) -> None:
        self._left = count

    def plug(self) -> None:
        self._plugged, self._left = True, None

    async def open(self, received: Received, lost: Lost) -> None:
        if not self._plugged:
            raise opening_failed(self.port, None, "absent")
        self._received, self._lost = received, lost

    async def write(self, data: bytes, deadline_seconds: float) -> None:
        if self._received is None:
            raise broke(self.port, "not open")
        count = self._count(len(data))
        self.printer.receive(data[:count])
        if count < len(data):
            error = broke(self.port, "unplugged", bytes_sent=count)
            if self._hears_of_it:
                self._unplug(error)
                raise error
            asyncio.get_running_loop().call_soon(self._unplug, error)

    async def close(self) -> None:
        self._received = self._lost = None

    def _say(self, data: bytes) -> None:
        asyncio.get_running_loop().call_soon(self._hand, data)

    def _hand(self, data: bytes) -> None:
        if self._received is None:
            return
        count = self._count(len(data))
        if count:
            self._received(data[:count])
        if count < len(data):
            self._unplug(broke(self.port, "unplugged"))

    def _unplug(self, error: LinkError) -> None:
        self._plugged = False
        lost, self._received, self._lost = self._lost, None, None
        if lost is not None:
            lost(error)

    def _count(self, wanted: int) -> int:
        """How many of so many bytes still get through."""
        count = wanted if self._left is None else min(wanted, self._left)
        self.carried += count
        if self._left is not None:
            self._left -= count
        return count


def slip(number: str) -> Document:
    """The next one without a code, which takes the bench the longest."""
    code = (QrCode(number),) if number == NUMBER else ()
    return Document((Text(number, size=4), Text("养老保险"), *code, Feed(2), Cut()))


def papers(printer: Printer) -> list[tuple[str, int]]:
    """Of each ticket on paper, cut off or not: its number, and how many dots are black."""
    growing = printer.growing()
    pieces = [*printer.slips, *([growing] if growing else [])]
    return [
        (number, piece.picture.histogram()[255])
        for piece in pieces
        for number in (NUMBER, NEXT)
        for line in piece.lines
        if number in line
    ]


@asynccontextmanager
async def printing(cable: Cable, settings: EscposSettings) -> AsyncIterator[tuple[EscposPrinter, list[Fact]]]:
    device = EscposPrinter(
        "printer", cable, settings, page(native_qr=settings.native_qr), clock=SystemClock(), random=Random(1)
    )
    facts: list[Fact] = []
    device.listen(facts.append)
    cable.printer.start()
    await device.start()
    try:
        await online(device)
        yield device, facts
    finally:
        await device.stop()
        await cable.printer.stop()


async def online(device: EscposPrinter) -> None:
    async with asyncio.timeout(10.0):
        while not device.online:  # noqa: ASYNC110  nothing tells it
            await asyncio.sleep(0.05)


async def undisturbed(grade: str, settings: EscposSettings, rest_seconds: float) -> tuple[int, int]:
    """Of a print that nothing happens to: its bytes both ways, and the black dots of its ticket."""
    cable = Cable(GRADES[grade][0])
    async with printing(cable, settings) as (device, _):
        await asyncio.sleep(rest_seconds)
        before = cable.carried
        result = await device.print(slip(NUMBER), "T001")
        length = cable.carried - before
        assert (result.outcome, result.evidence["grade"], result.evidence["cut"]) == (Outcome.DONE, grade, "done")
        ((number, ink),) = papers(cable.printer)
        assert number == NUMBER
        return length, ink


async def broken_after(
    count: int, cable: Cable, settings: EscposSettings, *, ink: int, rest_seconds: float
) -> PrintResult:
    """One job on a cable that comes out, and all that must be so whatever its end is. `ink`: of a whole ticket."""
    loop = asyncio.get_running_loop()
    async with printing(cable, settings) as (device, facts):
        await asyncio.sleep(rest_seconds)
        cable.break_in(count)
        began = loop.time()
        result = await device.print(slip(NUMBER), "T001")
        assert loop.time() - began <= DEADLINE_SECONDS, "within its deadline"
        while not any(isinstance(fact, DeviceLost) for fact in facts):  # noqa: ASYNC110  in a time that leaps
            await asyncio.sleep(0.1)  # its next poll at the latest; the printer works off what it has
        paper = papers(cable.printer)
        if result.outcome is Outcome.DONE:
            assert paper == [(NUMBER, ink)], "done is one whole ticket"
        elif result.outcome is Outcome.FAILED:
            assert (paper, result.retry_safe, result.evidence["bytes_sent"]) == ([], True, 0)
        else:
            assert (len(paper) <= 1, result.retry_safe, result.error) == (True, False, "link.absent")
        cable.plug()
        await online(device)
        again = await device.print(slip(NEXT), "T002")
        assert (again.outcome, again.evidence["grade"]) == (Outcome.DONE, device.proof.value)
        numbers = [number for number, _ in papers(cable.printer)]
        assert numbers.count(NEXT) == 1
        assert numbers.count(NUMBER) == len(paper), "what came out came out once, and nothing came later"
    return result


@pytest.mark.parametrize("grade", GRADES)
async def test_unplugged_after_every_byte_of_a_job(settings_for: Settings, grade: str) -> None:
    faults, more = GRADES[grade]
    settings = settings_for("/dev/none", **more)
    length, ink = await undisturbed(grade, settings, 0.0)
    ends = [
        (await broken_after(count, Cable(faults), settings, ink=ink, rest_seconds=0.0)).outcome
        for count in range(length + POLL_BYTES)
    ]
    assert ends[0] is Outcome.FAILED
    assert set(ends[1:40]) == {Outcome.UNKNOWN}, "no job is shorter"
    assert set(ends[length:]) == {Outcome.DONE}


@pytest.mark.parametrize("grade", GRADES)
async def test_unplugged_and_the_write_did_not_notice(settings_for: Settings, grade: str) -> None:
    faults, more = GRADES[grade]
    settings = settings_for("/dev/none", **more)
    length, ink = await undisturbed(grade, settings, 0.0)
    for count in [0, *Random(2).sample(range(1, length), SAMPLE)]:
        cable = Cable(faults, hears_of_it=False)
        result = await broken_after(count, cable, settings, ink=ink, rest_seconds=0.0)
        assert result.outcome in (Outcome.UNKNOWN, Outcome.DONE), "for all that it knows, bytes went out"
        assert result.outcome is Outcome.UNKNOWN or count > 40


async def test_unplugged_after_every_byte_when_the_printer_is_asked_first(settings_for: Settings) -> None:
    """Nothing was heard of it for a while: its state is asked before the first byte of the ticket."""
    settings = settings_for("/dev/none", poll_seconds=5.0, fresh_seconds=0.5)
    length, ink = await undisturbed("A", settings, 1.0)
    ends = [
        (await broken_after(count, Cable(()), settings, ink=ink, rest_seconds=1.0)).outcome
        for count in range(length + POLL_BYTES)
    ]
    assert set(ends[:17]) == {Outcome.FAILED}, "four questions of three bytes, each with one of answer"
    assert set(ends[17:40]) == {Outcome.UNKNOWN}
    assert set(ends[length:]) == {Outcome.DONE}


@pytest.mark.parametrize("hears_of_it", [True, False])
async def test_unplugged_in_the_middle_of_a_picture(settings_for: Settings, hears_of_it: bool) -> None:
    settings = settings_for("/dev/none", native_qr=False)
    length, ink = await undisturbed("A", settings, 0.0)
    assert length > 500
    ends = set()
    for count in [*Random(3).sample(range(length), SAMPLE), length]:
        cable = Cable((), hears_of_it=hears_of_it)
        ends.add((await broken_after(count, cable, settings, ink=ink, rest_seconds=0.0)).outcome)
    assert ends == {Outcome.UNKNOWN, Outcome.DONE}

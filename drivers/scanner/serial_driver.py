"""The driver "serial-scanner" for the registry."""

from __future__ import annotations

from random import SystemRandom
from typing import ClassVar

from drivers.actions import Action, Driver, Line, Report, Request
from drivers.clock import SystemClock
from drivers.link.recording import Mask, Way
from drivers.protocol.scan_mask import DE2120_REPLIES, GM65_REPLIES, NEWLAND_REPLIES, SsiMask, TextMask
from drivers.roles import Scanner
from drivers.scanner.code_scanner import CodeScanner
from drivers.scanner.models import talk_for
from drivers.scanner.settings import ModelName, SerialScannerSettings

_REPLIES = {
    ModelName.NEWLAND: NEWLAND_REPLIES,
    ModelName.GM65: GM65_REPLIES,
    ModelName.DE2120: DE2120_REPLIES,
}


class SerialScanner(CodeScanner):
    """On a serial line, a USB virtual one, or a TCP port that leads to one."""

    driver: ClassVar[str] = "serial-scanner"


def make(name: str, settings: SerialScannerSettings, table: str, line: Line) -> SerialScanner:
    return SerialScanner(
        name,
        line(settings),
        settings,
        talk_for(settings),
        settings.rules,
        settings.pace,
        tells_unasked=settings.tells_unasked,
        twice=settings.twice,
        asks_alive=settings.ask_alive,
        clock=SystemClock(),
        random=SystemRandom(),
    )


async def read(scanner: Scanner, request: Request) -> Report:
    result = await scanner.read(request.deadline_seconds)
    return Report(result.outcome, result.error, {"text": result.text, "format": result.format})


def _no_text(request: Request) -> dict[str, None]:
    return {"text": None, "format": None}


READ = Action("read", "wait for one code and show its text", read, unrun=_no_text)  # a keyboard scanner's too


def mask(settings: SerialScannerSettings, way: Way) -> Mask | None:
    """What the scanner sends is masked; what it is sent holds nothing of anybody."""
    if way is Way.OUT:
        return None
    return SsiMask() if settings.model is ModelName.ZEBRA_SSI else TextMask(_REPLIES.get(settings.model, ()))


DRIVER = Driver(settings=SerialScannerSettings, make=make, actions=(READ,), masks=mask)

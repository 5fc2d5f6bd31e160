"""The driver "hid-scanner" for the registry: a scanner that is a keyboard to the system."""

from __future__ import annotations

from random import SystemRandom
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from drivers.actions import Driver, Line
from drivers.clock import SystemClock
from drivers.link.recording import Mask, Way
from drivers.protocol.hid_mask import KeyMask
from drivers.protocol.hid_typing import Typing
from drivers.protocol.scan_plain import Lines
from drivers.scanner.code_scanner import CodeScanner
from drivers.scanner.models import Talk
from drivers.scanner.pace import Pace
from drivers.scanner.serial_driver import READ
from drivers.scanner.settings import ReadingSettings
from drivers.settings import HidPortSettings


class HidScannerSettings(HidPortSettings, ReadingSettings):
    """[devices.NAME] with driver = "hid-scanner"."""

    driver: Literal["hid-scanner"]
    """The name of this driver."""

    live: Annotated[bool, Field(strict=True)] = True
    """Whether codes that nobody asked for are told."""


class HidScanner(CodeScanner):
    """It reads when it likes and ends each text with Enter; its keys reach nobody else."""

    driver: ClassVar[str] = "hid-scanner"


def make(name: str, settings: HidScannerSettings, table: str, line: Line) -> HidScanner:
    return HidScanner(
        name,
        line(settings),
        settings,
        Talk(Typing(Lines(settings.ends, needs_line_end=True))),
        settings.rules,
        Pace(idle=settings.idle_ms / 1000, tail=settings.tail_ms / 1000),
        tells_unasked=settings.live,
        twice=settings.twice,
        asks_alive=False,
        clock=SystemClock(),
        random=SystemRandom(),
    )


def mask(settings: HidScannerSettings, way: Way) -> Mask:
    return KeyMask()


DRIVER = Driver(settings=HidScannerSettings, make=make, actions=(READ,), masks=mask)

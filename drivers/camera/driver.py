"""The driver "camera" for the registry."""

from __future__ import annotations

from random import SystemRandom

from drivers.actions import Driver, Line
from drivers.camera.scanner import CameraScanner
from drivers.camera.settings import CameraSettings
from drivers.clock import SystemClock
from drivers.scanner.serial_driver import READ


def make(name: str, settings: CameraSettings, table: str, line: Line) -> CameraScanner:
    return CameraScanner(name, settings, clock=SystemClock(), random=SystemRandom())


DRIVER = Driver(settings=CameraSettings, make=make, actions=(READ,))

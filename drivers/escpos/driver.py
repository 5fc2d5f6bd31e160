"""The driver "escpos" for the registry."""

from __future__ import annotations

from random import SystemRandom

from drivers.actions import Driver, Line
from drivers.clock import SystemClock
from drivers.errors import SettingsError
from drivers.escpos.printer import PROGRAM, EscposPrinter
from drivers.escpos.profile import page_for
from drivers.escpos.settings import EscposSettings
from drivers.escpos.trying import ACTIONS


def make(name: str, settings: EscposSettings, table: str, line: Line) -> EscposPrinter:
    try:
        page = page_for(settings)
    except ValueError as error:
        raise SettingsError(f"{table}.profile = {settings.profile!r}: {error}") from error
    if not (PROGRAM / settings.raster_font).is_file():
        raise SettingsError(f"{table}.raster_font = {str(settings.raster_font)!r}: no such file")
    return EscposPrinter(name, line(settings), settings, page, clock=SystemClock(), random=SystemRandom())


DRIVER = Driver(settings=EscposSettings, make=make, actions=ACTIONS)

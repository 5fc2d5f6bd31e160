"""From a device's table in the terminal's settings to its driver. The one list of drivers there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import SystemRandom
from typing import Any

from pydantic import BaseModel, ValidationError

from drivers.clock import SystemClock
from drivers.errors import SettingsError
from drivers.escpos.settings import EscposSettings
from drivers.roles import TicketPrinter


def build(name: str, settings: Mapping[str, Any], source: str) -> TicketPrinter:
    """The device of the table [devices.`name`] in the file `source`; its port is not opened yet.

    Raises SettingsError naming file, key and value.
    """
    table = f"{source}: devices.{name}"
    driver = settings.get("driver")
    if driver is None:
        raise SettingsError(f"{table}.driver is missing; a technician sets it to one of {', '.join(_DRIVERS)}")
    if driver not in _DRIVERS:
        raise SettingsError(f"{table}.driver = {driver!r} is no driver; known are {', '.join(_DRIVERS)}")
    model, make = _DRIVERS[driver]
    try:
        checked = model.model_validate(dict(settings))
    except ValidationError as error:
        raise SettingsError(_sentence(table, error)) from error
    return make(name, checked, table)


def settings_of(driver: str) -> type[BaseModel]:
    """The declaration of a driver's settings, which a technician's form is made from. Raises KeyError."""
    return _DRIVERS[driver][0]


def _escpos(name: str, settings: Any, table: str) -> TicketPrinter:
    from drivers.escpos.printer import PROGRAM, EscposPrinter
    from drivers.escpos.profile import page_for
    from drivers.link.opening import link_for

    try:
        page = page_for(settings)
    except ValueError as error:
        raise SettingsError(f"{table}.profile = {settings.profile!r}: {error}") from error
    if not (PROGRAM / settings.raster_font).is_file():
        raise SettingsError(f"{table}.raster_font = {str(settings.raster_font)!r}: no such file")
    return EscposPrinter(name, link_for(settings), settings, page, clock=SystemClock(), random=SystemRandom())


def _sentence(table: str, error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    key = ".".join([table, *(str(part) for part in first["loc"])])
    if first["type"] == "extra_forbidden":
        return f"{key} = {first['input']!r} is no setting of this driver; a technician removes or corrects the key"
    if first["type"] == "missing":
        return f"{key} is missing; a technician sets it"
    reason = first["msg"].removeprefix("Value error, ")
    return f"{key} = {first['input']!r} is refused: {reason[:1].lower()}{reason[1:]}; a technician corrects it"


_DRIVERS: dict[str, tuple[type[BaseModel], Callable[[str, Any, str], TicketPrinter]]] = {
    "escpos": (EscposSettings, _escpos),
}

"""Which of the settings' devices the lobby's services use, by their names there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from drivers.errors import SettingsError
from drivers.roles import CardReader, Device, Scanner, TicketPrinter

TICKET_PRINTER = "ticket_printer"
CARD_READER = "card_reader"
SCANNER = "scanner"


@dataclass(frozen=True, slots=True)
class Fitted:
    """None: the settings have no such device."""

    printer: TicketPrinter | None = None
    card_reader: CardReader | None = None
    scanner: Scanner | None = None


def fitted(devices: Mapping[str, Device]) -> Fitted:
    """Raises drivers.errors.SettingsError when a device cannot do what its name promises."""
    printer, card_reader, scanner = (devices.get(name) for name in (TICKET_PRINTER, CARD_READER, SCANNER))
    if printer is not None and not isinstance(printer, TicketPrinter):
        raise _not_that(TICKET_PRINTER, printer, "prints no tickets")
    if card_reader is not None and not _plays(card_reader, CardReader):
        raise _not_that(CARD_READER, card_reader, "reads no cards")
    if scanner is not None and not _plays(scanner, Scanner):
        raise _not_that(SCANNER, scanner, "reads no codes")
    return Fitted(printer, cast(CardReader | None, card_reader), cast(Scanner | None, scanner))


def _plays(device: Device, role: object) -> bool:
    """By its class: both readers have a `read`, and what they read differs."""
    return role in type(device).__mro__


def _not_that(name: str, device: Device, what: str) -> SettingsError:
    driver = device.condition().driver
    return SettingsError(f"devices.{name}.driver = {driver!r} {what}; a technician corrects it")

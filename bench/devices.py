"""Which devices the bench runs: one of each kind that stands in a public service hall, each on ports of its own.

Several machines on one device are boards on one RS-485 line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from bench.appliance import Appliance
from bench.device import BenchDevice
from bench.machine import Machine
from bench.printer import PrinterSettings
from bench.ticket_printer import TicketPrinter


def all_devices(
    directory: Path,
    printer: PrinterSettings | None,
    printer_tcp_port: int,
    baud: int,
    changed: Callable[[], None],
) -> dict[str, BenchDevice]:
    """By name, in the page's order; none is started. `baud`, `printer_tcp_port`: of the ticket printer."""
    ticket_printer = TicketPrinter(directory, printer, tcp_port=printer_tcp_port, baud=baud, changed=changed)
    appliances = [Appliance(name, machines, directory, changed=changed) for name, machines in _machines().items()]
    devices: list[BenchDevice] = [ticket_printer, *appliances]
    return {device.name: device for device in devices}


def _machines() -> Mapping[str, Mapping[str, Machine]]:
    return {}

"""Which devices the bench runs: one of each kind that stands in a public service hall, each on ports of its own.

Several machines on one device are boards on one RS-485 line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from bench.appliance import Appliance
from bench.cards.sdt_reader import SdtReader
from bench.device import BenchDevice
from bench.displays.onbon_bx import OnbonBx
from bench.escpos.ticket_exit import Presenter
from bench.lockers.cu48 import Cu48Board
from bench.lockers.eight_a import EightABoard
from bench.lockers.kerong import KerongBoard
from bench.lockers.modbus_relay import ModbusRelayBoard
from bench.lockers.winnsen import WinnsenBoard
from bench.lockers.wkly import WklyBoard
from bench.machine import Machine
from bench.pads.ff68_line import Ff68Line
from bench.pads.template_pad import TemplatePad
from bench.printer import PrinterSettings
from bench.scanners.scanner import MODELS, SerialScanner
from bench.ticket_printer import TicketPrinter
from bench.voices.syn6288 import Syn6288

CABINET_PRINTER = "cabinet-printer"


def all_devices(
    directory: Path,
    printer: PrinterSettings | None,
    printer_tcp_port: int,
    baud: int,
    changed: Callable[[], None],
    *,
    cabinet: bool = False,
) -> dict[str, BenchDevice]:
    """By name, in the page's order; none is started. `baud`, `printer_tcp_port`: of the ticket printer.
    `cabinet`: those of a pickup cabinet too.
    """
    ticket_printer = TicketPrinter(directory, printer, tcp_port=printer_tcp_port, baud=baud, changed=changed)
    named = {**(_cabinet_machines() if cabinet else {}), **_machines()}
    appliances = [Appliance(name, machines, directory, changed=changed) for name, machines in named.items()]
    presenting = replace(printer or PrinterSettings(), presenter=Presenter.CUSTOM)
    kiosk_printer = TicketPrinter(directory, presenting, name="kiosk-printer", changed=changed)
    devices: list[BenchDevice] = [ticket_printer, kiosk_printer, *appliances]
    if cabinet:
        devices.append(TicketPrinter(directory, printer, name=CABINET_PRINTER, changed=changed))
    return {device.name: device for device in devices}


def _cabinet_machines() -> Mapping[str, Mapping[str, Machine]]:
    """What stands in and at a cabinet of 20 cells: two boards without item sensors, one with."""
    return {
        "cabinet-line-8a": {"1": EightABoard(1, 8), "2": EightABoard(2, 4)},
        "cabinet-line-kerong": {"0": KerongBoard(0, 8)},
        "cabinet-scanner": {"scanner": SerialScanner("newland")},
        "cabinet-card-reader": {"reader": SdtReader()},
        "cabinet-voice": {"voice": Syn6288()},
    }


def _machines() -> Mapping[str, Mapping[str, Machine]]:
    return {
        "id-card-reader": {"reader": SdtReader()},
        **{f"scanner-{model}": {"scanner": SerialScanner(model)} for model in MODELS},
        "lock-line-8a": {"1": EightABoard(1), "2": EightABoard(2)},
        "lock-line-kerong": {"0": KerongBoard(0), "1": KerongBoard(1)},
        "lock-line-wkly": {"0": WklyBoard(0), "1": WklyBoard(1)},
        "lock-line-modbus-relay": {"1": ModbusRelayBoard(1), "2": ModbusRelayBoard(2)},
        "lock-line-cu48": {"1": Cu48Board(1)},
        "lock-line-winnsen": {"1": WinnsenBoard(1), "2": WinnsenBoard(2)},
        "counter-line": {"1": Ff68Line(1), "2": Ff68Line(2)},
        "template-pad": {"pad": TemplatePad()},
        "led-display": {"display": OnbonBx()},
        "voice": {"voice": Syn6288()},
    }

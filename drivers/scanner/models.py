"""How each model is talked to: its commands' bytes and the reader of what it says. Between protocol/ and the driver."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from drivers.protocol import scan_de2120, scan_gm65, scan_honeywell, scan_newland
from drivers.protocol.scan import Reader
from drivers.protocol.scan_plain import Lines
from drivers.protocol.scan_ssi import Opcode, Packet
from drivers.protocol.scan_ssi_decodes import Decodes
from drivers.protocol.scan_stream import Stream
from drivers.scanner.orders import Order
from drivers.scanner.settings import ModelName, SerialScannerSettings


@dataclass(frozen=True, slots=True)
class Talk:
    """`trigger` None: the scanner reads when it likes. `question`: a harmless one, to see whether it is there."""

    reader: Reader
    trigger: Order | None = None
    stop: Order | None = None
    question: Order | None = None


def talk_for(settings: SerialScannerSettings) -> Talk:
    return _TALKS[settings.model](settings)


def _newland(settings: SerialScannerSettings) -> Talk:
    reader = Stream(scan_newland.Replies(), Lines(settings.ends))
    question = Order(scan_newland.Command("C11*").to_bytes())  # its answer names the tag with its value
    if settings.short_trigger:
        start, stop = scan_newland.SHORT_TRIGGER, scan_newland.SHORT_STOP
        return Talk(reader, Order(start, answered=False), Order(stop, answered=False), question)
    return Talk(reader, _newland_order("SCNTRG1"), _newland_order("SCNTRG0"), question)


def _newland_order(setting: str) -> Order:
    return Order(scan_newland.Command(setting).to_bytes(), to=setting)


def _honeywell(settings: SerialScannerSettings) -> Talk:
    return Talk(
        Stream(scan_honeywell.MenuEnds(), Lines(settings.ends)),
        Order(scan_honeywell.TRIGGER_ON, answered=False),
        Order(scan_honeywell.TRIGGER_OFF, answered=False),
        Order(scan_honeywell.Menu("REVINF^").to_bytes()),
    )


def _zebra_ssi(settings: SerialScannerSettings) -> Talk:
    return Talk(
        Decodes(),
        Order(Packet(Opcode.START_SESSION).to_bytes()),
        Order(Packet(Opcode.STOP_SESSION).to_bytes()),
        Order(Packet(Opcode.REQUEST_REVISION).to_bytes()),
    )


def _gm65(settings: SerialScannerSettings) -> Talk:
    return Talk(
        Stream(scan_gm65.Replies(), Lines(settings.ends)),
        Order(scan_gm65.TRIGGER_ON.to_bytes()),
        Order(scan_gm65.TRIGGER_OFF.to_bytes()),
        Order(scan_gm65.ASK_BAUD.to_bytes()),
    )


def _de2120(settings: SerialScannerSettings) -> Talk:
    lines = Lines(settings.ends, needs_line_end=True)
    return Talk(
        Stream(scan_de2120.Acknowledgements(), lines),
        Order(scan_de2120.TRIGGER_ON.to_bytes()),
        Order(scan_de2120.TRIGGER_OFF.to_bytes()),
        Order(scan_de2120.ASK_VERSION.to_bytes()),
    )


def _plain(settings: SerialScannerSettings) -> Talk:
    trigger, stop = bytes.fromhex(settings.trigger_hex), bytes.fromhex(settings.stop_hex)
    return Talk(
        Lines(settings.ends),
        Order(trigger, answered=False) if trigger else None,
        Order(stop, answered=False) if stop else None,
    )


_TALKS: dict[ModelName, Callable[[SerialScannerSettings], Talk]] = {
    ModelName.NEWLAND: _newland,
    ModelName.HONEYWELL: _honeywell,
    ModelName.ZEBRA_SSI: _zebra_ssi,
    ModelName.GM65: _gm65,
    ModelName.DE2120: _de2120,
    ModelName.PLAIN: _plain,
}

"""The questions that `device identify` asks an unknown device, and what an answer tells. Pure.

None of them moves metal or prints: each only asks for a state, a version or a number. The printer's comes first, at
every speed, since a printer would take the others for text; one with a line end is asked only where no printer can be
(`may_print`). Addresses: the first few that boards are set to when they are sold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from drivers.protocol import (
    escpos,
    lock_8a,
    lock_kerong,
    lock_winnsen,
    lock_wkly,
    modbus,
    scan_de2120,
    scan_gm65,
    scan_honeywell,
    scan_newland,
    scan_ssi,
    sdt,
    sdt_data,
    syn6288,
)
from drivers.protocol.escpos_replies import Replies
from drivers.protocol.scan_stream import Found

Learned = Mapping[str, Any]  # settings of the driver

BOARDS = (1, 2, 3, 4)  # as DIP switches count
UNITS = (0, 1, 2, 3)
WKLY_BOARDS = (0, 1, 2, 3)
RELAYS, CU48_LOCKS = 8, 48
PRINTER_BAUDS = (9600, 19200, 38400, 115200)


@dataclass(frozen=True, slots=True)
class Question:
    """`recognise(heard)`: what the answer tells, or None while there is none; `heard` is all since the question.

    `twice`: nothing checks the answer, so a second one must agree. `may_print`: a line end is in it.
    """

    name: str
    driver: str
    ask: bytes
    baud: int
    wait_ms: int
    recognise: Callable[[bytes], Learned | None]
    twice: bool = False
    may_print: bool = False


def questions() -> tuple[Question, ...]:
    """All, in the order that is safe; sorted by speed within each kind so that ports are opened seldom."""
    return (*_printer(), *_binary(), *_lettered())


def _printer() -> Sequence[Question]:
    ask = escpos.Question.PRINTER.to_bytes()
    return [Question("DLE EOT 1", "escpos", ask, baud, 300, _status_byte, twice=True) for baud in PRINTER_BAUDS]


def _binary() -> Sequence[Question]:
    """Frames of bytes that no printer takes for text, or for a few signs at most."""
    gm65, ssi = scan_gm65.ASK_BAUD.to_bytes(), scan_ssi.Packet(scan_ssi.Opcode.REQUEST_REVISION).to_bytes()
    chip = syn6288.Order(syn6288.Command.STATUS).to_bytes()
    return [
        Question("SAM number", "sdt", sdt.Command.SAM_NUMBER.to_bytes(), 115200, 500, _sdt),
        *(
            Question(f"Modbus, 48 locks of slave {board}", "locker-cu48", _bits(board, CU48_LOCKS), 115200, 250, _cu48)
            for board in BOARDS[:1]
        ),
        *(
            Question(f"Kerong, unit {unit}", "locker-kerong", lock_kerong.Query(unit).to_bytes(), 19200, 250, _kerong)
            for unit in UNITS
        ),
        *(
            Question(f"8A, board {board}", "locker-8a", lock_8a.QueryOne(board, 1).to_bytes(), 9600, 250, _eight_a)
            for board in BOARDS
        ),
        *(
            Question(f"Modbus, slave {board}", "locker-modbus-relay", _bits(board, RELAYS), 9600, 250, _relay)
            for board in BOARDS
        ),
        *(
            Question(
                f"Winnsen, station {board}", "locker-winnsen", _winnsen_ask(board), 9600, 250, _winnsen, twice=True
            )
            for board in BOARDS[:2]
        ),
        Question("GM65 speed", "serial-scanner", gm65, 9600, 300, _gm65),
        Question("SSI revision", "serial-scanner", ssi, 9600, 300, _ssi),
        Question("SYN6288 state", "syn6288", chip, 9600, 300, _syn6288, twice=True),
    ]


def _lettered() -> Sequence[Question]:
    """With letters in them, so they come last."""
    version = scan_de2120.ASK_VERSION.to_bytes()
    newland = scan_newland.Command("C11*").to_bytes()
    honeywell = scan_honeywell.Menu("REVINF^").to_bytes()
    return [
        Question("DE2120 version", "serial-scanner", version, 115200, 800, _de2120, twice=True),
        *(
            Question(
                f"WKLY, board {board}",
                "locker-wkly",
                lock_wkly.QueryAll(board).to_bytes(),
                9600,
                250,
                _wkly,
            )
            for board in WKLY_BOARDS
        ),
        Question("Newland C11", "serial-scanner", newland, 9600, 600, _newland),
        Question(
            "Honeywell revision",
            "serial-scanner",
            honeywell,
            9600,
            600,
            _honeywell,
            twice=True,
            may_print=True,
        ),
    ]


# --- what an answer tells ---


def _status_byte(heard: bytes) -> Learned | None:
    """One byte and no more: a line full of noise has such bytes, too."""
    replies = Replies().feed(heard)
    return {} if len(heard) == 1 and len(replies) == 1 and isinstance(replies[0], escpos.RealTimeStatus) else None


def _sdt(heard: bytes) -> Learned | None:
    for reply in sdt.Replies().feed(heard):
        if isinstance(reply, sdt.Reply):
            return {}
    return None


def sam_number(heard: bytes) -> str | None:
    """For people's eyes: whose reader it is."""
    for reply in sdt.Replies().feed(heard):
        if isinstance(reply, sdt.Reply) and reply.status == sdt.Status.OK and len(reply.data) == 16:
            return sdt_data.SamNumber.from_bytes(reply.data).shown(10)
    return None


def _bits(slave: int, count: int) -> bytes:
    return modbus.ReadBits(slave, modbus.Table.COILS, 0, count).to_bytes()


def _relay(heard: bytes) -> Learned | None:
    for frame in modbus.Reader().feed(heard):
        if isinstance(frame, modbus.Bits | modbus.Refused):
            return {"board": frame.slave}
    return None


def _cu48(heard: bytes) -> Learned | None:
    for frame in modbus.Reader().feed(heard):
        if isinstance(frame, modbus.Bits) and len(frame.bits) == CU48_LOCKS:
            return {"board": frame.slave}
    return None


def _kerong(heard: bytes) -> Learned | None:
    for status in lock_kerong.Reader().feed(heard):
        return {"unit": status.unit}
    return None


def _eight_a(heard: bytes) -> Learned | None:
    for frame in lock_8a.Reader().feed(heard):
        return {"board": frame.board}
    return None


def _wkly(heard: bytes) -> Learned | None:
    for frame in lock_wkly.Reader().feed(heard):
        if isinstance(frame, lock_wkly.AllStates):
            return {"board": frame.board, "locks": len(frame.closed)}
        return {"board": frame.board}
    return None


def _winnsen_ask(station: int) -> bytes:
    return lock_winnsen.Question(lock_winnsen.Asked.STATUS, station, 1).to_bytes()


def _winnsen(heard: bytes) -> Learned | None:
    for answer in lock_winnsen.Reader().feed(heard):
        return {"station": answer.station}
    return None


def _gm65(heard: bytes) -> Learned | None:
    return _model("gm65") if isinstance(scan_gm65.Replies().at(heard, 0), Found) else None


def _ssi(heard: bytes) -> Learned | None:
    return _model("zebra-ssi") if scan_ssi.Packets().feed(heard) else None


def _newland(heard: bytes) -> Learned | None:
    return _model("newland") if isinstance(scan_newland.Replies().at(heard, 0), Found) else None


def _honeywell(heard: bytes) -> Learned | None:
    end = next(scan_honeywell.MenuEnds.lead.finditer(heard), None)
    found = scan_honeywell.MenuEnds().at(heard, end.start()) if end is not None else None
    words = heard[: end.start()] if end is not None else b""
    is_menu = isinstance(found, Found) and words.upper().startswith(b"REVINF")
    return _model("honeywell") if is_menu else None


def _de2120(heard: bytes) -> Learned | None:
    """Done or refused first, perhaps with the version behind it."""
    is_answer = scan_de2120.Acknowledgements.lead.match(heard) is not None
    return _model("de2120") if is_answer and heard.rstrip(b"\r\n").isascii() else None


def _syn6288(heard: bytes) -> Learned | None:
    answers = syn6288.Answers().feed(heard)
    state = {syn6288.Answer.SPEAKING, syn6288.Answer.IDLE}
    return {} if len(answers) == len(heard) <= 2 and answers and answers[-1] in state else None


def _model(name: str) -> Learned:
    return {"model": name}

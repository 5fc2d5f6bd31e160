"""Which device hangs on a port: asked of every simulated one, and nothing may move or be printed by it."""

from __future__ import annotations

import asyncio
import threading
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.appliance import Appliance
from bench.cards.sdt_reader import SdtReader
from bench.displays.onbon_bx import OnbonBx
from bench.lockers.cu48 import Cu48Board
from bench.lockers.eight_a import EightABoard
from bench.lockers.kerong import KerongBoard
from bench.lockers.modbus_relay import ModbusRelayBoard
from bench.lockers.winnsen import WinnsenBoard
from bench.lockers.wkly import WklyBoard
from bench.machine import Machine
from bench.pads.ff68_line import Ff68Line
from bench.ports.noise import Rates
from bench.printer_settings import PrinterSettings
from bench.scanners.scanner import SerialScanner
from bench.ticket_printer import TicketPrinter as BenchPrinter
from bench.voices.syn6288 import Syn6288
from drivers.errors import LinkError
from drivers.link.opening import link_for
from drivers.link.ports import Port, PortKind, find_ports
from drivers.registry import settings_of
from drivers.settings import PortSettings
from drivers.technician import identify_command
from drivers.technician.guessing import Guess
from drivers.technician.identify_command import _by_its_looks, _chosen
from drivers.technician.identifying import Finding, Interview
from drivers.technician.pasting import settings_lines
from drivers.technician.questions import questions
from tests.drivers.wired import WiredLink

pytestmark = pytest.mark.leaping

Build = Callable[[], Machine]
QUICK = [replace(question, wait_ms=15) for question in questions()]

KNOWN: dict[str, tuple[Build, int, str, dict[str, Any]]] = {
    "sdt": (lambda: SdtReader(pace=0), 115200, "sdt", {}),
    "8a": (lambda: EightABoard(2), 9600, "locker-8a", {"board": 2}),
    "kerong": (lambda: KerongBoard(1), 19200, "locker-kerong", {"unit": 1}),
    "wkly": (lambda: WklyBoard(1), 9600, "locker-wkly", {"board": 1, "locks": 24}),
    "relay": (lambda: ModbusRelayBoard(3), 9600, "locker-modbus-relay", {"board": 3}),
    "cu48": (lambda: Cu48Board(1), 115200, "locker-cu48", {"board": 1}),
    "winnsen": (lambda: WinnsenBoard(1), 9600, "locker-winnsen", {"station": 1}),
    "newland": (lambda: SerialScanner("newland"), 9600, "serial-scanner", {"model": "newland"}),
    "honeywell": (lambda: SerialScanner("honeywell"), 9600, "serial-scanner", {"model": "honeywell"}),
    "ssi": (lambda: SerialScanner("zebra-ssi"), 9600, "serial-scanner", {"model": "zebra-ssi"}),
    "gm65": (lambda: SerialScanner("gm65"), 9600, "serial-scanner", {"model": "gm65"}),
    "de2120": (lambda: SerialScanner("de2120"), 115200, "serial-scanner", {"model": "de2120"}),
    "syn6288": (lambda: Syn6288(), 9600, "syn6288", {}),
}
MUTE: dict[str, Build] = {
    "onbon": lambda: OnbonBx(),
    "plain": lambda: SerialScanner("plain"),
    "ff68": lambda: Ff68Line(1),
}


def interview(machine: Machine, speed: int, *, has_speed: bool = True, **wire: Any) -> tuple[Interview, WiredLink]:
    link = WiredLink(machine, **wire)

    def link_at(baud: int) -> WiredLink:
        return link if baud == speed or not has_speed else WiredLink()

    return Interview(link_at, lambda sentence: None, has_speed=has_speed), link


@pytest.mark.parametrize("name", KNOWN)
async def test_a_device_is_known_by_its_answer(name: str) -> None:
    build, speed, driver, learned = KNOWN[name]
    finding = await interview(build(), speed)[0].ask_all(QUICK)
    assert finding is not None
    assert (finding.driver, finding.settings, finding.baud) == (driver, learned, speed)


@pytest.mark.parametrize("name", ["sdt", "kerong", "newland"])
async def test_over_a_network_the_speed_is_not_ours(name: str) -> None:
    build, _, driver, _ = KNOWN[name]
    finding = await interview(build(), 0, has_speed=False)[0].ask_all(QUICK)
    assert finding is not None
    assert finding.driver == driver


@pytest.mark.parametrize("name", ["8a", "kerong", "relay"])
async def test_an_adapter_that_echoes_is_no_device(name: str) -> None:
    build, speed, driver, _ = KNOWN[name]
    finding = await interview(build(), speed, echo=True, portion=1)[0].ask_all(QUICK)
    assert finding is not None
    assert finding.driver == driver
    alone, link = interview(build(), speed, echo=True)
    link.machines = ()
    assert await alone.ask_all(QUICK) is None


@pytest.mark.parametrize("name", [*KNOWN, *MUTE])
async def test_no_question_moves_anything(name: str) -> None:
    build = KNOWN[name][0] if name in KNOWN else MUTE[name]
    machine = build()
    machine.power_up(0.0)
    before = _still(machine.state(10.0))
    for speed_matters in (False, True):  # also with what an answer would have cut short
        for question in questions():
            machine.receive(question.ask, 11.0)
            if speed_matters:
                machine.receive(b"\x1b@", 11.0)
    assert _still(machine.state(60.0)) == before


def _still(state: dict[str, Any]) -> dict[str, Any]:
    """What somebody would see or hear of it."""
    seen = ("doors", "pulses", "shown", "spoken", "reads", "triggered", "screen", "areas", "display", "beeps", "card")
    return {key: value for key, value in state.items() if key in seen}


@pytest.mark.parametrize("name", MUTE)
async def test_what_answers_no_question_is_not_guessed(name: str) -> None:
    assert await interview(MUTE[name](), 9600)[0].ask_all(QUICK) is None


@pytest.mark.parametrize("seed", range(3))
async def test_noise_is_nobody(seed: int) -> None:
    """A line that babbles must not be taken for a device: what has no checksum must answer twice alike."""
    wire = {"rates": Rates(insertion=0.5, loss=1.0), "seed": seed}
    assert await interview(SdtReader(pace=0), 115200, **wire)[0].ask_all(QUICK) is None


async def test_a_pad_is_known_by_a_key() -> None:
    machine = Ff68Line(7)
    asked, link = interview(machine, 9600)
    listening = asyncio.create_task(asked.listen(5.0))
    while not link.openings:  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    link.act("rate", value=3) if "rate" in machine.acts else link.deliver(
        bytes.fromhex("FF 68 03 03 68 07 11 03 1B 16")
    )
    finding = await listening
    assert finding == Finding("ff68", {"counter": 7}, 9600, "it sent an FF 68 frame by itself")


async def test_a_plain_scanner_is_known_by_a_line() -> None:
    asked, link = interview(SerialScanner("plain"), 9600)
    listening = asyncio.create_task(asked.listen(5.0))
    while not link.openings:  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    link.deliver(b"110101194910010001\r\n")
    finding = await listening
    assert finding is not None
    assert (finding.driver, finding.settings) == ("serial-scanner", {"model": "plain"})
    assert "110101" not in repr(finding)


async def test_a_port_that_breaks_is_told_as_such() -> None:
    asked, _ = interview(SdtReader(pace=0), 115200, break_after=20)
    with pytest.raises(LinkError, match="unplugged"):
        await asked.ask_all(QUICK)


@pytest.mark.real_time
async def test_what_is_plugged_in_while_it_waits_is_the_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = threading.Semaphore(0)

    def look(**where: Any) -> tuple[Port, ...]:
        found = find_ports(**where)
        looks.release()
        return found

    monkeypatch.setattr(identify_command, "find_ports", look)
    monkeypatch.setattr(identify_command, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(identify_command, "SETTLE_SECONDS", 0.05)
    before, plugged = (Appliance(name, {"it": SdtReader(pace=0)}, tmp_path) for name in ("before", "plugged"))
    await before.start()
    try:
        wish = identify_command.Wish(None, tmp_path, 10.0, 0.0, as_json=True)
        waiting = asyncio.create_task(identify_command._port(wish))
        while not looks.acquire(blocking=False):  # noqa: ASYNC110  it looks in a thread
            await asyncio.sleep(0.005)
        await plugged.start()
        port = await waiting
        assert port is not None
        assert port.name == "plugged"
        assert await identify_command._port(replace(wish, wait_seconds=0.1)) is None  # nothing further comes
    finally:
        await plugged.stop()
        await before.stop()


# --- printers ---


def link_to(bench: BenchPrinter, baud: int) -> Any:
    return link_for(PortSettings(port=str(bench.pty.address), baud=baud))


@pytest.mark.real_time
@pytest.mark.parametrize("fault", [None, "no_status"])
async def test_a_printer_is_asked_before_anything_that_it_could_print(tmp_path: Path, fault: str | None) -> None:
    bench = BenchPrinter(tmp_path, PrinterSettings(speed_mm_per_second=0, cut_seconds=0))
    await bench.start()
    try:
        if fault:
            await bench.set_fault(fault, on=True)
        asked = Interview(lambda baud: link_to(bench, baud), lambda sentence: None, has_speed=True)
        finding = await asked.ask_all(_chosen(Guess("serial adapter", "", ()))[0] if not fault else QUICK_WITHOUT_ENDS)
        assert (finding.driver if finding else None) == (None if fault else "escpos")
        printed = [slip for slip in bench.state()["slips"] if any(slip["lines"])]
        assert printed == []
        link = link_to(bench, 9600)
        await link.open(lambda data: None, lambda error: None)
        await link.write(b"next ticket\n\x1dV\x00", 1.0)
        async with asyncio.timeout(5):
            while not (slips := [slip for slip in bench.state()["slips"] if any(slip["lines"])]):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await link.close()
        assert [line for line in slips[0]["lines"] if line] == ["next ticket"]  # nothing of ours stands before it
    finally:
        await bench.stop()


QUICK_WITHOUT_ENDS = [question for question in QUICK if not question.may_print]


def test_what_could_print_is_asked_only_of_a_known_scanner() -> None:
    for question in questions():
        has_line_end = any(byte in question.ask for byte in b"\r\n\x0c")
        assert question.may_print or not has_line_end, question.name
    unknown, left_out = _chosen(Guess("serial adapter", ""))
    assert [question.name for question in left_out] == ["Honeywell revision"]
    assert [question.driver for question in unknown[:4]] == ["escpos"] * 4
    assert not _chosen(Guess("scanner", "", ("serial-scanner",)))[1]
    assert {question.driver for question in _chosen(Guess("printer", "", ("escpos",)))[0]} == {"escpos"}


# --- what is pasted ---


@pytest.mark.parametrize("name", KNOWN)
def test_the_lines_to_paste_are_settings_that_the_driver_takes(name: str) -> None:
    _, speed, driver, learned = KNOWN[name]
    port = "/dev/serial/by-id/usb-EXAMPLE-if00-port0"
    lines = settings_lines(driver, port, learned, baud=speed, steady=True)
    (table,) = tomllib.loads("\n".join(lines))["devices"].values()
    settings = settings_of(driver).model_validate(table)
    assert (settings.port, settings.baud) == (port, speed)  # type: ignore[attr-defined]
    assert "baud" not in table  # each protocol's speed is its driver's default


def test_a_speed_that_is_not_the_usual_one_is_pasted_and_a_passing_name_is_warned_of() -> None:
    lines = settings_lines("sdt", "/dev/ttyUSB0", {}, baud=9600, steady=False)
    assert lines[0] == "[devices.card_reader]"
    assert "baud = 9600" in lines
    assert "no stable name" in lines[2]


def test_what_the_kernel_knows_is_not_asked() -> None:
    keyboard = Port(path="/dev/input/event3", kind=PortKind.INPUT, stable=("/dev/input/by-id/usb-x-event-kbd",))
    report = _by_its_looks(keyboard, Guess("scanner that types", "", ("hid-scanner",)), {})
    assert report.outcome == "done"
    assert 'port = "/dev/input/by-id/usb-x-event-kbd"' in report.fields["lines"]
    stick = Port(path="usb://dead:beef", kind=PortKind.USB)
    assert (
        _by_its_looks(stick, Guess("none of a terminal's devices that is known", ""), {}).error == "link.wrong_device"
    )

"""The pseudo-terminal: stable name, closing and opening, hanging up, a baud rate's time. The host is pyserial."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from typing import Any

import pytest
import serial

from bench.printer import PrinterSettings
from bench.ticket_printer import TicketPrinter


def asked(port: serial.Serial, question: str, count: int) -> str:
    port.write(bytes.fromhex(question))
    return str(port.read(count).hex())


def opened(device: TicketPrinter) -> serial.Serial:
    return serial.Serial(device.pty.address, 115200, timeout=5, write_timeout=5)


async def test_closing_and_opening_again(printer: TicketPrinter, until: Any) -> None:
    for _ in range(3):
        port = await asyncio.to_thread(opened, printer)
        assert await asyncio.to_thread(asked, port, "100401 100404", 2) == "1212"
        assert printer.pty.opened
        port.close()
        await until(lambda: not printer.pty.opened)


async def test_without_the_kernels_notices_a_look_now_and_then_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, until: Any
) -> None:
    monkeypatch.setattr("bench.ports.opening._watch", lambda path: None)
    device = TicketPrinter(tmp_path)
    await device.start()
    port = await asyncio.to_thread(opened, device)
    await until(lambda: device.pty.opened)
    port.close()
    await until(lambda: not device.pty.opened)
    await device.stop()


async def test_a_closed_line_costs_nothing(printer: TicketPrinter, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    monkeypatch.setattr("bench.ports.pty._hung_up", lambda master: bool(looks.append(master)) or True)
    await asyncio.sleep(0.2)
    assert looks == []


async def test_bytes_sent_just_before_closing_are_printed(printer: TicketPrinter, until: Any) -> None:
    port = await asyncio.to_thread(opened, printer)
    port.write(b"last words\n")
    port.close()
    await until(lambda: printer.state()["slips"])
    assert printer.state()["slips"][0]["lines"] == ("last words",)


async def test_unplug_hangs_up_and_plug_makes_a_new_line(printer: TicketPrinter) -> None:
    port = await asyncio.to_thread(opened, printer)
    assert await asyncio.to_thread(asked, port, "100401", 1) == "12"
    await printer.set_fault("unplug", on=True)
    assert not there(printer)
    assert await asyncio.to_thread(hung_up, port)
    port.close()
    await printer.set_fault("unplug", on=False)
    port = await asyncio.to_thread(opened, printer)
    assert await asyncio.to_thread(asked, port, "100401", 1) == "12"
    port.close()
    await printer.stop()


def there(device: TicketPrinter) -> bool:
    return os.path.lexists(device.pty.address) and Path(device.pty.address).resolve().is_char_device()


def left(directory: Path) -> list[Path]:
    return list((directory / "ports").iterdir())


def hung_up(port: serial.Serial) -> bool:
    try:
        return not port.read(1)
    except (serial.SerialException, OSError):
        return True


async def test_a_baud_rate_takes_its_time_both_ways(tmp_path: Path) -> None:
    device = TicketPrinter(tmp_path, PrinterSettings(speed_mm_per_second=0), baud=9600)
    await device.start()
    port = await asyncio.to_thread(opened, device)
    try:
        await asyncio.to_thread(asked, port, "100401", 1)
        started = time.monotonic()
        answer = await asyncio.to_thread(asked, port, "41" * 96 + "0a 1d28480600303041423031", 7)
        assert answer == "37224142303100"
        assert time.monotonic() - started >= (96 + 12 + 7) * 10 / 9600 * 0.95
    finally:
        port.close()
        await device.stop()


async def test_nothing_stays_in_the_folder(tmp_path: Path) -> None:
    device = TicketPrinter(tmp_path)
    await device.start()
    assert there(device)
    await device.stop()
    assert left(tmp_path) == []

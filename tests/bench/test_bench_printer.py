"""The printer on its real TCP port: what is answered when, and each fault."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from bench.printer import PrinterSettings
from bench.ticket_printer import TicketPrinter, UnknownFault

MARKER = bytes.fromhex("1d28480600303041423031")
MARKED = "37224142303100"
TICKET = bytes.fromhex("1b401c26") + "您的号码\nA023\n".encode("gb18030") + MARKER + bytes.fromhex("1d564200")


def there(printer: TicketPrinter) -> bool:
    return Path(printer.pty.address).is_symlink()


async def test_a_ticket_comes_out_and_is_proven(printer: TicketPrinter, host: Any, until: Any) -> None:
    host.send(TICKET)
    assert await host.get(7) == MARKED
    await until(lambda: printer.printer.slips)
    (slip,) = printer.state()["slips"]
    assert (slip["n"], slip["lines"], slip["complete"]) == (1, ("您的号码", "A023"), True)
    assert printer.printer.slips[0].data == bytes(printer.printer.traffic.received) == TICKET


async def test_the_marker_waits_for_the_paper(tmp_path: Path, connect: Any) -> None:
    slow = TicketPrinter(tmp_path, PrinterSettings(speed_mm_per_second=100))
    await slow.start()
    host = await connect(slow)
    try:
        started = time.monotonic()
        host.send(b"line\n" * 8 + MARKER + bytes.fromhex("100401"))
        assert await host.get(1) == "12"  # real time: before the marker
        assert await host.get(7) == MARKED
        assert time.monotonic() - started >= 8 * 30 / 8 / 100
    finally:
        await slow.stop()


async def test_paper_out_stops_in_the_middle_and_goes_on(printer: TicketPrinter, host: Any) -> None:
    host.send("1d610e")
    assert await host.get(4) == "10000000"
    await printer.set_fault("paper_out", on=True)
    assert await host.get(4) == "18000f00"
    host.send(TICKET + bytes.fromhex("1d7201"))
    host.send("100401 100402 100404")
    assert await host.get(3) == "1a3272"  # answered though offline; GS r and the marker are not
    assert await host.quiet()
    assert printer.state()["state"]["waiting_bytes"] > 0
    await printer.set_fault("paper_out", on=False)
    assert await host.get(4) == "10000000"
    assert await host.get(7) == MARKED
    assert await host.get(1) == "00"


async def test_the_knife_jams_at_the_cut_and_recovers(printer: TicketPrinter, host: Any, until: Any) -> None:
    await printer.set_fault("cutter", on=True)
    host.send(TICKET)
    assert await host.get(7) == MARKED
    await until(lambda: printer.printer.condition.cutter)
    host.send("100403")
    assert await host.get(1) == "1a"
    assert not printer.printer.slips
    await printer.set_fault("cutter", on=False)
    await until(lambda: printer.printer.slips)


async def test_clear_and_recover_drops_what_waits(printer: TicketPrinter, host: Any, until: Any) -> None:
    await printer.set_fault("cutter", on=True)
    host.send(TICKET + TICKET)
    await until(lambda: printer.printer.condition.cutter)
    printer.printer.faults.clear()  # the technician has freed the knife; the printer waits for the command
    host.send("100502")
    await until(lambda: printer.printer.slips)
    assert await host.get(7) == MARKED
    assert await host.quiet()


@pytest.mark.parametrize("fault", ["power_off", "unplug"])
async def test_the_line_hangs_up_and_comes_back(printer: TicketPrinter, host: Any, fault: str, connect: Any) -> None:
    await printer.set_fault(fault, on=True)
    assert await host.rest() == b""
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", printer.tcp.port)
    assert not there(printer)
    await printer.set_fault(fault, on=False)
    assert there(printer)
    again = await connect(printer)
    again.send("100401")
    assert await again.get(1) == "12"
    await printer.stop()


async def test_unplugged_it_prints_on_and_without_power_it_forgets(
    printer: TicketPrinter, host: Any, until: Any, connect: Any
) -> None:
    await printer.set_fault("paper_out", on=True)
    host.send(TICKET)
    await until(lambda: printer.state()["state"]["waiting_bytes"])
    await printer.set_fault("unplug", on=True)
    await printer.set_fault("paper_out", on=False)
    await until(lambda: printer.printer.slips)
    await printer.set_fault("unplug", on=False)
    again = await connect(printer)
    await printer.set_fault("paper_out", on=True)
    again.send(TICKET)
    await until(lambda: printer.state()["state"]["waiting_bytes"])
    await printer.set_fault("power_off", on=True)
    await printer.set_fault("paper_out", on=False)
    await printer.set_fault("power_off", on=False)
    assert printer.state()["state"]["waiting_bytes"] == 0
    assert len(printer.printer.slips) == 1
    await printer.stop()


async def test_half_a_job_and_then_darkness(printer: TicketPrinter, host: Any, until: Any) -> None:
    host.send(TICKET)
    assert await host.get(7) == MARKED
    await until(lambda: printer.printer.slips)
    await printer.set_fault("half_job", 0.05, on=True)
    host.send(TICKET)
    assert await host.rest() == b""
    assert "power_off" in printer.state()["faults"]
    half = printer.printer.growing()
    assert half is not None
    assert half.lines == ("您的号码",)
    await until(lambda: not printer.state()["faults"], "power comes back after the seconds asked for")
    await printer.stop()


async def test_silent_says_nothing(printer: TicketPrinter, host: Any, until: Any) -> None:
    await printer.set_fault("silent", on=True)
    host.send(bytes.fromhex("100401") + TICKET)
    assert await host.quiet()
    await until(lambda: printer.printer.slips, "it prints all the same")


async def test_late_answers_come_late_and_in_order(printer: TicketPrinter, host: Any) -> None:
    await printer.set_fault("late", 0.15, on=True)
    started = time.monotonic()
    host.send(bytes.fromhex("100404") + TICKET)
    assert await host.get(8) == "12" + MARKED
    assert time.monotonic() - started >= 0.15


async def test_garbage_comes_before_answers_and_in_between(printer: TicketPrinter, host: Any) -> None:
    await printer.set_fault("garbage", on=True)
    assert len(await host.get(20)) == 40  # nobody asked
    host.send("100401")
    await host.get(1)
    await printer.stop()


async def test_echo_sends_everything_back(printer: TicketPrinter, host: Any) -> None:
    await printer.set_fault("echo", on=True)
    host.send("1b40")
    assert await host.get(2) == "1b40"


async def test_without_marker_only_the_queued_status_answers(printer: TicketPrinter, host: Any) -> None:
    await printer.set_fault("no_marker", on=True)
    host.send(TICKET + bytes.fromhex("1d7201"))
    assert await host.get(1) == "00"
    assert await host.quiet(0.05)


async def test_without_status_only_the_marker_answers(printer: TicketPrinter, host: Any) -> None:
    await printer.set_fault("no_status", on=True)
    host.send(bytes.fromhex("1d610e 100401 1d7201") + TICKET)
    assert await host.get(7) == MARKED


async def test_a_fault_with_seconds_mends_itself(printer: TicketPrinter, until: Any) -> None:
    await printer.set_fault("cover_open", 0.02, on=True)
    assert printer.state()["state"]["cover"] == "open"
    await until(lambda: printer.state()["state"]["cover"] == "closed")
    await printer.stop()


async def test_unrecoverable_needs_the_power_switch(printer: TicketPrinter, host: Any, until: Any) -> None:
    await printer.set_fault("unrecoverable", on=True)
    host.send(TICKET)
    await until(lambda: printer.state()["state"]["waiting_bytes"])
    await printer.set_fault("unrecoverable", on=False)
    assert printer.state()["state"]["waiting_bytes"] == 0
    assert printer.state()["state"]["online"]
    await printer.stop()


async def test_an_unknown_fault_is_refused_with_the_known_ones(printer: TicketPrinter) -> None:
    with pytest.raises(UnknownFault, match=r"'fire' is none of paper_out, "):
        await printer.set_fault("fire", on=True)


async def test_a_new_host_takes_the_line_over(printer: TicketPrinter, host: Any, connect: Any) -> None:
    second = await connect(printer)
    assert await host.rest() == b""
    second.send("100401")
    assert await second.get(1) == "12"
    await printer.stop()


async def test_a_full_buffer_stops_the_reading_and_empties_again(tmp_path: Path, until: Any, connect: Any) -> None:
    small = TicketPrinter(tmp_path, PrinterSettings(speed_mm_per_second=0, buffer_bytes=512))
    await small.start()
    host = await connect(small)
    try:
        await small.set_fault("cover_open", on=True)
        host.send(b"0123456789\n" * 2000)
        await until(lambda: small.printer.waiting_bytes >= 512)
        assert small.printer.waiting_bytes < 512 + 4096 * 2
        await small.set_fault("cover_open", on=False)
        host.send(MARKER)
        assert await host.get(7) == MARKED
    finally:
        await small.stop()

"""A technician tries a ticket printer: `device try escpos status | test | ticket FILE.json`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bench.printer_settings import PrinterSettings
from bench.ticket_printer import TicketPrinter as BenchPrinter
from drivers.actions import Report, Request, WrongUse
from drivers.roles import Outcome
from drivers.technician.trying import try_action

TICKET = {
    "hall": "德州市政务服务中心",
    "service": "养老保险待遇申领",
    "number": "A023",
    "ahead": 5,
    "issued_at": "2026-03-18T09:42:00+08:00",
    "qr": "https://hall.example/t/3f9Kq2Zx7LmN",
    "notes": ["请备好：身份证", "过号请到 1 楼咨询台"],
}
QUICK = {
    "question_deadline_ms": 150,
    "probe_deadline_ms": 300,
    "marker_deadline_seconds": 1.0,
    "fault_grace_seconds": 0.2,
}


async def tried(port: str, action: str, argument: Path | None = None, seconds: float = 8.0, **more: Any) -> Report:
    request = Request(str(argument) if argument else None, seconds, False, lambda _: None)
    return await try_action("escpos", {"port": port, **QUICK, **more}, action, request)


Wait = Callable[..., Awaitable[None]]
Bench = Callable[..., AbstractAsyncContextManager[BenchPrinter]]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    @asynccontextmanager
    async def started(*faults: str, mm_per_second: float = 0) -> AsyncIterator[BenchPrinter]:
        printer = BenchPrinter(tmp_path, PrinterSettings(speed_mm_per_second=mm_per_second, cut_seconds=0))
        await printer.start()
        try:
            for fault in faults:
                await printer.set_fault(fault, on=True)
            yield printer
        finally:
            await printer.stop()

    return started


@pytest.fixture
def slip(tmp_path: Path) -> Callable[..., Path]:
    def written(content: Any) -> Path:
        path = tmp_path / "slip.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    return written


async def test_a_ticket_from_a_file_comes_out_as_the_halls_own(bench: Bench, slip: Callable[..., Path]) -> None:
    async with bench() as printer:
        report = await tried(printer.tcp.address, "ticket", slip(TICKET))
    assert report.outcome is Outcome.DONE
    plain = report.to_json()
    assert json.loads(json.dumps(plain)) == plain
    assert (plain["error"], plain["mends"], plain["grade"]) == (None, "nobody", "A")
    assert plain["bytes_sent"] > 300
    (paper,) = printer.printer.slips
    assert {"A023", "养老保险待遇申领", "前面还有 5 人", "请备好：身份证", "2026-03-18 09:42"} <= {
        line.strip() for line in paper.lines
    }
    assert paper.codes == (TICKET["qr"],)


async def test_a_short_ticket_needs_only_hall_service_and_number(bench: Bench, slip: Callable[..., Path]) -> None:
    short = {key: TICKET[key] for key in ("hall", "service", "number")} | {"ahead": None, "qr": None}
    async with bench() as printer:
        report = await tried(printer.pty.address, "ticket", slip(short))
    assert report.outcome is Outcome.DONE
    assert printer.printer.slips[0].codes == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({**TICKET, "colour": "red"}, "colour is no field"),
        ({key: TICKET[key] for key in TICKET if key != "number"}, "number is missing"),
        ({**TICKET, "ahead": "5"}, "ahead = '5'"),
        ({**TICKET, "ahead": -1}, "ahead = -1"),
        ({**TICKET, "number": 23}, "number = 23"),
        ({**TICKET, "notes": "one"}, "notes = 'one'"),
        ({**TICKET, "notes": ["one", 2]}, "notes.1 = 2"),
        ({**TICKET, "issued_at": "yesterday"}, "issued_at = 'yesterday'"),
        ([TICKET], "is refused"),
        (b"{", "is no JSON"),
        (b"\xff\xfe", "is no JSON"),
        (b" " * 70_000, "longer than"),
    ],
)
async def test_a_wrong_file_is_refused_with_file_and_key(slip: Callable[..., Path], content: Any, said: str) -> None:
    path = slip(content)
    with pytest.raises(WrongUse, match=said) as refused:
        await tried("socket://127.0.0.1:9", "ticket", path)
    assert str(refused.value).startswith(str(path))


@pytest.mark.parametrize("name", ["missing.json", ".", "a\0b"])
async def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(WrongUse, match=r"no file|cannot be read"):
        await tried("socket://127.0.0.1:9", "ticket", tmp_path / name)


async def test_the_test_page_prints_chinese_code_and_ruler(bench: Bench) -> None:
    async with bench() as printer:
        report = await tried(printer.tcp.address, "test")
    assert (report.outcome, report.fields["grade"]) == (Outcome.DONE, "A")
    (paper,) = printer.printer.slips
    assert "政务服务大厅 请取号 ABC 0123456789" in paper.lines
    assert [line for line in paper.lines if line.startswith("....+....|")] == ["....+....|" * 4 + "....+..."]
    assert paper.codes == ("hallkiosk 测试页",)
    assert b"\x1dv0" in paper.data  # the rare characters are drawn


@pytest.mark.parametrize(
    ("fault", "error", "paper", "cover"),
    [
        (None, None, "ok", "closed"),
        ("paper_low", "printer.paper_low", "low", "closed"),
        ("paper_out", "printer.paper_out", "out", "closed"),
        ("cover_open", "printer.cover_open", "ok", "open"),
        ("unrecoverable", "printer.unrecoverable", "ok", "closed"),
    ],
)
async def test_a_status_that_was_told_is_done(
    bench: Bench, fault: str | None, error: str | None, paper: str, cover: str
) -> None:
    async with bench(*([fault] if fault else [])) as printer:
        report = await tried(printer.tcp.address, "status")
    assert (report.outcome, report.error) == (Outcome.DONE, error)
    assert (report.fields["paper"], report.fields["cover"]) == (paper, cover)
    assert report.fields["printer_error"] == (None if fault == "paper_low" else error)


@pytest.mark.parametrize("action", ["status", "test"])
@pytest.mark.parametrize("faults", [("silent",), ("no_status",)])
async def test_a_printer_that_answers_nothing_fails_and_nothing_is_printed(
    bench: Bench, action: str, faults: tuple[str, ...]
) -> None:
    async with bench(*faults) as printer:
        report = await tried(printer.tcp.address, action, seconds=2.0)
        assert (report.outcome, report.error) == (Outcome.FAILED, "proto.timeout")
        assert not printer.printer.slips
        assert printer.printer.growing() is None


async def test_a_printer_without_the_marker_proves_by_its_queue(bench: Bench, slip: Callable[..., Path]) -> None:
    async with bench("no_marker") as printer:
        report = await tried(printer.tcp.address, "ticket", slip(TICKET))
    assert (report.outcome, report.fields["grade"]) == (Outcome.DONE, "B")


async def test_a_fault_known_before_fails_without_a_byte(bench: Bench, slip: Callable[..., Path]) -> None:
    async with bench("paper_out") as printer:
        report = await tried(printer.tcp.address, "ticket", slip(TICKET))
    plain = report.to_json()
    assert (plain["outcome"], plain["error"], plain["mends"]) == ("failed", "printer.paper_out", "attendant")
    assert (plain["bytes_sent"], plain["retry_safe"]) == (0, True)


@pytest.mark.parametrize("fault", ["paper_out", "half_job"])
async def test_a_fault_in_the_middle_leaves_it_unknown(
    bench: Bench, slip: Callable[..., Path], wait_until: Wait, fault: str
) -> None:
    async with bench(mm_per_second=300) as printer:
        trying = asyncio.create_task(tried(printer.tcp.address, "ticket", slip(TICKET)))
        if fault == "half_job":
            await printer.set_fault(fault, on=True)
        await wait_until(lambda: printer.printer.growing() is not None or trying.done())
        if fault == "paper_out":
            await printer.set_fault(fault, on=True)
        report = await trying
    assert report.outcome is Outcome.UNKNOWN
    assert report.fields["bytes_sent"] > 0


async def test_an_action_ends_with_its_caller_and_says_that_nobody_knows(
    bench: Bench, slip: Callable[..., Path]
) -> None:
    async with bench(mm_per_second=20) as printer:
        started = asyncio.get_running_loop().time()
        report = await tried(printer.tcp.address, "ticket", slip(TICKET), 1.0, print_mm_per_second=20)
        assert asyncio.get_running_loop().time() - started < 1.5
    assert (report.outcome, report.error) == (Outcome.UNKNOWN, "job.unknown")

"""The driver against the simulated printer on real ports: what comes out, and what is known of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

import pytest
from PIL import ImageOps
from pyzbar.pyzbar import ZBarSymbol, decode

from drivers.facts import CoverState, DeviceChanged, Link, PaperChanged, PaperState
from drivers.paper import Cut, Document, Text
from drivers.roles import Outcome

OnBench = Callable[..., Any]
Wait = Callable[..., Awaitable[None]]


@pytest.mark.parametrize("way", ["pty", "tcp"])
async def test_a_ticket_is_printed_once_and_proved_by_the_marker(on_bench: OnBench, ticket: Document, way: str) -> None:
    async with on_bench(way) as (bench, printer, _):
        result = await printer.print(ticket, "K7#a")
    assert result.outcome is Outcome.DONE
    assert result.error is None
    assert result.evidence["grade"] == "A"
    assert result.evidence["marker_seen"]
    assert result.evidence["cut"] == "done"
    (slip,) = bench.printer.slips
    assert "A023" in slip.lines
    assert "养老保险待遇申领" in slip.lines
    assert list(slip.codes) == ["https://hall.example/t/3f9Kq2Zx7LmN"]
    assert bench.printer.composer.unknown == {}


async def test_the_ticket_is_small_enough_for_a_slow_line(on_bench: OnBench, ticket: Document) -> None:
    async with on_bench("pty") as (_bench, printer, _):
        result = await printer.print(ticket, "K7#a")
    assert result.evidence["bytes_sent"] < 1440  # 1.5 s at 9600 baud
    assert result.evidence["bytes_sent"] < 43_500 / 10


async def test_a_rare_name_is_drawn_and_everything_else_stays_text(on_bench: OnBench) -> None:
    document = Document((Text("请 𠮷田䶮 到 5 号窗口"), Text("谢谢"), Cut()))
    async with on_bench("tcp") as (bench, printer, _):
        result = await printer.print(document, "K7#b")
    assert result.outcome is Outcome.DONE
    (slip,) = bench.printer.slips
    assert "谢谢" in slip.lines
    assert not any("?" in line for line in slip.lines)
    assert slip.picture.getbbox() is not None
    assert b"\x1dv0" in slip.data


@pytest.mark.parametrize("native_qr", [True, False])
async def test_the_code_on_the_paper_can_be_read(on_bench: OnBench, ticket: Document, native_qr: bool) -> None:
    async with on_bench("tcp", native_qr=native_qr) as (bench, printer, _):
        assert (await printer.print(ticket, "K7#r")).outcome is Outcome.DONE
        (slip,) = bench.printer.slips
    codes = decode(ImageOps.invert(slip.picture.convert("L")), symbols=[ZBarSymbol.QRCODE])
    assert [code.data for code in codes] == [b"https://hall.example/t/3f9Kq2Zx7LmN"]


async def test_the_ticket_fits_on_narrow_paper(on_bench: OnBench, ticket: Document) -> None:
    async with on_bench("tcp", width_dots=384, dots=384) as (bench, printer, _):
        assert (await printer.print(ticket, "K7#s")).outcome is Outcome.DONE
        (slip,) = bench.printer.slips
    assert slip.picture.width == 384
    assert {"A023", "养老保险待遇申领", "前面还有 5 人"} <= set(slip.lines)
    assert any(line.startswith("2026-03-18 09:42") and line.endswith("1 号机") for line in slip.lines)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("paper_out", "printer.paper_out"),
        ("cover_open", "printer.cover_open"),
        ("unrecoverable", "printer.unrecoverable"),
        ("head_hot", "printer.head_hot"),
    ],
)
async def test_a_fault_before_the_job_fails_it_without_a_byte(
    on_bench: OnBench, wait_until: Wait, ticket: Document, fault: str, error: str
) -> None:
    async with on_bench("tcp") as (bench, printer, _):
        await bench.set_fault(fault, on=True)
        await wait_until(lambda: printer.state().error == error)
        result = await printer.print(ticket, "K7#c")
        assert (result.outcome, result.error, result.retry_safe) == (Outcome.FAILED, error, True)
        assert result.evidence["bytes_sent"] == 0
        assert (await printer.check(1.0)).error == error
        await bench.set_fault(fault, on=False)
        await wait_until(lambda: printer.online and printer.state().error is None)
        assert (await printer.print(ticket, "K7#d")).outcome is Outcome.DONE
    assert len(bench.printer.slips) == 1


async def test_paper_and_cover_are_told_as_facts(on_bench: OnBench, wait_until: Wait) -> None:
    async with on_bench("pty") as (bench, printer, heard):
        await bench.set_fault("paper_low", on=True)
        await heard.until(lambda fact: isinstance(fact, PaperChanged) and fact.paper is PaperState.LOW)
        await bench.set_fault("cover_open", on=True)
        await heard.until(lambda fact: isinstance(fact, PaperChanged) and fact.cover is CoverState.OPEN)
        await wait_until(lambda: printer.condition().error == "printer.cover_open")
        changes = [fact for fact in heard.facts if isinstance(fact, DeviceChanged)]
        assert changes[-1].consumables == {"paper": "low", "cover": "open"}
        assert changes[-1].link is Link.ONLINE


async def test_paper_that_runs_out_in_the_middle_leaves_the_job_unknown(
    on_bench: OnBench, wait_until: Wait, ticket: Document
) -> None:
    async with on_bench("tcp", mm_per_second=400.0) as (bench, printer, _):
        job = asyncio.create_task(printer.print(ticket, "K7#e"))
        await wait_until(lambda: bench.printer.growing() is not None)
        await bench.set_fault("paper_out", on=True)
        result = await job
        assert (result.outcome, result.error, result.retry_safe) == (Outcome.UNKNOWN, "printer.paper_out", False)
        assert result.evidence["status_after"]["paper_out"]


@pytest.mark.parametrize("way", ["pty", "tcp"])
@pytest.mark.parametrize("fault", ["unplug", "power_off", "half_job"])
async def test_a_line_lost_in_the_middle_is_unknown_and_nothing_is_sent_again(
    on_bench: OnBench, wait_until: Wait, ticket: Document, way: str, fault: str
) -> None:
    async with on_bench(way, mm_per_second=400.0) as (bench, printer, heard):
        if fault == "half_job":
            await bench.set_fault(fault, on=True)
            job = asyncio.create_task(printer.print(ticket, "K7#f"))
        else:
            job = asyncio.create_task(printer.print(ticket, "K7#f"))
            await wait_until(lambda: bench.printer.growing() is not None)
            await bench.set_fault(fault, on=True)
        result = await job
        assert (result.outcome, result.retry_safe) == (Outcome.UNKNOWN, False)
        lost = await heard.lost()
        assert lost.code == "link.absent"
        assert (await printer.print(ticket, "K7#g")).error == "link.absent"
        received = bench.printer.traffic.received_total
        seen = len(heard)
        await bench.set_fault("power_off", on=False)
        await bench.set_fault("unplug", on=False)
        assert (await heard.back(after=0)).seconds_away >= 0
        await wait_until(lambda: printer.online)
        assert seen <= len(heard)
        again = bench.printer.traffic.received_total - received
        assert again < 400  # questions, preparation and the white end of a command, never the ticket
        numbers = [slip for slip in bench.printer.slips if "A023" in slip.lines]
        assert len(numbers) <= 1
        assert (await printer.print(ticket, "K7#h")).outcome is Outcome.DONE


async def test_silence_in_the_middle_is_unknown_and_the_printer_comes_back(on_bench: OnBench, ticket: Document) -> None:
    async with on_bench("tcp") as (bench, printer, heard):
        await bench.set_fault("silent", on=True)
        result = await printer.print(ticket, "K7#i")
        assert (result.outcome, result.error) == (Outcome.UNKNOWN, "job.unknown")
        lost = await heard.lost()
        assert lost.code == "proto.timeout"
        await bench.set_fault("silent", on=False)
        await heard.back()
        assert (await printer.print(ticket, "K7#j")).outcome is Outcome.DONE
    whole = [slip for slip in bench.printer.slips if "A023" in slip.lines]
    assert len(whole) == 2


async def test_without_the_marker_a_queued_answer_proves(on_bench: OnBench, ticket: Document) -> None:
    async with on_bench("tcp", faults=("no_marker",)) as (bench, printer, _):
        result = await printer.print(ticket, "K7#k")
        assert (result.outcome, result.evidence["grade"]) == (Outcome.DONE, "B")
        assert not result.evidence["marker_seen"]
    assert [slip.lines.count("A023") for slip in bench.printer.slips] == [1]


async def test_status_around_the_job_proves_least(on_bench: OnBench, ticket: Document) -> None:
    async with on_bench("tcp", proof="status") as (_bench, printer, _):
        result = await printer.print(ticket, "K7#l")
        assert (result.outcome, result.evidence["grade"]) == (Outcome.DONE, "C")


async def test_a_jammed_cutter_does_not_undo_the_print(on_bench: OnBench, ticket: Document) -> None:
    async with on_bench("tcp") as (bench, printer, _):
        await bench.set_fault("cutter", on=True)
        result = await printer.print(ticket, "K7#m")
        assert (result.outcome, result.error) == (Outcome.DONE, "printer.cutter")
        assert result.evidence["cut"] == "failed"


async def test_two_prints_wait_for_one_another(on_bench: OnBench, ticket: Document) -> None:
    async with on_bench("pty") as (bench, printer, _):
        results = await asyncio.gather(*(printer.print(ticket, f"T{n:03}") for n in range(4)))
    assert [result.outcome for result in results] == [Outcome.DONE] * 4
    assert [slip.lines.count("A023") for slip in bench.printer.slips] == [1, 1, 1, 1]


async def test_an_echo_is_no_status_and_no_marker(on_bench: OnBench, ticket: Document) -> None:
    async with on_bench("tcp", faults=("echo",)) as (bench, printer, _):
        assert printer.state().error is None
        result = await printer.print(ticket, "Hprz")
        assert (result.outcome, result.evidence["grade"]) == (Outcome.DONE, "A")
        await bench.set_fault("silent", on=True)  # now only the echo is left
        result = await printer.print(ticket, "Tt01")
        assert result.outcome is not Outcome.DONE


async def test_garbage_in_between_never_gives_a_second_ticket(
    on_bench: OnBench, wait_until: Wait, ticket: Document
) -> None:
    async with on_bench("tcp") as (bench, printer, _):
        await bench.set_fault("garbage", on=True)
        outcomes = [(await printer.print(ticket, f"G{n:03}")).outcome for n in range(5)]
        await bench.set_fault("garbage", on=False)
        await wait_until(lambda: printer.online and printer.state().error is None)
        assert (await printer.print(ticket, "G999")).outcome is Outcome.DONE
    tickets = sum("A023" in slip.lines for slip in bench.printer.slips)
    assert outcomes.count(Outcome.DONE) + 1 <= tickets <= len(outcomes) + 1 - outcomes.count(Outcome.FAILED)


async def test_a_late_marker_is_not_the_next_jobs_proof(on_bench: OnBench, wait_until: Wait, ticket: Document) -> None:
    async with on_bench("tcp", question_deadline_ms=60, fresh_seconds=600.0) as (bench, printer, _):
        await bench.set_fault("late", 1.6, on=True)
        first = await printer.print(ticket, "L001")
        assert first.outcome is Outcome.UNKNOWN
        again = await printer.print(ticket, "L001")
        assert (again.outcome, again.retry_safe) == (Outcome.FAILED, True)
        second = await printer.print(ticket, "L002")
        assert second.outcome is not Outcome.DONE
        await bench.set_fault("late", on=False)
        await wait_until(lambda: printer.online and printer.state().error is None)
        assert (await printer.print(ticket, "L003")).outcome is Outcome.DONE


async def test_a_printer_absent_at_the_start_is_found_later(on_bench: OnBench, ticket: Document) -> None:
    async with on_bench("pty", faults=("unplug",), online=False) as (bench, printer, heard):
        lost = await heard.lost()
        assert lost.code == "link.absent"
        assert str(bench.pty.address) in lost.message
        result = await printer.print(ticket, "K7#n")
        assert (result.outcome, result.error, result.retry_safe) == (Outcome.FAILED, "link.absent", True)
        await bench.set_fault("unplug", on=False)
        await heard.back()
        assert (await printer.print(ticket, "K7#o")).outcome is Outcome.DONE


async def test_a_technician_gets_the_port_and_gives_it_back(
    on_bench: OnBench, wait_until: Wait, ticket: Document
) -> None:
    async with on_bench("tcp") as (bench, printer, heard):
        await printer.hand_over()
        await wait_until(lambda: not bench.tcp.opened)
        assert printer.condition().administrative == "maintenance"
        assert (await printer.print(ticket, "K7#p")).retry_safe
        printer.take_back()
        await wait_until(lambda: printer.online)
        assert (await printer.print(ticket, "K7#q")).outcome is Outcome.DONE
        assert not any(type(fact).__name__ == "DeviceLost" for fact in heard.facts)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_whatever_happens_no_ticket_comes_out_twice_and_done_means_out(
    on_bench: OnBench, wait_until: Wait, seed: int
) -> None:
    chance = Random(seed)
    faults = ["unplug", "power_off", "paper_out", "cover_open", "half_job", "silent", "no_marker", "garbage", "cutter"]
    async with on_bench(chance.choice(["pty", "tcp"]), mm_per_second=600.0) as (bench, printer, _):
        done = []
        for n in range(12):
            fault, delay_ms = chance.choice(faults), chance.randrange(0, 120)
            number = f"Q{n:03}"
            document = Document((Text(number, size=8), Text("养老保险待遇申领"), Text("请稍候"), Cut()))
            job = asyncio.create_task(printer.print(document, number))
            await asyncio.wait((job,), timeout=delay_ms / 1000)
            await bench.set_fault(fault, on=True)
            result = await job
            for every in (*faults, fault):
                await bench.set_fault(every, on=False)
            printer.nudge()
            await wait_until(lambda: printer.online and printer.state().error is None)
            if result.outcome is Outcome.DONE:
                done.append(number)
            if result.outcome is Outcome.FAILED:
                assert result.evidence["bytes_sent"] == 0
        end = await printer.print(Document((Text("end"), Cut())), "endX")
        assert end.outcome is Outcome.DONE or end.retry_safe  # the last fault may only now be felt
        hanging = bench.printer.growing()  # printed, and the power went before it was cut
        slips = [*bench.printer.slips, *([hanging] if hanging else [])]
        lines = [line for slip in slips for line in slip.lines]
        for number in done:
            assert lines.count(number) == 1, (number, lines)
        assert all(lines.count(f"Q{n:03}") <= 1 for n in range(12))
        assert done

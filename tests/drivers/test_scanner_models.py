"""Each model of serial scanner with its other end: what is read, what is not taken, what is sent."""

from __future__ import annotations

import asyncio

import pytest

from bench.scanners.scanner import MODELS, STALE
from drivers.facts import Operational
from drivers.protocol import scan_de2120, scan_gm65, scan_honeywell
from drivers.protocol.scan_newland import Command
from drivers.protocol.scan_ssi import Opcode, Packet
from drivers.roles import Outcome
from tests.drivers.scanner_rig import ANSWERING, BARE, TRIGGERED, rig, until

pytestmark = pytest.mark.leaping

TEXT = "政务服务中心 A023"
STARTS = {
    "newland": Command("SCNTRG1").to_bytes(),
    "honeywell": scan_honeywell.TRIGGER_ON,
    "zebra-ssi": Packet(Opcode.START_SESSION).to_bytes(),
    "gm65": scan_gm65.TRIGGER_ON.to_bytes(),
    "de2120": scan_de2120.TRIGGER_ON.to_bytes(),
}
STOPS = {
    "newland": Command("SCNTRG0").to_bytes(),
    "honeywell": scan_honeywell.TRIGGER_OFF,
    "zebra-ssi": Packet(Opcode.STOP_SESSION).to_bytes(),
    "gm65": scan_gm65.TRIGGER_OFF.to_bytes(),
    "de2120": scan_de2120.TRIGGER_OFF.to_bytes(),
}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
async def test_a_code_is_read(model: str, encoding: str) -> None:
    async with rig(model) as made:
        result = await made.read(TEXT, encoding=encoding)
        assert (result.outcome, result.text, result.error) == (Outcome.DONE, TEXT, None)
        assert result.data == TEXT.encode(encoding)
        assert result.format == ("qr" if model == "zebra-ssi" else None)
        assert TEXT not in repr(result)


@pytest.mark.parametrize("model", TRIGGERED)
async def test_a_read_starts_and_stops_the_scanner(model: str) -> None:
    async with rig(model) as made:
        made.show("A1")
        assert (await made.scanner.read(1)).text == "A1"
        assert made.link.sent.startswith(STARTS[model])
        assert made.link.sent.endswith(STOPS[model])
        assert made.link.sent.count(STARTS[model]) == 1


@pytest.mark.parametrize("model", TRIGGERED)
async def test_a_read_that_nobody_waits_for_any_more_stops_the_scanner(model: str) -> None:
    async with rig(model) as made:
        reading = asyncio.ensure_future(made.scanner.read(30))
        await until(lambda: made.machine.state(asyncio.get_running_loop().time())["reading"])
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert made.link.sent.endswith(STOPS[model])
        assert made.scanner.condition().operational is Operational.READY


@pytest.mark.parametrize("model", MODELS)
async def test_nothing_shown_is_a_timeout_within_its_time(model: str) -> None:
    async with rig(model) as made:
        loop = asyncio.get_running_loop()
        began = loop.time()
        result = await made.scanner.read(0.3)
        assert (result.outcome, result.error) == (Outcome.FAILED, "scan.timeout")
        assert loop.time() - began < 1.0  # the machine may be busy


@pytest.mark.parametrize("model", TRIGGERED)
async def test_a_scanner_that_gave_up_is_started_again(model: str) -> None:
    async with rig(model) as made:
        reading = asyncio.ensure_future(made.scanner.read(3))
        await until(lambda: bytes(made.link.sent).count(STARTS[model]) == 2)
        made.show("A2")
        assert (await reading).text == "A2"


@pytest.mark.parametrize("model", ANSWERING)
async def test_what_comes_before_the_answer_is_left_from_before(model: str) -> None:
    async with rig(model, "stale_code", answer_deadline_ms=2000) as made:
        result = await made.read("FRESH")
        assert result.text == "FRESH"
        assert STALE.decode() not in made.scanned


@pytest.mark.parametrize("model", TRIGGERED)
async def test_a_code_that_came_before_the_read_is_not_taken(model: str) -> None:
    async with rig(model) as made:
        made.link.deliver(b"OLD\r\n" if model != "zebra-ssi" else Packet(0xF3, b"\x1cOLD", 0).to_bytes())
        await asyncio.sleep(0)
        assert (await made.read("NEW")).text == "NEW"
        assert made.scanned == []


@pytest.mark.parametrize("model", ["honeywell", "plain"])
async def test_a_text_that_had_begun_before_the_read_is_not_taken(model: str) -> None:
    async with rig(model) as made:
        made.link.deliver(b"OL")
        await asyncio.sleep(0)
        reading = asyncio.ensure_future(made.scanner.read(1))
        await asyncio.sleep(0)
        made.link.deliver(b"D\r\n")
        await until(lambda: made.scanner.reads)
        await asyncio.sleep(0.02)
        made.show("NEW")
        assert (await reading).text == "NEW"


async def test_a_late_code_of_an_earlier_read_is_not_taken_from_a_scanner_without_answers() -> None:
    async with rig("honeywell") as made:
        assert (await made.scanner.read(0.05)).error == "scan.timeout"
        reading = asyncio.ensure_future(made.scanner.read(1))
        await asyncio.sleep(0.01)
        made.link.deliver(b"LATE\r")
        await until(lambda: made.scanner.reads)
        made.show("NEW")
        assert (await reading).text == "NEW"


@pytest.mark.parametrize("model", ANSWERING)
async def test_a_scanner_without_any_answer_is_believed_when_it_says_the_same_twice(model: str) -> None:
    async with rig(model, "no_ack") as made:
        made.show("A3")
        assert (await made.scanner.read(2)).text == "A3"
        assert bytes(made.link.sent).count(STARTS[model]) == 2


@pytest.mark.parametrize("model", ANSWERING)
async def test_a_dead_scanner_is_silence_and_then_a_fault(model: str) -> None:
    async with rig(model) as made:
        made.link.silent = True
        assert (await made.scanner.read(0.3)).error == "proto.timeout"
        condition = made.scanner.condition()
        assert (condition.operational, condition.error) == (Operational.FAULT, "scan.inoperative")
        made.link.silent = False
        assert (await made.read("A4", 2)).text == "A4"
        assert made.scanner.condition().operational is Operational.READY


@pytest.mark.parametrize("model", ANSWERING)
async def test_a_scanner_that_refuses_needs_a_technician(model: str) -> None:
    async with rig(model, "refuses") as made:
        result = await made.scanner.read(1)
        assert (result.outcome, result.error) == (Outcome.FAILED, "scan.inoperative")


@pytest.mark.parametrize("model", BARE)
async def test_a_text_without_a_line_end_ends_in_silence_but_not_where_one_must_be(model: str) -> None:
    async with rig(model, "no_line_end") as made:
        result = await made.read("A5", 0.5)
        assert result.text == (None if model == "de2120" else "A5")


@pytest.mark.parametrize("model", BARE)
async def test_a_text_that_breaks_off_is_not_taken_once_the_line_end_is_known(model: str) -> None:
    async with rig(model, ends="cr" if model in ("honeywell", "de2120") else "crlf") as made:
        assert (await made.read("A6-WHOLE")).text == "A6-WHOLE"
        made.machine.set_fault("half_code", 0.0, on=True)
        assert (await made.read("A6-WHOLE", 0.4)).text is None
        made.machine.set_fault("half_code", 0.0, on=False)
        assert (await made.read("A7-WHOLE")).text == "A7-WHOLE"


async def test_line_ends_are_learned() -> None:
    async with rig("newland") as made:
        for text in ("A1", "A2"):
            assert (await made.read(text)).text == text
        made.machine.set_fault("half_code", 0.0, on=True)
        made.link.act("take_away")
        reading = asyncio.ensure_future(made.scanner.read(1))
        await until(lambda: made.scanner.reads)
        reads = made.machine.reads
        made.show("A3-WHOLE")
        await until(lambda: made.machine.reads > reads)
        made.machine.set_fault("half_code", 0.0, on=False)
        assert (await reading).text == "A3-WHOLE"


async def test_a_text_of_several_lines_is_one_text() -> None:
    async with rig("honeywell") as made:
        assert (await made.read("BEGIN:VCARD\nFN:X\nEND:VCARD")).text == "BEGIN:VCARD\nFN:X\nEND:VCARD"


async def test_a_damaged_packet_is_sent_again_by_ssi() -> None:
    async with rig("zebra-ssi", "bad_checksum") as made:
        assert (await made.read("A8")).text == "A8"
        assert made.machine.reads == 2  # the line has shown noise, so it is read once more


@pytest.mark.parametrize("length", [249, 250, 251, 252, 600, 1500])
async def test_a_long_code_takes_several_packets_of_ssi(length: int) -> None:
    async with rig("zebra-ssi", wire={"portion": 7}) as made:
        text = "Z" * length
        assert (await made.read(text)).text == text

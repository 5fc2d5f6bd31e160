"""The bytes of each scanner's protocol: the facts' vectors, any portions, garbage, and nothing ever raised."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.protocol import scan_de2120, scan_gm65, scan_honeywell, scan_newland
from drivers.protocol.scan import MAX_TEXT_BYTES, Answer, Code, Fragment, Heard, Owed, Reader
from drivers.protocol.scan_newland import Verdict
from drivers.protocol.scan_plain import LineEnd, Lines
from drivers.protocol.scan_ssi import Opcode, Packet, Source
from drivers.protocol.scan_ssi_decodes import ACK, RESEND, SEGMENT_ACK, Decodes
from drivers.protocol.scan_stream import Stream

HERE = Path(__file__).parent


def vectors(model: str) -> dict[str, bytes]:
    rows = json.loads((HERE / f"vectors_scan_{model}.json").read_text(encoding="utf-8"))
    return {row["name"]: bytes.fromhex(row["hex"]) for row in rows}


def newland(settings: str, *, kept: bool = False) -> bytes:
    return scan_newland.Command(settings, kept).to_bytes()


def newland_reply(verdict: Verdict, *settings: str, kept: bool = False) -> bytes:
    return scan_newland.Reply(tuple((setting, verdict) for setting in settings), kept).to_bytes()


def gm65(kind: scan_gm65.Kind, address: int, data: str, *, checked: bool = True) -> bytes:
    return scan_gm65.Command(kind, address, bytes.fromhex(data), checked).to_bytes()


def de2120(word: str) -> bytes:
    return scan_de2120.Command(word).to_bytes()


def ssi(opcode: int, data: str = "", source: int = Source.HOST, status: int = 0) -> bytes:
    return Packet(opcode, bytes.fromhex(data), source, status).to_bytes()


WRITE, READ, SAVE = scan_gm65.Kind.WRITE, scan_gm65.Kind.READ, scan_gm65.Kind.SAVE
MADE: dict[str, dict[str, bytes]] = {
    "newland": {
        "query_C11": newland("C11*", kept=True),
        "set_C11": newland("C11ENA1,MIN12,MAX22", kept=True),
        "set_C11_reply": newland_reply(Verdict.DONE, "C11ENA1", "MIN12", "MAX22", kept=True),
        "trigger_off": newland("SCNTRG0"),
        "mode_trigger": newland("SCNMOD0", kept=True),
        "mode_sense": newland("SCNMOD2", kept=True),
        "timeout_30s": newland("ORTSET30000", kept=True),
        "reread_1s": newland("RRDDUR1000", kept=True),
        "beep_on": newland("GRBENA1", kept=True),
        "factory_default": newland("FACDEF", kept=True),
        "reboot": newland("REBOOT"),
        "trigger_on_ack": newland_reply(Verdict.DONE, "SCNTRG1"),
        "trigger_on_nak": newland_reply(Verdict.REFUSED, "SCNTRG1"),
        "unknown_enq": newland_reply(Verdict.UNKNOWN, "XXXXXX1"),
        "fast_trigger": scan_newland.SHORT_TRIGGER,
        "fast_stop": scan_newland.SHORT_STOP,
    },
    "honeywell": {
        "trigger_on": scan_honeywell.TRIGGER_ON,
        "trigger_off": scan_honeywell.TRIGGER_OFF,
        "beep": scan_honeywell.BEEP,
        "menu_query_cbrena": scan_honeywell.Menu("cbrena?", kept=True).to_bytes(),
        "menu_query_cbrena_reply": b"CBRENA1\x06.",
        "led_on": scan_honeywell.Menu("SCNLED1").to_bytes(),
        "led_off": scan_honeywell.Menu("SCNLED0").to_bytes(),
        "revision": scan_honeywell.Menu("REVINF^").to_bytes(),
    },
    "ssi": {
        "host_ack": ACK.to_bytes(),
        "start_decode": ssi(Opcode.START_SESSION),
        "decoder_ack": ssi(Opcode.CMD_ACK, source=Source.DECODER, status=0x80),
        "event_20": ssi(Opcode.EVENT, "20", Source.DECODER),
        "event_21": ssi(Opcode.EVENT, "21", Source.DECODER),
        "param_send": ssi(Opcode.PARAM_SEND, "FF 01 00 9C 07", Source.DECODER),
        "param_send2": ssi(Opcode.PARAM_SEND, "FF F4 F0 3E 04 FF", Source.DECODER),
        "stop_decode": ssi(Opcode.STOP_SESSION),
        "scan_disable": ssi(Opcode.SCAN_DISABLE),
        "beep_1": ssi(Opcode.BEEP, "00"),
        "led_on": ssi(Opcode.LED_ON, "01"),
        "led_off": ssi(Opcode.LED_OFF, "01"),
        "aim_on": ssi(Opcode.AIM_ON),
        "aim_off": ssi(Opcode.AIM_OFF),
        "illum_off": ssi(Opcode.ILLUMINATION_OFF),
        "revision": ssi(Opcode.REQUEST_REVISION),
        "nak_denied": ssi(Opcode.CMD_NAK, "10", Source.DECODER),
    },
    "gm65": {
        "trigger": gm65(WRITE, 0x0002, "01", checked=False),
        "trigger_crc": scan_gm65.TRIGGER_ON.to_bytes(),
        "write_ok": scan_gm65.Reply(0, b"\0").to_bytes(),
        "save": gm65(SAVE, 0x0000, "00"),
        "read_baud": scan_gm65.ASK_BAUD.to_bytes(),
        "mode_command": gm65(WRITE, 0x0000, "D5"),
        "mode_continuous": gm65(WRITE, 0x0000, "D6"),
        "mode_sense": gm65(WRITE, 0x0000, "D7"),
        "single_read_time_unlimited": gm65(WRITE, 0x0006, "00"),
        "reread_delay_on_1s": gm65(WRITE, 0x0013, "8A"),
    },
    "de2120": {
        "scan": scan_de2120.TRIGGER_ON.to_bytes(),
        "sleep": scan_de2120.TRIGGER_OFF.to_bytes(),
        "version": scan_de2120.ASK_VERSION.to_bytes(),
        "default": de2120("DEFALT"),
        "light_on": de2120("LAMENA1"),
        "light_off": de2120("LAMENA0"),
        "continuous": de2120("SCMCNT"),
        "motion": de2120("SCMMDH"),
        "baud_115200": de2120("232BAD9"),
        "out_gbk": de2120("232UTF0"),
        "out_utf8": de2120("232UTF1"),
        "usb_serial": de2120("PORVIC"),
        "usb_hid": de2120("PORHID"),
        "usb_keyboard": de2120("PORKBD"),
        "ack": b"\x06",
        "nak": b"\x15",
    },
}
READERS: dict[str, Callable[[], Reader]] = {
    "newland": lambda: Stream(scan_newland.Replies(), Lines()),
    "honeywell": lambda: Stream(scan_honeywell.MenuEnds(), Lines()),
    "gm65": lambda: Stream(scan_gm65.Replies(), Lines()),
    "de2120": lambda: Stream(scan_de2120.Acknowledgements(), Lines(needs_line_end=True)),
    "ssi": Decodes,
    **{f"plain-{ends}": lambda ends=ends: Lines(ends) for ends in LineEnd},
}
ANSWERED = {
    "newland": newland_reply(Verdict.DONE, "SCNTRG1"),
    "honeywell": b"REVINF1\x06!",
    "gm65": scan_gm65.Reply(0, b"\0").to_bytes(),
    "de2120": b"\x06",
    "ssi": ssi(Opcode.CMD_ACK, source=Source.DECODER, status=0x80),
}


@pytest.mark.parametrize("model", MADE)
def test_the_facts_vectors_are_made_byte_for_byte(model: str) -> None:
    assert MADE[model] == vectors(model)


@given(st.text("ABCXYZ019,", min_size=1), st.booleans())
def test_newland_frames_survive_both_ways(settings: str, kept: bool) -> None:
    command = scan_newland.Command(settings, kept)
    assert scan_newland.Command.from_bytes(command.to_bytes()) == command
    said = tuple((each, Verdict.DONE) for each in settings.split(","))
    assert scan_newland.Reply.from_bytes(scan_newland.Reply(said, kept).to_bytes()) == scan_newland.Reply(said, kept)


@given(st.sampled_from(scan_gm65.Kind), st.integers(0, 0xFFFF), st.binary(min_size=1, max_size=255), st.booleans())
def test_gm65_frames_survive_both_ways(kind: scan_gm65.Kind, address: int, data: bytes, checked: bool) -> None:
    command = scan_gm65.Command(kind, address, data, checked)
    assert scan_gm65.Command.from_bytes(command.to_bytes()) == command
    reply = scan_gm65.Reply(address & 0xFF, data)
    assert scan_gm65.Reply.from_bytes(reply.to_bytes()) == reply


@given(st.sampled_from(Opcode), st.binary(max_size=251), st.sampled_from(Source), st.integers(0, 255))
def test_ssi_packets_survive_both_ways(opcode: Opcode, data: bytes, source: Source, status: int) -> None:
    packet = Packet(opcode, data, source, status)
    assert Packet.from_bytes(packet.to_bytes()) == packet


@given(st.text("ABCXYZ019?^*", min_size=1), st.booleans())
def test_words_survive_both_ways(word: str, kept: bool) -> None:
    menu = scan_honeywell.Menu(word, kept)
    assert scan_honeywell.Menu.from_bytes(menu.to_bytes()) == menu
    assert scan_de2120.Command.from_bytes(de2120(word)) == scan_de2120.Command(word)


@given(st.binary(max_size=40))
def test_no_frame_is_made_of_anything(data: bytes) -> None:
    parsers = (scan_newland.Command, scan_newland.Reply, scan_gm65.Command, scan_gm65.Reply, Packet)
    for parser in (*parsers, scan_honeywell.Menu, scan_de2120.Command):
        try:
            frame = parser.from_bytes(data)
        except ValueError:
            continue
        assert frame.to_bytes() == data


# --- the stream ---


def heard(reader: Reader, *portions: bytes) -> list[Heard]:
    return [each for portion in portions for each in reader.feed(portion)] + list(reader.silence())


@pytest.mark.parametrize("model", ANSWERED)
def test_an_answer_and_a_code_are_told_apart_at_every_split(model: str) -> None:
    code = ssi(Opcode.DECODE_DATA, "1C 41 30 32 33", Source.DECODER) if model == "ssi" else b"A023\r"
    said = ANSWERED[model] + code
    whole = heard(READERS[model](), said)
    wanted = Code(b"A023", "qr" if model == "ssi" else None)
    assert [each for each in whole if isinstance(each, Answer | Code)][-1] == wanted
    assert sum(isinstance(each, Answer) and each.accepted for each in whole) == 1
    for split in range(len(said) + 1):
        assert heard(READERS[model](), said[:split], said[split:]) == whole
    assert heard(READERS[model](), *(bytes((byte,)) for byte in said)) == whole


def test_an_answer_right_behind_a_whole_text_leaves_it_whole() -> None:
    for model in ("newland", "gm65", "de2120"):
        assert Code(b"A023") in heard(READERS[model](), b"A023\r" + ANSWERED[model])
        assert Fragment(4) in heard(READERS[model](), b"A023" + ANSWERED[model])


@pytest.mark.parametrize("model", READERS)
@given(data=st.lists(st.binary(max_size=60), max_size=20))
def test_any_bytes_are_read_without_exception_or_growth(model: str, data: list[bytes]) -> None:
    reader = READERS[model]()
    for portion in data:
        codes = [each for each in reader.feed(portion) if isinstance(each, Code)]
        assert all(0 < len(code.data) <= MAX_TEXT_BYTES for code in codes)
    reader.silence()
    again = heard(reader, ANSWERED.get(model, b""))
    assert model not in ANSWERED or any(isinstance(each, Answer) for each in again)


@pytest.mark.parametrize("model", READERS)
def test_garbage_costs_linear_time_and_is_no_code_for_ever(model: str) -> None:
    garbage = Random(5).randbytes(1 << 20)
    reader = READERS[model]()
    began = time.perf_counter()
    for start in range(0, len(garbage), 4096):
        reader.feed(garbage[start : start + 4096])
    reader.silence()
    assert time.perf_counter() - began < 3.0  # 64 KiB take about 10 ms
    reader.forget()
    text = ssi(Opcode.DECODE_DATA, "1C 41", Source.DECODER) if model == "ssi" else b"A\r\n"
    assert any(isinstance(each, Code) for each in heard(reader, text, text, text))


# --- SSI ---


def decode(data: bytes, status: int = 0) -> bytes:
    return Packet(Opcode.DECODE_DATA, data, Source.DECODER, status).to_bytes()


def test_each_decode_is_acknowledged_and_one_sent_again_is_told_once() -> None:
    said = heard(Decodes(), decode(b"\x1cA"), decode(b"\x1cA", status=0x01))
    assert said == [Owed(ACK.to_bytes()), Code(b"A", "qr"), Owed(ACK.to_bytes())]


def test_a_damaged_packet_is_asked_for_again() -> None:
    packet = decode(b"\x1cA023")
    said = heard(Decodes(), packet[:-1] + bytes((packet[-1] ^ 1,)))
    assert [each for each in said if isinstance(each, Code)] == []
    assert said[-1] == Owed(RESEND.to_bytes())


def test_a_length_that_noise_made_hides_no_packet_for_ever() -> None:
    assert Code(b"A", "qr") in heard(Decodes(), b"\xff\xf3\x00" + decode(b"\x1cA"))


@pytest.mark.parametrize("repeats_symbology", [True, False])
def test_a_code_in_two_packets_is_one(repeats_symbology: bool) -> None:
    second = b"\x1cDEF" if repeats_symbology else b"DEF"
    said = heard(Decodes(), decode(b"\x1cABC", status=0x02), decode(second))
    assert [each for each in said if isinstance(each, Code)] == [Code(b"ABCDEF", "qr")]


def segments(text: bytes) -> list[bytes]:
    inner = b"\xf3\0\0" + (len(text) + 3).to_bytes(2, "big") + b"\x1c\x01" + len(text).to_bytes(2, "big") + text
    pieces = [inner[start : start + 250] for start in range(0, len(inner), 250)]
    return [
        Packet(Opcode.MULTIPACKET_SEGMENT, bytes((n,)) + piece, Source.DECODER if n else Source.SEGMENT).to_bytes()
        for n, piece in enumerate(pieces)
    ]


def test_a_code_in_numbered_segments_is_whole_or_nothing() -> None:
    text = bytes(Random(3).choices(b"ABC0123", k=600))
    first, second, third = segments(text)
    said = heard(Decodes(), first, second, second, third)
    owed = [each for each in said if isinstance(each, Owed)]
    assert owed == [Owed(SEGMENT_ACK.to_bytes())] * 3 + [Owed(ACK.to_bytes())]
    assert Code(text, "qr") in said
    assert not any(isinstance(each, Code) for each in heard(Decodes(), first, third))

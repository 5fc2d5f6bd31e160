"""Known bytes: what our commands must be and what the printer's bytes mean. Source: docs/devices/escpos.md."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from drivers.facts import CoverState, PaperState
from drivers.protocol import escpos
from drivers.protocol.escpos import AutomaticStatus, MarkerReturned, Question, QueuedStatus, RealTimeStatus
from drivers.protocol.escpos_health import Health
from drivers.protocol.escpos_raster import Picture, bands
from drivers.protocol.escpos_replies import Replies
from drivers.protocol.escpos_text import Cjk, encode

ROWS = json.loads((Path(__file__).parent / "vectors_escpos.json").read_text(encoding="utf-8"))
BYTES = {row["name"]: bytes.fromhex(row["hex"]) for row in ROWS}

COMMANDS = {
    "init": escpos.INITIALIZE,
    "dle_eot_1": Question.PRINTER.to_bytes(),
    "dle_eot_2": Question.OFFLINE_CAUSE.to_bytes(),
    "dle_eot_3": Question.ERROR_CAUSE.to_bytes(),
    "gs_H_id": escpos.marker("AB01"),
    "feed_cut_full": escpos.feed_and_cut(partial=False),
    "kanji_off": escpos.CHINESE_OFF,
    "codepage": escpos.code_page(0),
    "gb_text": escpos.INITIALIZE + (encode("测试", Cjk.GB2312) or b"").removesuffix(escpos.CHINESE_OFF) + b"\n",
}


@pytest.mark.parametrize("name", COMMANDS)
def test_our_command_is_the_known_one(name: str) -> None:
    assert COMMANDS[name].hex() == BYTES[name].hex()


def test_a_qr_code_is_the_known_one_but_for_its_error_correction() -> None:
    ours = escpos.qr_code(b"1234", module_dots=3)
    assert ours.replace(b"1E1", b"1E0") == BYTES["qr_1234"]


def test_one_black_dot_is_the_known_raster() -> None:
    assert bands(Picture(8, (b"\x80",)), band_rows=8) == [bytes.fromhex("1d763000 0100 0100 80")]


HEALTH = {
    "eot1_drawer_high": (Question.PRINTER, Health()),
    "eot1_offline": (Question.PRINTER, Health(offline=True)),
    "eot2_ok": (Question.OFFLINE_CAUSE, Health()),
    "eot2_cover": (Question.OFFLINE_CAUSE, Health(cover_open=True)),
    "eot2_paper_end": (Question.OFFLINE_CAUSE, Health(stopped_by_paper=True)),
    "eot3_ok": (Question.ERROR_CAUSE, Health()),
    "eot3_cutter": (Question.ERROR_CAUSE, Health(cutter=True)),
    "eot3_unrecoverable": (Question.ERROR_CAUSE, Health(unrecoverable=True)),
    "eot4_ok": (Question.PAPER, Health()),
    "eot4_near_end": (Question.PAPER, Health(paper_low=True)),
    "eot4_end": (Question.PAPER, Health(paper_out=True)),
    "eot4_both": (Question.PAPER, Health(paper_low=True, paper_out=True)),
}


@pytest.mark.parametrize("name", HEALTH)
def test_a_real_time_answer_means_what_the_manuals_say(name: str) -> None:
    question, health = HEALTH[name]
    (reply,) = Replies().feed(BYTES[name])
    assert isinstance(reply, RealTimeStatus)
    assert reply.apply(question, Health()) == health
    assert reply.to_bytes() == BYTES[name]


AUTOMATIC = {
    "asb_ok": None,
    "asb_ok_btpm300": None,
    "asb_offline_cover": "printer.cover_open",
    "asb_cutter": "printer.cutter",
    "asb_near_end": None,
    "asb_paper_end": "printer.paper_out",
}


@pytest.mark.parametrize("name", AUTOMATIC)
def test_an_automatic_status_means_what_the_manuals_say(name: str) -> None:
    (reply,) = Replies().feed(BYTES[name])
    assert isinstance(reply, AutomaticStatus)
    assert reply.health().error == AUTOMATIC[name]
    assert reply.to_bytes() == BYTES[name]


def test_near_end_is_low_and_no_error() -> None:
    (reply,) = Replies().feed(BYTES["asb_near_end"])
    assert isinstance(reply, AutomaticStatus)
    assert (reply.health().paper, reply.health().cover) == (PaperState.LOW, CoverState.CLOSED)


@pytest.mark.parametrize("name", ["gs_r_paper_ok", "gs_r_paper_near", "gs_r_paper_end"])
def test_a_queued_answer_is_one_about_paper(name: str) -> None:
    (reply,) = Replies().feed(BYTES[name])
    assert isinstance(reply, QueuedStatus)
    assert reply.about_paper


def test_the_known_marker_reply_is_our_marker() -> None:
    assert Replies().feed(BYTES["gs_H_id_reply"]) == [MarkerReturned("AB01")]


@pytest.mark.parametrize("bad", ["AB0", "AB012", "AB\n1", "AB0é", ""])
def test_a_wrong_marker_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="a marker is 4 characters"):
        escpos.marker(bad)


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [("00", RealTimeStatus), ("1012", AutomaticStatus), ("10909090", AutomaticStatus), ("90", QueuedStatus)],
)
def test_foreign_bytes_are_refused(wrong: str, kind: type[RealTimeStatus]) -> None:
    with pytest.raises(ValueError, match="no "):
        kind.from_bytes(bytes.fromhex(wrong))


def test_the_hiding_cause_comes_first() -> None:
    everything = Health(True, True, True, True, True, True, True, True, True)
    assert everything.error == "printer.unrecoverable"
    assert everything.with_(unrecoverable=False).error == "printer.cover_open"
    assert everything.with_(unrecoverable=False, cover_open=False).error == "printer.paper_out"
    assert Health(offline=True).error == "printer.offline"
    assert Health(paper_low=True).error is None

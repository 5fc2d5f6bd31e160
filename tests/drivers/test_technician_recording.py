"""A recording holds nobody's data and replays to the same end every time."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from functools import partial
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.cards.sdt_reader import SdtReader
from bench.lockers.eight_a import EightABoard
from bench.machine import Machine
from bench.scanners.scanner import SerialScanner
from drivers.actions import Report, Request
from drivers.errors import LinkError, SettingsError
from drivers.link.recording import MaskedEar, Passed, TappedLink, Way
from drivers.link.replaying import ReplayLink
from drivers.registry import driver_of
from drivers.roles import Outcome
from drivers.technician.recording_file import Header, Recorder, read_recording, without_secrets
from drivers.technician.replay_command import replay
from drivers.technician.trying import Surroundings, try_action
from drivers.technician.virtual_time import VirtualLoop
from tests.drivers.wired import WiredLink

SEED = 7
DRIVING: dict[str, tuple[Callable[[], Machine], dict[str, Any], str, str | None]] = {
    "sdt": (lambda: SdtReader(pace=0), {}, "read", None),
    "locker-8a": (lambda: EightABoard(1), {"open_is": "11", "locks": 24}, "open", "3"),
    "serial-scanner": (lambda: SerialScanner("newland", read_seconds=0), {"model": "newland"}, "read", None),
}
ACTS: dict[str, tuple[str, dict[str, Any]]] = {
    "sdt": ("put_card", {"card": "citizen"}),
    "serial-scanner": ("show", {"text": "110101194910010001", "encoding": "utf-8", "format": "qr"}),
}


async def recorded(name: str, file: Path, **wire: Any) -> Report:
    """One action on a simulated device, written to `file`."""
    build, settings, action, argument = DRIVING[name]
    link = WiredLink(build(), **wire)
    if name in ACTS:
        kind, values = ACTS[name]
        link.machines[0].act(kind, values, 0.0)
    header = Header(
        driver=name,
        settings={"port": "/dev/null", **settings},
        action=action,
        argument=argument,
        timeout_seconds=5.0,
        seed=SEED,
        software="hallkiosk test",
    )
    with file.open("w") as out:
        recorder = Recorder(out, header, asyncio.get_running_loop().time)

        def line(checked: Any) -> TappedLink:
            return TappedLink(link, MaskedEar(partial(driver_of(name).masks, checked), recorder))

        request = Request(argument, 5.0, True, lambda _: None)
        surroundings = Surroundings(line, Random(SEED))
        report = await try_action(name, header.settings, action, request, surroundings=surroundings)
        recorder.end()
    return report


async def replayed(file: Path) -> tuple[list[dict[str, Any]], Report]:
    facts: list[dict[str, Any]] = []
    report = await asyncio.to_thread(replay, read_recording(file), lambda fact: facts.append(dict(fact)))
    return facts, report


@pytest.mark.parametrize("name", DRIVING)
@pytest.mark.parametrize("portion", [0, 1])
async def test_a_recording_replays_to_the_same_end_every_time(name: str, portion: int, tmp_path: Path) -> None:
    report = await recorded(name, tmp_path / "it.jsonl", portion=portion)
    assert report.outcome is Outcome.DONE, report
    first_facts, first = await replayed(tmp_path / "it.jsonl")
    again_facts, again = await replayed(tmp_path / "it.jsonl")
    assert first.outcome is Outcome.DONE, first
    assert first.fields["differences"] == []
    assert (first_facts, first) == (again_facts, again)
    assert any(fact.get("link") == "online" for fact in first_facts)


async def test_a_recorded_card_is_another_one(tmp_path: Path) -> None:
    report = await recorded("sdt", tmp_path / "it.jsonl")
    real = report.fields["card"]
    text = (tmp_path / "it.jsonl").read_text()
    for key in ("name", "address"):  # all made-up numbers look alike
        assert real[key].encode("utf-16-le").hex(" ") not in text
    _, again = await replayed(tmp_path / "it.jsonl")
    assert again.outcome is Outcome.DONE
    assert again.fields["card"]["kind"] == "citizen"


async def test_a_recorded_scan_is_only_its_length(tmp_path: Path) -> None:
    report = await recorded("serial-scanner", tmp_path / "it.jsonl")
    assert report.fields["text"] == "110101194910010001"
    assert b"110101".hex(" ") not in (tmp_path / "it.jsonl").read_text()
    _, again = await replayed(tmp_path / "it.jsonl")
    assert again.fields["text"] == "x" * 18


async def test_a_driver_that_does_other_than_then_is_told_where(tmp_path: Path) -> None:
    await recorded("locker-8a", tmp_path / "it.jsonl")
    lines = (tmp_path / "it.jsonl").read_text().splitlines()
    header = json.loads(lines[0])
    header["argument"] = "4"
    (tmp_path / "other.jsonl").write_text("\n".join([json.dumps(header), *lines[1:]]) + "\n")
    _, report = await replayed(tmp_path / "other.jsonl")
    assert report.outcome is not Outcome.DONE  # lock 3's answer proves nothing about lock 4
    assert any("8a 01 04 11" in sentence and "8a 01 03 11" in sentence for sentence in report.fields["differences"])


async def test_a_cable_that_was_pulled_is_pulled_again(tmp_path: Path) -> None:
    report = await recorded("locker-8a", tmp_path / "it.jsonl", break_after=30)
    _, again = await replayed(tmp_path / "it.jsonl")
    assert (again.outcome, again.error) == (report.outcome, report.error)
    assert any(row["way"] == "lost" or row["way"] == "stuck" for row in rows_of(tmp_path / "it.jsonl"))


def rows_of(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()[1:]]


async def test_a_recorder_tells_openings_breaks_and_both_ways() -> None:
    out, now = StringIO(), iter((0.0, 0.5, 1.0, 1.5, 2.0))
    header = Header(
        driver="sdt", settings={}, action=None, argument=None, timeout_seconds=1.0, seed=1, software="hallkiosk test"
    )
    recorder = Recorder(out, header, lambda: next(now))
    for passed in (
        Passed(Way.OPEN),
        Passed(Way.OUT, b"\xaa\x01"),
        Passed(Way.LOST, error="link.absent", message="link.absent: unplugged"),
    ):
        recorder(passed)
    recorder.end()
    first, *rows = map(json.loads, out.getvalue().splitlines())
    assert (first["recording"], first["driver"], first["software"]) == (1, "sdt", "hallkiosk test")
    assert rows == [
        {"at": 0.5, "way": "open"},
        {"at": 1.0, "way": "out", "hex": "aa 01"},
        {"at": 1.5, "way": "lost", "error": "link.absent", "message": "link.absent: unplugged", "sent": 0},
        {"at": 2.0, "way": "end"},
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("{}\n", "line 1"),
        ("not json\n", "line 1"),
        ('{"recording": 9, "driver": "sdt"}\n', "line 1"),
        ('HEADER\n{"at": 1}\n', "line 2"),
        ('HEADER\n{"at": 1, "way": "open"}\n{"at": 2, "way": "in", "hex": "zz"}\n', "line 3"),
        ('HEADER\n{"at": 1, "way": "sideways"}\n', "line 2"),
    ],
)
def test_a_file_that_is_no_recording_is_refused_by_line(tmp_path: Path, text: str, said: str) -> None:
    header = '{"recording": 1, "driver": "sdt", "settings": {}, "action": null, "argument": null, '
    header += '"timeout_seconds": 1.0, "seed": 1, "software": "x"}'
    (tmp_path / "it.jsonl").write_text(text.replace("HEADER", header))
    with pytest.raises(SettingsError, match=said):
        read_recording(tmp_path / "it.jsonl")
    with pytest.raises(SettingsError, match="cannot be read"):
        read_recording(tmp_path / "none.jsonl")


def test_no_secret_stands_in_a_header() -> None:
    assert without_secrets({"port": "/dev/null", "api_token": "x", "password": "y"}) == {"port": "/dev/null"}


async def test_the_replays_link_refuses_and_ends_like_the_recorded_one() -> None:
    rows = [
        (0.0, Passed(Way.REFUSED, error="link.busy", message="link.busy: taken")),
        (1.0, Passed(Way.OPEN)),
        (1.5, Passed(Way.OUT, b"a")),
        (1.6, Passed(Way.STUCK, error="link.stalled", message="link.stalled: full", sent=1)),
    ]
    link = ReplayLink("/dev/null", None, rows)
    with pytest.raises(LinkError, match="taken") as busy:
        await link.open(lambda data: None, lambda error: None)
    assert busy.value.code == "link.busy"
    await link.open(lambda data: None, lambda error: None)
    with pytest.raises(LinkError, match="full") as stalled:
        await link.write(b"a", 1.0)
    assert stalled.value.bytes_sent == 1
    await link.write(b"b", 1.0)
    assert "no further write" in link.differences[0]
    await link.close()
    with pytest.raises(LinkError, match="no further opening"):
        await link.open(lambda data: None, lambda error: None)


@given(st.lists(st.tuples(st.sampled_from((Way.IN, Way.OUT)), st.binary(max_size=20)), max_size=20))
def test_whatever_passed_comes_back_from_its_line(passages: list[tuple[Way, bytes]]) -> None:
    out, now = StringIO(), iter(range(1000))
    recorder = Recorder(out, HEADER, lambda: float(next(now)))
    for way, data in passages:
        recorder(Passed(way, data))
    rows = [json.loads(line) for line in out.getvalue().splitlines()[1:]]
    assert [(Way(row["way"]), bytes.fromhex(row["hex"])) for row in rows] == passages


HEADER = Header(driver="sdt", settings={}, action=None, argument=None, timeout_seconds=1.0, seed=1, software="test")


def test_an_hour_of_virtual_time_takes_no_time() -> None:
    async def an_hour() -> tuple[float, int]:
        loop = asyncio.get_running_loop()
        began = loop.time()
        await asyncio.sleep(3600)
        counted = await asyncio.to_thread(sum, range(1000))  # threads take real time, and no virtual one
        return loop.time() - began, counted

    began = time.monotonic()
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        seconds, counted = runner.run(an_hour())
    assert (seconds, counted) == (3600.0, 499500)
    assert time.monotonic() - began < 5

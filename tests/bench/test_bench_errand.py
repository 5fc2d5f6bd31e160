"""How the demo finds what can be touched, what it believes, and that its children end with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from bench.campaigns import proof
from bench.campaigns.family import Family, Stopped
from bench.campaigns.fingertip import Edge, Place, difference, touchables
from bench.campaigns.proof import Evidence

ROOT = Path(__file__).resolve().parents[2]
WAIT_SECONDS = 10.0


def drawn(*buttons: tuple[tuple[int, int, int, int], str, str]) -> Image.Image:
    """A screen of 1080 x 1920 with buttons: box, face, edge."""
    picture = Image.new("RGB", (1080, 1920), "#F4F0E8")
    draw = ImageDraw.Draw(picture)
    for (left, top, right, bottom), face, edge in buttons:
        draw.rounded_rectangle((left, top + 6, right, bottom + 6), 20, fill=edge)
        draw.rounded_rectangle((left, top, right, bottom), 20, fill=face)
    return picture


def test_edges_are_found_in_reading_order() -> None:
    tile, main = ("#FFFFFF", "#958972"), ("#0F5156", "#07302F")
    picture = drawn(
        ((388, 756, 692, 1020), *tile),
        ((60, 756, 364, 1020), *tile),
        ((60, 1628, 520, 1736), *tile),
        ((544, 1628, 1020, 1736), *main),
    )
    assert touchables(picture, Edge.CHOICE) == [Place(212, 994), Place(540, 994), Place(290, 1710)]
    assert touchables(picture, Edge.MAIN) == [Place(782, 1710)]


def test_flat_things_and_short_lines_are_not_touchable() -> None:
    picture = drawn(((60, 756, 140, 836), "#FFFFFF", "#958972"))
    ImageDraw.Draw(picture).rectangle((60, 1000, 900, 1100), fill="#E9E3D7")
    assert touchables(picture, Edge.CHOICE) == []


def test_a_screen_differs_and_a_clock_does_not() -> None:
    blank, sign = drawn(), drawn(((0, 0, 1080, 900), "#0F5156", "#0F5156"))
    ticked = drawn(((900, 20, 960, 60), "#1A2527", "#1A2527"))
    assert difference(blank, sign) > 0.4
    assert difference(blank, ticked) < 0.002
    assert difference(blank, blank) == 0


def evidence(**changed: object) -> Evidence:
    told = {
        "number_paper": "A001",
        "number_journal": "A001",
        "number_centre": "A001",
        "printed": "done",
        "qr_paper": None,
        "slips": 1,
    }
    return Evidence(**{**told, **changed})  # type: ignore[arg-type]


def test_only_three_equal_numbers_and_one_proven_print_are_good() -> None:
    assert proof.judge(evidence(), 20, 60) == []
    assert proof.judge(evidence(number_centre="A002"), 20, 60) == [
        "The numbers differ: paper A001, journal A001, centre A002."
    ]
    assert proof.judge(evidence(number_paper=None, number_journal=None, number_centre=None), 20, 60)
    assert proof.judge(evidence(printed="unknown"), 20, 60) == ["The journal calls the print unknown, not done."]
    assert proof.judge(evidence(slips=2), 20, 60) == ["2 slips came out, not one."]
    assert proof.judge(evidence(), 61, 60) == ["It took 61.0 s, more than 60 s."]


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        (["您的号码", " A023 ", "05-09 号"], "A023"),
        (["A1-001"], "A1-001"),
        (["AB4999"], "AB4999"),
        (["A1", "2026"], None),
    ],
)
def test_the_number_stands_alone_on_its_line(lines: list[str], number: str | None) -> None:
    assert proof.number_on({"lines": lines}) == number


PARENT = """
import sys, time
from pathlib import Path
from bench.campaigns.family import Family
with Family(Path(sys.argv[1])) as family:
    family.start("bench", ["bench", "--dir", sys.argv[1] + "/bench", "--port", "0"])
    print("started", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_children_end_with_their_parent_however_it_goes(tmp_path: Path, how: signal.Signals) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)], cwd=ROOT, stdout=-1, stderr=-3)
    assert parent.stdout
    ready = tmp_path / "bench" / "bench.json"
    until(ready.exists)
    (child,) = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
    parent.send_signal(how)
    parent.wait(WAIT_SECONDS)
    parent.stdout.close()
    until(lambda: not Path(f"/proc/{child}").exists())
    assert not ready.exists()


def test_a_request_to_stop_is_an_exception_in_the_middle_of_anything(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(Stopped):
        wait_to_be_stopped(tmp_path)
    assert signal.getsignal(signal.SIGTERM) is before


def wait_to_be_stopped(logs: Path) -> None:
    with Family(logs):
        os.kill(os.getpid(), signal.SIGTERM)
        signal.pause()


def until(true: object) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not true():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.01)

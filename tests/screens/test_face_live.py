"""The face as a process: real window, real X touches, a real socket with this file as its engine."""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import xcffib
import xcffib.xproto
import xcffib.xtest

from kiosk import local
from kiosk.local import Answered, Clock, Countdown, Drawn, Hello, Message, Ping, Refused, Show, Shown
from kiosk.lockers.views import TypedDigit
from kiosk.views import (
    ChoseDepartment,
    Confirmed,
    Ended,
    Language,
    Started,
    SwitchedLanguage,
    Touched,
    View,
    WantsMoreTime,
)
from tests.screens.cases import CLOCK, PORTRAIT, cases, setup
from tests.screens.cases_lockers import locker_cases

ROOT = Path(__file__).resolve().parents[2]
DEADLINE_S = 30.0
VIEWS = {case.name: case.view for case in cases(Language.ZH_CN)}
LOCKER_VIEWS = {case.name: case.view for case in locker_cases(english=False)}
LEFT_BUTTON = 1
PRESS, RELEASE, MOTION = 4, 5, 6


class Finger:
    """Touches the display with XTEST."""

    def __init__(self, display: str) -> None:
        self._connection = xcffib.connect(display=display)
        self._test = self._connection(xcffib.xtest.key)
        self._root = self._connection.get_setup().roots[0].root

    def touch(self, x: int, y: int, times: int = 1) -> None:
        """At a place in px from the upper left."""
        self._event(MOTION, 0, x, y)
        for _ in range(times):
            self._event(PRESS, LEFT_BUTTON, x, y)
            self._event(RELEASE, LEFT_BUTTON, x, y)

    def _event(self, kind: int, detail: int, x: int, y: int) -> None:
        self._test.FakeInput(kind, detail, 0, self._root, x, y, 0)
        self._connection.flush()

    def close(self) -> None:
        self._connection.disconnect()


class Engine:
    """The other end of the local socket."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen(1)
        self._listener.settimeout(DEADLINE_S)
        self._connection: socket.socket | None = None
        self._incoming = b""
        self.number = 0

    def accept(self) -> None:
        self._connection, _ = self._listener.accept()
        self._connection.settimeout(DEADLINE_S)
        assert self.hear(Hello) == Hello(role="face")
        self.say(setup(PORTRAIT), CLOCK)

    def say(self, *messages: Message) -> None:
        assert self._connection is not None
        self._connection.sendall(b"".join(map(local.encode, messages)))

    def say_bytes(self, line: bytes) -> None:
        assert self._connection is not None
        self._connection.sendall(line)

    def show(self, view: View, language: Language = Language.ZH_CN) -> int:
        """Show it and wait until it is on the glass."""
        self.number += 1
        self.say(Show(number=self.number, language=language, view=view))
        while self.hear(Shown).number != self.number:
            pass
        return self.number

    def drawn(self) -> None:
        """Wait for a frame drawn from now on."""
        self.number += 1
        self.say(Ping(count=self.number))
        while self.hear(Drawn).count != self.number:
            pass

    def hear(self, kind: type[Any]) -> Any:
        """The next message of this kind; the others are dropped."""
        while not isinstance(message := self.next(), kind):
            pass
        return message

    def next(self) -> Message:
        while b"\n" not in self._incoming:
            assert self._connection is not None
            data = self._connection.recv(65536)
            if not data:
                raise EOFError("the face closed the connection")
            self._incoming += data
        line, _, self._incoming = self._incoming.partition(b"\n")
        return local.decode(line)

    def hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection, self._incoming = None, b""

    def close(self) -> None:
        self.hang_up()
        self._listener.close()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = Engine(tmp_path / "engine.sock")
    yield engine
    engine.close()


@pytest.fixture
def finger(display: str) -> Iterator[Finger]:
    finger = Finger(display)
    yield finger
    finger.close()


@contextmanager
def running_face(engine: Engine, display: str) -> Iterator[subprocess.Popen[bytes]]:
    log = (engine.path.parent / "face.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "screens", "--socket", str(engine.path)],
        cwd=ROOT,
        env=os.environ | {"DISPLAY": display},
        stdout=log,
        stderr=log,
    )
    try:
        engine.accept()
        yield process
    finally:
        process.kill()
        process.wait()
        log.close()


@pytest.fixture
def face(engine: Engine, display: str) -> Iterator[subprocess.Popen[bytes]]:
    with running_face(engine, display) as process:
        yield process


def wait_until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


QUICK_TRIES = 6
DOUBLE_TOUCH_SECONDS = 0.4  # config/theme.toml, double_touch_guard_ms


def answers(engine: Engine) -> list[Answered]:
    """All answers up to now: everything that comes before the frame of a ping."""
    engine.number += 1
    engine.say(Ping(count=engine.number))
    found = []
    while not isinstance(message := engine.next(), Drawn):
        if isinstance(message, Answered):
            found.append(message)
    return found


@pytest.mark.usefixtures("face")
def test_a_touch_is_answered_exactly_once(engine: Engine, finger: Finger) -> None:
    number = engine.show(VIEWS["welcome"])
    finger.touch(500, 1300)
    assert engine.hear(Answered) == Answered(view=number, answer=Started())
    assert answers(engine) == []


@pytest.mark.usefixtures("face")
def test_the_welcome_starts_wherever_it_is_touched(engine: Engine, finger: Finger) -> None:
    number = engine.show(VIEWS["welcome"])
    finger.touch(300, 400)
    assert engine.hear(Answered) == Answered(view=number, answer=Started())


@pytest.mark.usefixtures("face")
def test_two_quick_touches_on_one_button_give_one_answer(engine: Engine, finger: Finger) -> None:
    number = engine.show(VIEWS["confirm"])
    finger.touch(500, 1000, times=2)
    assert engine.hear(Answered) == Answered(view=number, answer=Confirmed())
    assert answers(engine) == []


@pytest.mark.usefixtures("face")
def test_the_second_half_of_a_double_touch_presses_nothing_on_the_next_screen(engine: Engine, finger: Finger) -> None:
    for _ in range(QUICK_TRIES):
        engine.show(VIEWS["welcome"])
        began = time.monotonic()
        finger.touch(500, 1000)
        engine.hear(Answered)
        engine.say(Show(number=90, language=Language.ZH_CN, view=VIEWS["departments"]))
        finger.touch(500, 1000)
        second = answers(engine)
        if time.monotonic() - began < DOUBLE_TOUCH_SECONDS:
            assert second == []
            return
    pytest.skip("this machine is too busy to touch twice within a double touch's time")


KEYS = {1: (160, 840), 5: (380, 1020), 9: (600, 1210)}  # of the keypad, in px from the upper left
SECONDS_FOR_A_DIGIT = 0.25  # without a graphics card; 0.12 measured


@pytest.mark.usefixtures("face")
def test_no_quick_digit_is_lost_and_none_comes_twice(engine: Engine, finger: Finger) -> None:
    engine.show(LOCKER_VIEWS["keypad"])
    typed = [5, 5, 5, 1, 9, 9, 1, 5, 5, 9]
    for digit in typed:
        finger.touch(*KEYS[digit])
    while len(found := answers(engine)) < len(typed):
        typed, expected = typed[len(found) :], typed[: len(found)]
        assert [answer.answer for answer in found] == [TypedDigit(digit) for digit in expected]
    assert [answer.answer for answer in found] == [TypedDigit(digit) for digit in typed]


def test_a_digit_is_on_the_glass_for_little_work(engine: Engine, face: subprocess.Popen[bytes], finger: Finger) -> None:
    """Counted in the face's processor time, which other processes do not lengthen: pressed key, digit, key again."""
    view = LOCKER_VIEWS["keypad"]
    engine.show(view)
    typed, before = "5195151", processor_seconds(face.pid)
    for at in range(1, len(typed) + 1):
        finger.touch(*KEYS[int(typed[at - 1])])
        assert engine.hear(Answered).answer == TypedDigit(int(typed[at - 1]))
        engine.show(replace(view, typed=typed[:at]))  # type: ignore[type-var]
    assert (processor_seconds(face.pid) - before) / len(typed) < SECONDS_FOR_A_DIGIT


def test_a_first_look_is_drawn_for_little_work(engine: Engine, face: subprocess.Popen[bytes]) -> None:
    """Far less than the 1.8 s after which a face counts as frozen; 0.35 measured without a graphics card."""
    engine.show(LOCKER_VIEWS["keypad"])
    for name in ("keypad-wrong", "leave", "leave-size", "door-open", "recover-long-names", "out-of-service"):
        before = processor_seconds(face.pid)
        engine.show(LOCKER_VIEWS[name])
        assert processor_seconds(face.pid) - before < 1, name


@pytest.mark.usefixtures("face")
def test_tiles_and_the_bar_answer_what_they_say(engine: Engine, finger: Finger) -> None:
    number = engine.show(VIEWS["departments"])
    for place, answer in {
        (200, 900): ChoseDepartment("si"),
        (200, 1840): SwitchedLanguage(Language.EN),
        (900, 1840): Ended(),
        (500, 400): Touched(),
        (540, 1500): Touched(),  # a closed department
    }.items():
        finger.touch(*place)
        assert engine.hear(Answered) == Answered(view=number, answer=answer)


@pytest.mark.usefixtures("face")
def test_a_busy_button_takes_no_touch(engine: Engine, finger: Finger) -> None:
    engine.show(VIEWS["confirm-busy"])
    finger.touch(500, 1000)
    assert [answer for answer in answers(engine) if isinstance(answer.answer, Confirmed)] == []


@pytest.mark.usefixtures("face")
def test_the_warning_offers_more_time_and_goes_away(engine: Engine, finger: Finger) -> None:
    number = engine.show(VIEWS["confirm"])
    engine.say(Countdown(left=15, total=60, warning=True, number_kept=False))
    engine.drawn()
    finger.touch(540, 1380)
    assert engine.hear(Answered) == Answered(view=number, answer=WantsMoreTime())
    engine.say(Countdown(left=60, total=60, warning=False, number_kept=False))
    engine.drawn()
    finger.touch(540, 1000)
    assert engine.hear(Answered) == Answered(view=number, answer=Confirmed())


@pytest.mark.usefixtures("face")
def test_touches_are_answered_quickly(engine: Engine, finger: Finger) -> None:
    engine.show(VIEWS["departments"])
    took = []
    for place in [(200, 900), (500, 900), (850, 900), (200, 1200), (500, 1200), (850, 1200), (200, 1500)]:
        began = time.perf_counter()
        finger.touch(*place)
        engine.hear(Answered)
        took.append(time.perf_counter() - began)
        engine.drawn()
    assert statistics.median(took) < 0.1, took


def test_the_engine_goes_away_and_comes_back(engine: Engine, face: subprocess.Popen[bytes]) -> None:
    engine.show(VIEWS["ticket-done"])
    engine.hang_up()
    engine.accept()
    engine.show(VIEWS["welcome"])
    engine.drawn()
    assert face.poll() is None


def test_a_screen_that_fails_gives_way_to_the_safe_screen(
    engine: Engine, face: subprocess.Popen[bytes], finger: Finger
) -> None:
    number = engine.show(VIEWS["departments"])
    engine.say(Clock(date="no date", weekday=1, time="09:41"))
    engine.drawn()
    finger.touch(500, 500)
    assert engine.hear(Answered) == Answered(view=number, answer=Ended())
    engine.show(VIEWS["welcome"])
    assert face.poll() is None
    assert b"a screen failed" in (engine.path.parent / "face.log").read_bytes()


def test_a_line_that_is_no_message_is_left_out(engine: Engine, face: subprocess.Popen[bytes]) -> None:
    engine.say_bytes(b"garbage\n" + bytes.fromhex("00 ff 0a 7b 7d 0a"))
    engine.show(VIEWS["welcome"])
    assert face.poll() is None


def test_a_face_that_is_refused_ends(engine: Engine, face: subprocess.Popen[bytes]) -> None:
    engine.show(VIEWS["welcome"])
    engine.say(Refused(sentence="another face has connected; the newest counts"))
    wait_until(lambda: face.poll() is not None, "the refused face went on")


def test_a_killed_face_is_replaced_by_one_that_shows_the_same_view(engine: Engine, display: str) -> None:
    for _ in range(2):
        with running_face(engine, display) as process:
            engine.show(VIEWS["ticket-done"])
            process.kill()
        engine.hang_up()


@pytest.mark.timeout(180)
def test_hundreds_of_views_leave_the_memory_flat(engine: Engine, face: subprocess.Popen[bytes]) -> None:
    """10 KB that each view left behind would be seen; `make soak` does it for hours."""
    names = ["welcome", "departments", "services", "confirm", "confirm-busy", "ticket-done", "trouble-paper-out"]
    for _ in range(2):
        flip_through(engine, names, 70)
    before = resident_mb(face.pid)
    for _ in range(4):
        flip_through(engine, names, 70)
    assert resident_mb(face.pid) - before < 3


def flip_through(engine: Engine, names: list[str], count: int) -> None:
    """Show so many views, each a little different, and wait for the last."""
    for at in range(count):
        view = VIEWS[names[at % len(names)]]
        if hasattr(view, "ahead"):
            view = replace(view, ahead=at)  # type: ignore[type-var]
        engine.number += 1
        language = Language.EN if at % 20 >= 10 else Language.ZH_CN
        engine.say(Show(number=engine.number, language=language, view=view))
        if at % 10 == 9:
            while engine.hear(Shown).number != engine.number:
                pass


def processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no such process")

"""`device try` as other people's programs use it: exit codes, the one JSON line, ends by signal and by deadline."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bench.appliance import Appliance
from bench.cards.sdt_reader import SdtReader
from bench.lockers.eight_a import EightABoard
from bench.machine import Machine
from drivers.actions import ASKING, Action, Report, Request
from drivers.errors import SettingsError
from drivers.registry import DRIVERS
from drivers.roles import Outcome
from drivers.technician import ending, trying
from drivers.technician.try_command import refused_settings
from drivers.technician.trying import Progress, Surroundings, try_action
from tests.drivers.wired import WiredLink

ROOT = Path(__file__).resolve().parents[2]
Bench = Callable[..., AbstractAsyncContextManager[Appliance]]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    @asynccontextmanager
    async def started(machine: Machine, *faults: str) -> AsyncIterator[Appliance]:
        appliance = Appliance("it", {"it": machine}, tmp_path)
        await appliance.start()
        try:
            for fault in faults:
                await appliance.set_fault(fault, on=True)
            yield appliance
        finally:
            await appliance.stop()

    return started


async def started(*words: str, socket: str = "/nonexistent/engine.sock") -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "main.py", "device", "try", *words, "--json", "--socket", socket),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "LC_ALL": "C"},
    )


async def ended(process: asyncio.subprocess.Process) -> tuple[int | None, dict[str, Any], str]:
    async with asyncio.timeout(40):
        out, errors = await process.communicate()
    assert out, errors.decode()
    last: dict[str, Any] = json.loads(out.splitlines()[-1])
    assert last["outcome"] in ("done", "failed", "unknown")
    assert last["mends"] in ("nobody", "citizen", "attendant", "technician")
    assert "error" in last
    return process.returncode, last, errors.decode()


async def tried(*words: str) -> tuple[int | None, dict[str, Any], str]:
    return await ended(await started(*words))


async def test_an_action_ends_done_with_its_fields_wherever_the_options_stand(bench: Bench) -> None:
    async with bench(EightABoard(2)) as board:
        port = ("--port", str(board.pty.address))
        sets = ("--set", "board=2", "--set", "locks=24", "--set", "open_is=11")
        ways = ([*port, *sets, "locker-8a", "open", "3"], ["locker-8a", "open", "5", *sets, *port, "--timeout", "8"])
        for words in ways:  # one after the other: it is one port
            code, report, errors = await tried(*words)
            assert (code, report["outcome"], report["error"], errors) == (0, "done", None, "")
            assert report["opened"] is True
        assert report["door"] == 5


def from_root(path: str) -> str:
    return os.path.relpath(path, ROOT)


async def test_a_path_is_meant_from_where_one_stands(bench: Bench) -> None:
    async with bench(EightABoard(1)) as board:
        near = from_root(str(board.pty.address))
        code, report, _ = await tried("locker-8a", "state", "--port", near, "--set", "locks=24", "--set", "open_is=11")
        assert (code, len(report["doors"])) == (0, 24)


@pytest.mark.parametrize(
    ("driver", "action", "fields"),
    [
        ("sdt", "read", {"card": None}),
        ("sdt", "sam", {"sam": None}),
        ("serial-scanner", "read", {"text": None}),
        ("ff68", "ask", {"value": None, "level": None}),
        ("ff68", "listen", {"events": []}),
        ("escpos", "status", {"paper": "unknown", "cover": "unknown"}),
        ("locker-kerong", "state", {"doors": {}}),
    ],
)
async def test_a_device_that_is_not_there_has_the_action_s_fields_too(
    driver: str, action: str, fields: dict[str, Any]
) -> None:
    report = await try_action(driver, {"port": "/dev/ttyUSB77"}, action, Request(None, 2.0, False, lambda _: None))
    assert (report.outcome, report.error) == (Outcome.FAILED, "link.absent")
    assert fields.items() <= report.fields.items()


async def test_what_is_personal_is_masked_unless_it_is_asked_for(bench: Bench) -> None:
    async with bench(SdtReader(pace=0, latches=False)) as reader:
        reader.act("it", "put_card", {"card": "citizen"})
        request = Request(None, 8.0, False, lambda _: None)
        masked = (await try_action("sdt", {"port": reader.tcp.address}, "read", request)).fields
        code, whole, _ = await tried("sdt", "read", "--port", reader.tcp.address, "--reveal")
        assert code == 0
        assert "*" in masked["card"]["id_number"]
        assert len(whole["card"]["id_number"]) == 18
        assert "*" not in whole["card"]["name"]  # in UTF-8, whatever the locale


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("escps", "status", "--port", "/dev/null"), "'escps' is no driver"),
        (("sdt", "reed", "--port", "/dev/null"), "no action 'reed'; there are read, sam"),
        (("sdt", "sam", "--port", "/dev/null", "--set", "bord=1"), "bord = '1' is no setting of this driver"),
        (("locker-8a", "state", "--port", "/dev/null", "--set", "open_is=12"), "open_is = '12' is refused"),
        (("locker-8a", "open", "zero", "--port", "/dev/null"), "'zero'"),
        (("locker-8a", "open", "--port", "/dev/null"), "needs N"),
        (("sdt", "sam", "1", "--port", "/dev/null"), "takes no argument"),
        (("sdt", "sam", "--port", "COM3"), "port = 'COM3' is refused"),
        (("sdt", "sam"), "port is missing"),
        (("sdt", "sam", "--port", "/dev/null", "--set", "board"), "key=value"),
        (("sdt", "sam", "--prot", "/dev/null"), "--prot"),
        (("sdt",), "ACTION"),
        (("sdt", "sam", "--port", "/dev/null", "--timeout", "soon"), "'--timeout'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_use_ends_with_2_one_line_and_a_sentence(
    words: tuple[str, ...], said: str, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    import main

    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # Typer sets its own for the process
    with pytest.raises(SystemExit) as ending_:
        main.app(["device", "try", *words, "--json"])
    out, errors = capfdbinary.readouterr()
    (line,) = out.splitlines()
    report = json.loads(line)
    assert ending_.value.code == 2
    assert (report["outcome"], report["error"], report["mends"]) == ("failed", "config.invalid", "technician")
    assert said in report["message"]
    assert said in errors.decode()


async def test_a_port_that_is_not_there_or_taken_fails_at_once(bench: Bench) -> None:
    code, report, _ = await tried("sdt", "sam", "--port", "/dev/ttyUSB77", "--timeout", "30")
    assert (code, report["error"], report["mends"]) == (1, "link.absent", "technician")
    async with bench(SdtReader(pace=0)) as reader:
        holder = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", HOLD, str(reader.pty.address)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert holder.stdout is not None
        await holder.stdout.readline()
        try:
            code, report, _ = await tried("sdt", "sam", "--port", str(reader.pty.address), "--timeout", "30")
        finally:
            await holder.communicate(b"")  # its end of input is its end
        assert (code, report["error"]) == (1, "link.busy")
        assert f"process {holder.pid}" in report["message"]


HOLD = (
    "import fcntl, os, sys; fd = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY);"
    "fcntl.flock(fd, fcntl.LOCK_EX); print(flush=True); sys.stdin.read()"
)


async def test_silence_ends_within_the_deadline(bench: Bench) -> None:
    async with bench(SdtReader(pace=0), "dead") as reader:
        began = time.monotonic()
        code, report, _ = await tried("sdt", "sam", "--port", str(reader.pty.address), "--timeout", "1")
        assert (code, report["outcome"], report["error"]) == (1, "failed", "proto.timeout")
        assert time.monotonic() - began < 1 + 9  # the start of a process on a busy machine


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 1), (signal.SIGTERM, 1)])
async def test_an_interrupted_question_ends_clean(bench: Bench, number: signal.Signals, code: int) -> None:
    async with bench(SdtReader(pace=0)) as reader:
        process = await started("sdt", "read", "--port", str(reader.pty.address), "--timeout", "60")
        async with asyncio.timeout(30):
            while reader.traffic.received_total < 100:  # noqa: ASYNC110  it looks for a card
                await asyncio.sleep(0.01)
        process.send_signal(number)
        exit_code, report, errors = await ended(process)
        assert (exit_code, report["outcome"], report["error"]) == (code, "failed", None)
        assert "Traceback" not in errors


def test_what_was_moving_when_it_was_interrupted_is_unknown() -> None:
    assert Progress().interrupted().outcome is Outcome.FAILED
    assert Progress(began=True, moves=False).interrupted().outcome is Outcome.FAILED
    unknown = Progress(began=True, moves=True).interrupted()
    assert (unknown.outcome, unknown.error) == (Outcome.UNKNOWN, "job.unknown")
    assert ending.EXITS[unknown.outcome] == 3


async def test_a_driver_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hangs(device: Any, request: Request) -> Report:
        await asyncio.Event().wait()
        raise AssertionError

    class Chosen:
        actions = (Action("open", "", hangs, "N"), Action("state", "", hangs))

        def action(self, name: str) -> Action:
            return next(action for action in self.actions if action.name == name)

    monkeypatch.setattr(trying, "GRACE_SECONDS", 0.05)
    monkeypatch.setattr(trying, "driver_of", lambda name: Chosen())
    surroundings = Surroundings(lambda settings: WiredLink(EightABoard(1)))
    for action, argument, outcome in (("open", "1", Outcome.UNKNOWN), ("state", None, Outcome.FAILED)):
        request = Request(argument, 2.0, False, lambda _: None)
        settings = {"port": "/dev/null", "question_deadline_ms": 50}
        report = await try_action("locker-8a", settings, action, request, surroundings=surroundings)
        assert (report.outcome, "did not end" in report.fields["message"]) == (outcome, True)


def test_every_driver_has_actions_and_says_which_of_them_move() -> None:
    from drivers.registry import driver_of

    for name in DRIVERS:
        actions = {action.name: action for action in driver_of(name).actions}
        assert actions, name
        for action in actions.values():
            assert action.help, (name, action.name)
            assert action.moves == (action.name not in ASKING)


def test_a_refused_setting_is_named_as_it_was_typed() -> None:
    error = SettingsError("device try: devices.device.baud = 'x' is refused: why; a technician corrects it")
    assert refused_settings(error) == "baud = 'x' is refused: why; a technician corrects it"

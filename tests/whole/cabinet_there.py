"""A whole cabinet of processes: the centre's, the engine's, and in between real drivers on the bench's boards.

The boards and the scanner live in the test's loop, so that their doors stay as they are when a process is killed; what
waits for a process waits beside it.
"""

from __future__ import annotations

import asyncio
import json
import re
import signal
import sqlite3
import subprocess
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

import main
from bench.appliance import Appliance
from bench.campaigns.http import answers
from bench.campaigns.processes import free_port, start_main, stop, wait_for
from bench.campaigns.terminal import Terminal
from bench.lockers import EightABoard, KerongBoard
from bench.scanners.scanner import SerialScanner
from kiosk.lockers.views import SentCode, TypedDigit
from tests.whole.glass import Glass

CODE = re.compile(r"取件码 (\d+)")
BOARD_TABLES = """
[devices.a]
driver = "locker-kerong"
port = "{a}"
locks = 4
items = true
gap_ms = 0
poll_seconds = 0.05
settle_seconds = 0.0
[devices.b]
driver = "locker-8a"
port = "{b}"
locks = 4
open_is = "11"
poll_seconds = 0.05
settle_seconds = 0.0
[devices.scanner]
driver = "serial-scanner"
model = "newland"
port = "{scanner}"
"""
CABINET_TABLES = """
[terminal]
code = "cabinet-1"
state_dir = "."
token_file = "token"
[centre]
url = "{url}"
feed_wait_seconds = 1
backoff_first_seconds = 0.05
backoff_limit_seconds = 0.2
gather_ms = 0
[disk]
free_bytes_needed = 0
[lockers]
cells = {cells}
screen_column = 2
screen_floor_mm = 700
screen_height_mm = 900
late_opening_seconds = 1
double_touch_guard_ms = 0
"""


class CabinetThere:
    """`commands` are the centre's own; `call` is its API; the rest is what people, hands and watchmen do and see."""

    def __init__(self, directory: Path) -> None:
        self.database = f"sqlite:///{directory}/hall.db"
        self.terminal = Terminal(directory / "terminal")
        self._directory = directory
        self._port = free_port()
        self._token = ""
        machines = {
            "a": KerongBoard(0, 4, spring_seconds=0.01),
            "b": EightABoard(1, 4, spring_seconds=0.01),
            "scanner": SerialScanner("newland"),
        }
        self.appliances = {name: Appliance(name, {"it": machine}, directory) for name, machine in machines.items()}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    # --- processes ---

    async def start_centre(self) -> None:
        sms = self._directory / "sms.toml"
        sms.write_text(f'gateway = "file"\n[file]\npath = "{self._directory}/messages.jsonl"\n')
        words = ("central", "--database", self.database, "--port", str(self._port), "--sms", str(sms))
        process = self._processes["centre"] = start_main(*words, log=self._directory / "centre.log")
        await asyncio.to_thread(wait_for, lambda: answers(f"{self._url}/api/v1/health"), "the centre", process)

    async def start_engine(self) -> None:
        self.terminal.socket.unlink(missing_ok=True)  # as `kill` may have left it: not the new one's yet
        process = self._processes["engine"] = self.terminal.start(face=False)
        log = self.terminal.directory / "engine.log"
        await asyncio.to_thread(wait_for, self.terminal.socket.exists, "the engine", process, log=log)

    def kill(self, name: str) -> None:
        """SIGKILL: nothing is said and nothing tidied up."""
        process = self._processes.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for process in self._processes.values():
            stop(process)

    # --- the centre ---

    def commands(self, *words: str) -> dict[str, Any]:
        """The last line that `python main.py WORDS` prints; nothing where it says nothing."""
        done = CliRunner().invoke(main.app, [*words, "--database", self.database])
        assert done.exit_code == 0, done.output
        said: dict[str, Any] = json.loads((done.stdout.splitlines() or ["{}"])[-1])
        return said

    def settle(self) -> str:
        """The hall with its cabinet and somebody who works there; what the badge says."""
        unit = ("--unit", "1 号柜", "--unit-en", "Cabinet 1", "--series", "C1")
        self._terminal_token = self.commands("terminal", "add", "cabinet-1", *unit)["token"]
        self.commands("cabinet", "add", "cabinet-1", "--name", "1 号柜")
        self.commands("staff", "add", "li", "--random", "--role", "clerk")
        self.commands("cabinet", "allow", "cabinet-1", "li")
        self._token = self.commands("parcel", "token")["token"]
        return str(self.commands("cabinet", "badge", "li")["badge"])

    async def call(self, path: str, body: Any = None) -> Any:
        return await asyncio.to_thread(self._call, path, body)

    def _call(self, path: str, body: Any) -> Any:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        given = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(self._url + path, given, headers), timeout=10) as answer:
            return json.load(answer)

    def code_sent(self, title: str) -> str | None:
        """The pickup code of the document with this title, as its receiver's phone shows it."""
        outbox = self._directory / "messages.jsonl"
        lines = outbox.read_text().splitlines() if outbox.exists() else []
        texts = [text for text in (json.loads(line)["text"] for line in lines) if title in text]
        return CODE.findall(texts[-1])[0] if texts else None

    def told(self, question: str) -> list[tuple[Any, ...]]:
        """What the centre has written down."""
        sql = sqlite3.connect(f"file:{self.database.removeprefix('sqlite:///')}?mode=ro", uri=True)
        try:
            return sql.execute(question).fetchall()
        finally:
            sql.close()

    # --- the cabinet ---

    def configure(self) -> None:
        """Cells 1 to 4 on a board with item sensors, 5 to 8 on one without."""
        cells = ", ".join(
            f'{{number = {n}, board = "{"ab"[n > 4]}", door = {(n - 1) % 4 + 1}, size = "{"sm"[n > 4]}",'
            f" column = {n // 5}, floor_mm = {100 + 300 * ((n - 1) % 4)}, height_mm = 280}}"
            for n in range(1, 9)
        )
        ports = {name: str(appliance.pty.address) for name, appliance in self.appliances.items()}
        self.terminal.write_token(self._terminal_token)
        tables = CABINET_TABLES.format(url=self._url, cells=f"[{cells}]") + BOARD_TABLES.format(**ports)
        self.terminal.settings.write_text(tables, encoding="utf-8")

    def hold(self, text: str) -> None:
        """Under the scanner."""
        self.appliances["scanner"].act("it", "show", {"text": text, "encoding": "utf-8", "format": "qr"})

    def take_away(self) -> None:
        self.appliances["scanner"].act("it", "take_away", {})

    def hand(self, act: str, cell: int) -> None:
        self.appliances["ab"[cell > 4]].act("it", act, {"door": (cell - 1) % 4 + 1})

    def pulses(self) -> int:
        machines = [self.appliances[board].state()["machines"]["it"]["state"] for board in "ab"]
        return sum(len(machine["pulses"]) for machine in machines)

    @property
    def _url(self) -> str:
        return f"http://127.0.0.1:{self._port}"


def enter(glass: Glass, code: str) -> None:
    for digit in code:
        glass.answer(TypedDigit(int(digit)))
    glass.answer(SentCode())


@asynccontextmanager
async def cabinet_there(directory: Path) -> AsyncIterator[CabinetThere]:
    there = CabinetThere(directory)
    for appliance in there.appliances.values():
        await appliance.start()
    try:
        yield there
    finally:
        there.stop()
        for appliance in there.appliances.values():
            await appliance.stop()

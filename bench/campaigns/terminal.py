"""A terminal of one's own for a campaign: the real engine as a child process, its settings, journal and printer."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.campaigns.centre import ROOT, Centre, free_port, stop

START_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Bench:
    """A running bench: its page's address and where its ticket printer is."""

    url: str
    pty: str
    tcp: str


@contextmanager
def running_bench(directory: Path, *options: str) -> Iterator[Bench]:
    """Start the simulated devices, with more options of `main.py bench`; they are stopped afterwards."""
    command = [sys.executable, "main.py", "bench", "--dir", str(directory), "--port", str(free_port())]
    process = subprocess.Popen([*command, *options], cwd=ROOT)
    try:
        ready = directory / "bench.json"
        wait_for(ready.exists, "the bench", process)
        said = json.loads(ready.read_text())
        yield Bench(said["url"].rstrip("/"), said["ticket_printer"]["pty"], said["ticket_printer"]["tcp"])
    finally:
        stop(process)


def wait_for(ready: Any, what: str, process: subprocess.Popen[bytes], seconds: float = START_SECONDS) -> None:
    """Until `ready()` is true. Raises RuntimeError when the process ends first or it takes too long."""
    deadline = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None:
            raise RuntimeError(f"{what} ended at start with code {process.returncode}")
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what} was not ready within {seconds:g} s")
        time.sleep(0.02)


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where a terminal lives: its folder with settings, token, journal and local socket."""

    directory: Path

    @property
    def settings(self) -> Path:
        return self.directory / "kiosk.toml"

    @property
    def socket(self) -> Path:
        return self.directory / "engine.sock"

    @property
    def journal(self) -> Path:
        return self.directory / "journal.db"

    def configure(self, centre: Centre, printer_port: str, extra: str = "") -> None:
        """Write the settings. `extra`: more TOML tables."""
        self.directory.mkdir(parents=True, exist_ok=True)
        (self.directory / "token").write_text(centre.token)
        self.settings.write_text(
            f'[terminal]\ncode = "{centre.terminal}"\nstate_dir = "."\ntoken_file = "token"\n'
            f'[centre]\nurl = "{centre.url}"\nbackoff_limit_seconds = 1\n'
            f'[panel]\nfullscreen = false\n[devices.ticket_printer]\ndriver = "escpos"\nport = "{printer_port}"\n'
            + extra
        )

    def start(self, *, face: bool, display: str | None = None) -> subprocess.Popen[bytes]:
        """The engine as a child; with `face` it starts its screen on `display`."""
        command = [sys.executable, "main.py", "engine", "--settings", str(self.settings)]
        environment = os.environ | ({"DISPLAY": display} if display else {})
        with (self.directory / "engine.log").open("ab") as log:
            return subprocess.Popen(
                command + ([] if face else ["--without-face"]),
                cwd=ROOT,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    def events(self, kind: str) -> list[dict[str, Any]]:
        """The journal's events of a kind, oldest first, read beside the running engine; none before there is one."""
        if not self.journal.exists():
            return []
        sql = sqlite3.connect(f"file:{self.journal}?mode=ro", uri=True)
        try:
            rows = [json.loads(row[0]) for row in sql.execute("SELECT bytes FROM events ORDER BY seq")]
        finally:
            sql.close()
        return [row for row in rows if row["kind"] == kind]

    def last_seq(self) -> int:
        sql = sqlite3.connect(f"file:{self.journal}?mode=ro", uri=True)
        try:
            return int(sql.execute("SELECT max(seq) FROM events").fetchone()[0] or 0)
        finally:
            sql.close()

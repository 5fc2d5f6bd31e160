"""A terminal of one's own for a campaign: the real engine as a child process, its settings, journal and printer."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.campaigns.centre import Centre
from bench.campaigns.journal_file import read_events
from bench.campaigns.processes import free_port, start_main, stop, wait_for


@dataclass(frozen=True, slots=True)
class Bench:
    """A running bench: its page's address and where its ticket printer is."""

    url: str
    pty: str
    tcp: str


@contextmanager
def running_bench(directory: Path, *options: str) -> Iterator[Bench]:
    """Start the simulated devices, with more options of `main.py bench`; they are stopped afterwards."""
    process = start_main("bench", "--dir", str(directory), "--port", str(free_port()), *options)
    try:
        ready = directory / "bench.json"
        wait_for(ready.exists, "the bench", process)
        said = json.loads(ready.read_text())
        yield Bench(said["url"].rstrip("/"), said["ticket_printer"]["pty"], said["ticket_printer"]["tcp"])
    finally:
        stop(process)


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

    @property
    def token(self) -> Path:
        return self.directory / "token"

    def configure(self, centre: Centre, printer_port: str, extra: str = "") -> None:
        """Known to the centre, quick to try again, without a full screen. `extra`: more TOML tables."""
        self.write_token(centre.token)
        tables = f'[centre]\nurl = "{centre.url}"\nbackoff_limit_seconds = 1\n[panel]\nfullscreen = false\n{extra}'
        self.write_settings(centre.terminal, printer_port, tables)

    def write_token(self, token: str) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        self.token.touch(mode=0o600)
        self.token.write_text(token)

    def write_settings(self, code: str, printer_port: str, tables: str, *, baud: int = 9600) -> None:
        """`tables`: the centre's and the panel's, and what else there is to say, as TOML."""
        self.directory.mkdir(parents=True, exist_ok=True)
        self.settings.write_text(
            f'[terminal]\ncode = "{code}"\nstate_dir = "."\ntoken_file = "{self.token.name}"\n'
            f'[devices.ticket_printer]\ndriver = "escpos"\nport = {json.dumps(printer_port)}\n'
            f"baud = {baud}\n{tables}",
            encoding="utf-8",
        )

    def start(self, *, face: bool, display: str | None = None) -> subprocess.Popen[bytes]:
        """The engine as a child; with `face` it starts its screen on `display`."""
        return start_main(
            "engine",
            "--settings",
            str(self.settings),
            *([] if face else ["--without-face"]),
            log=self.directory / "engine.log",
            environment={"DISPLAY": display} if display else None,
        )

    def events(self, kind: str) -> list[dict[str, Any]]:
        """The journal's events of a kind, oldest first, read beside the running engine; none before there is one."""
        return [event for event in read_events(self.journal) if event["kind"] == kind]

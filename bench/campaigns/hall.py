"""A hall with one terminal for the demo: its database, the terminal's token and its settings, in one folder.

Kept between starts, so that a second one takes seconds: the catalogue is loaded again only when its file has changed.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.campaigns.family import ROOT

CATALOGUE = ROOT / "config" / "catalogue.toml"
CODE = "lobby-1"
COMMAND_SECONDS = 60.0
MM_PER_PX = 0.369  # the 32-inch panel, 1080 x 1920


class PreparationFailed(RuntimeError):
    """One of the preparing commands failed; the message is its own."""


@dataclass(frozen=True, slots=True)
class DemoHall:
    """`directory`: everything that the demo keeps. Paths in it are absolute: it is handed to other processes."""

    directory: Path

    @property
    def database(self) -> str:
        return f"sqlite:///{self.directory / 'central' / 'hall.db'}"

    @property
    def bench(self) -> Path:
        return self.directory / "bench"

    @property
    def terminal(self) -> Path:
        """The engine's state folder; the journal lives there."""
        return self.directory / "terminal"

    @property
    def settings(self) -> Path:
        return self.terminal / "kiosk.toml"

    @property
    def token(self) -> Path:
        return self.terminal / "token"

    def prepare(self) -> None:
        """The centre knows the terminal and the catalogue. Raises PreparationFailed."""
        for folder in (self.directory / "central", self.bench, self.terminal):
            folder.mkdir(parents=True, exist_ok=True)
        if not self.token.exists():
            unit = ["--unit", "1 号机", "--unit-en", "Unit 1", "--series", "1", "--renew"]
            said = _main(["terminal", "add", CODE, *unit, "--database", self.database])
            self._write_token(json.loads(said.splitlines()[-1])["token"])
        loaded, wanted = self.directory / "central" / "catalogue.sha256", hashlib.sha256(CATALOGUE.read_bytes())
        if not loaded.exists() or loaded.read_text() != wanted.hexdigest():
            _main(["catalogue", "load", str(CATALOGUE), "--database", self.database])
            loaded.write_text(wanted.hexdigest())

    def configure(self, centre_url: str, printer_port: str, size: tuple[int, int], *, scale: float) -> None:
        """Write the terminal's settings. `size`: the panel in pixels; `scale` 1: the 32-inch panel's own pixels."""
        width, height = size
        self.settings.write_text(
            f'''# Written by `main.py demo` at each start.
[terminal]
code = "{CODE}"
state_dir = "."
token_file = "{self.token.name}"

[centre]
url = "{centre_url}"

[panel]
width_px = {width}
height_px = {height}
mm_per_px = {MM_PER_PX / scale:.4f}
fullscreen = false

[face]
frozen_seconds = 5  # everything runs on this one machine, drawn in software: a busy second is no frozen face

[devices.ticket_printer]
driver = "escpos"
port = {json.dumps(printer_port)}
baud = 115200
''',
            encoding="utf-8",
        )

    def _write_token(self, token: str) -> None:
        self.token.touch(mode=0o600)
        self.token.write_text(token)


def _main(arguments: list[str]) -> str:
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=COMMAND_SECONDS,
    )
    if done.returncode:
        raise PreparationFailed(f"main.py {' '.join(arguments[:2])}: {done.stderr.strip()[-600:]}")
    return done.stdout

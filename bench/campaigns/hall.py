"""A hall with one terminal for the demo: its database, the terminal's token and its settings, in one folder.

Kept between starts, so that a second one takes seconds: the catalogue is loaded again only when its file has changed.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from bench.campaigns.centre import CATALOGUE, TERMINAL, load_catalogue, new_token, renew_staff, sign_in_path
from bench.campaigns.terminal import Terminal

BAUD = 115200  # a pseudo-terminal has none; the driver counts with it how long bytes take
MM_PER_PX = 0.369  # the 32-inch panel, 1080 x 1920

CARD_READER, SCANNER = "id-card-reader", "scanner-newland"  # as the bench names them

STAFF = "demo"
LINK_MINUTES = 60


@dataclass(frozen=True, slots=True)
class Key:
    """The way to the staff's pages: an account with a password of this start only, and a path that signs in once."""

    name: str
    password: str
    path: str


def panel_tables(size: tuple[int, int], mm_per_px: float) -> str:
    """A panel of this size in pixels, and a face that is given time."""
    width, height = size
    return f"""
[panel]
width_px = {width}
height_px = {height}
mm_per_px = {mm_per_px:.4f}
fullscreen = false

[face]
frozen_seconds = 5  # everything runs on this one machine, drawn in software: a busy second is no frozen face
"""


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
    def terminal(self) -> Terminal:
        return Terminal(self.directory / "terminal")

    def prepare(self) -> None:
        """The centre knows the terminal and the catalogue. Raises ProcessFailed."""
        central = self.directory / "central"
        for folder in (central, self.bench, self.terminal.directory):
            folder.mkdir(parents=True, exist_ok=True)
        if not self.terminal.token.exists():
            self.terminal.write_token(new_token(self.database, TERMINAL))
        loaded, wanted = central / "catalogue.sha256", hashlib.sha256(CATALOGUE.read_bytes()).hexdigest()
        if not loaded.exists() or loaded.read_text() != wanted:
            load_catalogue(self.database)
            loaded.write_text(wanted)

    def staff_key(self) -> Key:
        """A new one; the password of the start before ends. Raises ProcessFailed."""
        password = renew_staff(self.database, STAFF)
        return Key(STAFF, password, sign_in_path(self.database, STAFF, LINK_MINUTES))

    def configure(
        self, centre_url: str, printer_port: str, size: tuple[int, int], *, scale: float, readers: bool
    ) -> None:
        """Write the terminal's settings. `size`: the panel in pixels; `scale` 1: the 32-inch panel's own pixels.
        `readers`: with the bench's card reader and scanner."""
        tables = f'''
[centre]
url = "{centre_url}"
{panel_tables(size, MM_PER_PX / scale)}
{self._readers() if readers else ""}'''
        self.terminal.write_settings(TERMINAL, printer_port, tables, baud=BAUD)

    def _readers(self) -> str:
        ports = self.bench / "ports"
        return f"""
[devices.card_reader]
driver = "sdt"
port = {json.dumps(str(ports / CARD_READER))}

[devices.scanner]
driver = "serial-scanner"
port = {json.dumps(str(ports / SCANNER))}
model = "newland"
"""

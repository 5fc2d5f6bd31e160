"""A centre of one's own for a campaign: the real server as a child process, with one terminal and the catalogue."""

from __future__ import annotations

import json
import tomllib
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bench.campaigns.http import answers
from bench.campaigns.processes import ROOT, free_port, run_main, start_main, stop, wait_for
from kiosk.wire import canonical

CATALOGUE = ROOT / "config/catalogue.toml"
TERMINAL = "lobby-1"


@dataclass(frozen=True, slots=True)
class Centre:
    url: str
    database: str
    terminal: str
    token: str
    service: str  # a service of the catalogue
    pid: int

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}

    def batch_body(self, batch: dict[str, Any]) -> bytes:
        return canonical(batch)

    def get(self, path: str) -> Any:
        """The JSON that the centre answers to a GET of `path`, asked as the terminal."""
        request = urllib.request.Request(self.url + path, headers=self.headers)
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.load(response)


def new_token(database: str, terminal: str) -> str:
    """Make the terminal known to the centre's database; its token."""
    unit = ("--unit", "1 号机", "--unit-en", "Unit 1", "--series", "1", "--renew")
    said = run_main("terminal", "add", terminal, *unit, "--database", database)
    return str(json.loads(said.splitlines()[-1])["token"])


def renew_staff(database: str, name: str) -> str:
    """Make an administrator known to the centre, or give a known one a new password; the password."""
    known = [json.loads(line)["staff"] for line in run_main("staff", "list", "--database", database).splitlines()]
    change = ("password", name) if name in known else ("add", name, "--role", "administrator")
    said = run_main("staff", *change, "--random", "--database", database)
    return str(json.loads(said.splitlines()[-1])["password"])


def sign_in_path(database: str, name: str, minutes: int) -> str:
    """Where this account signs in once, without a password."""
    said = run_main("staff", "link", name, "--minutes", str(minutes), "--database", database)
    return str(json.loads(said.splitlines()[-1])["path"])


def load_catalogue(database: str) -> None:
    """The shipped one, open around the clock: a campaign runs at any hour."""
    run_main("catalogue", "load", str(CATALOGUE), "--always-open", "--database", database)


@contextmanager
def running_centre(database: str, *, terminal: str = TERMINAL, port: int | None = None) -> Iterator[Centre]:
    """Start the centre on a free port of this machine; it is stopped afterwards."""
    token = new_token(database, terminal)
    load_catalogue(database)
    service = tomllib.loads(CATALOGUE.read_text())["services"][0]["code"]
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    process = start_main("central", "--database", database, "--port", str(port))
    try:
        wait_for(lambda: answers(url + "/api/v1/health"), "the centre", process)
        yield Centre(url, database, terminal, token, service, process.pid)
    finally:
        stop(process)

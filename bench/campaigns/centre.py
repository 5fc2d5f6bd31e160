"""A centre of one's own for a campaign: the real server as a child process, with one terminal and the catalogue."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.wire import canonical

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "config/catalogue.toml"
START_SECONDS = 30.0
STOP_SECONDS = 10.0


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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run_main(*arguments: str) -> str:
    """What `python main.py ...` prints. Raises RuntimeError with its own words when it fails."""
    done = subprocess.run(
        [sys.executable, "main.py", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"main.py {' '.join(arguments)}: {done.stderr.strip()[-500:]}")
    return done.stdout


@contextmanager
def running_centre(database: str, *, terminal: str = "lobby-1", port: int | None = None) -> Iterator[Centre]:
    """Start the centre on a free port of this machine; it is stopped afterwards."""
    unit = ("--unit", "1 号机", "--unit-en", "Unit 1", "--series", "1", "--renew")
    added = json.loads(run_main("terminal", "add", terminal, *unit, "--database", database).splitlines()[-1])
    run_main("catalogue", "load", str(CATALOGUE), "--database", database)
    service = tomllib.loads(CATALOGUE.read_text())["services"][0]["code"]
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    process = start_centre(database, port)
    try:
        _wait_until_healthy(url, process)
        yield Centre(url, database, terminal, added["token"], service, process.pid)
    finally:
        stop(process)


def start_centre(database: str, port: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "main.py", "central", "--database", database, "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask it to stop, and end it when it does not."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the centre ended at start with code {process.returncode}")
        try:
            with urllib.request.urlopen(url + "/api/v1/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"the centre was not ready within {START_SECONDS:.0f} s")

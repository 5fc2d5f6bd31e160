"""The processes of a demo or a campaign: `python main.py ...` started, waited for with a deadline, stopped for good.

A child has a process group of its own, and the kernel ends it when this process is gone, however it went.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from bench.display import with_parent

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 30.0
STOP_SECONDS = 10.0
COMMAND_SECONDS = 60.0
LOOK_SECONDS = 0.02
LAST_LINES = 3


class ProcessFailed(RuntimeError):
    """A process ended that should not have, or was not ready in time; the message names it and quotes its log."""


def run_main(*arguments: str) -> str:
    """What `python main.py ARGUMENTS` prints. Raises ProcessFailed with its own words."""
    done = subprocess.run(
        [sys.executable, "main.py", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=COMMAND_SECONDS,
    )
    if done.returncode:
        raise ProcessFailed(f"main.py {' '.join(arguments[:2])}: {done.stderr.strip()[-600:]}")
    return done.stdout


def start_main(
    *arguments: str, log: Path | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """`python main.py ARGUMENTS`. `log`: its output is added there; else it speaks here. `environment`: more of it."""
    command = with_parent([sys.executable, str(ROOT / "main.py"), *arguments])
    with (log or Path(os.devnull)).open("ab") as out:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | dict(environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out if log else None,
            start_new_session=True,
        )


def wait_for(
    ready: Callable[[], object],
    what: str,
    process: subprocess.Popen[bytes],
    seconds: float = START_SECONDS,
    log: Path | None = None,
) -> None:
    """Until `ready()`. Raises ProcessFailed when the process ends first or it takes longer."""
    deadline = time.monotonic() + seconds
    while not ready():
        check(what, process, log)
        if time.monotonic() > deadline:
            raise ProcessFailed(f"{what} was not ready within {seconds:g} s{_last(log)}")
        time.sleep(LOOK_SECONDS)


def check(what: str, process: subprocess.Popen[bytes], log: Path | None = None) -> None:
    """Raises ProcessFailed when it has ended."""
    if process.poll() is not None:
        raise ProcessFailed(f"{what} ended with code {process.returncode}{_last(log)}")


def stop(process: subprocess.Popen[bytes], stop_seconds: float = STOP_SECONDS) -> None:
    """Ask it to end, and end it when it does not; what is left of its group is killed."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(stop_seconds)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def free_port(preferred: int = 0) -> int:
    """The preferred port of this machine, or any free one when it is taken."""
    for port in (preferred, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise OSError("no free TCP port on 127.0.0.1")


def _last(log: Path | None) -> str:
    if log is None or not log.exists():
        return ""
    lines = log.read_text(errors="replace").strip().splitlines()[-LAST_LINES:]
    return f"; {log} ends with: {' | '.join(lines) or 'nothing'}"

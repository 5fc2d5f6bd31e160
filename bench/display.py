"""A display without a display: starts Xvfb on a free number and stops it."""

from __future__ import annotations

import os
import secrets
import select
import shutil
import subprocess
from typing import Self

START_SECONDS = 10.0
STOP_SECONDS = 5.0
ATTEMPTS = 5
NUMBERS = range(100, 1000)


class DisplayError(RuntimeError):
    """Xvfb is missing or did not start; the message says who can mend it."""


class VirtualDisplay:
    """`with VirtualDisplay(1080, 1920) as display: ...`; `display.name` is for example ":613".

    Only this machine's users can reach it, it has no cursor, and it dies with the process that started it.
    """

    def __init__(self, width_px: int, height_px: int, *, start_seconds: float = START_SECONDS) -> None:
        if shutil.which("Xvfb") is None:
            raise DisplayError("Xvfb is not installed; a technician installs it: apt-get install xvfb")
        for _ in range(ATTEMPTS):
            # The lowest free number is also everybody else's: a server that is just going takes our socket with it.
            number = NUMBERS.start + secrets.randbelow(len(NUMBERS))
            self._process, said = _start(f":{number}", width_px, height_px, start_seconds)
            if said == str(number).encode():
                self.name = f":{number}"
                return
            self.stop()
        raise DisplayError(f"Xvfb gave no display within {start_seconds:g} s, {ATTEMPTS} times")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        return self._process.pid

    def stop(self, stop_seconds: float = STOP_SECONDS) -> None:
        self._process.terminate()
        try:
            self._process.wait(stop_seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _start(name: str, width_px: int, height_px: int, seconds: float) -> tuple[subprocess.Popen[bytes], bytes]:
    """The process, and the number that it said once it could be used; empty when it said none."""
    read_fd, write_fd = os.pipe()
    command = ["Xvfb", name, "-displayfd", str(write_fd), "-screen", "0", f"{width_px}x{height_px}x24"]
    command += ["-nolisten", "tcp", "-nocursor", "-noreset"]
    try:
        process = subprocess.Popen(
            with_parent(command),
            pass_fds=(write_fd,),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        os.close(read_fd)
        raise
    finally:
        os.close(write_fd)
    try:
        ready, _, _ = select.select([read_fd], [], [], seconds)
        return process, os.read(read_fd, 16).strip() if ready else b""
    finally:
        os.close(read_fd)


def with_parent(command: list[str]) -> list[str]:
    """The command, ended with SIGTERM by the kernel when the process that started it is gone, however it went."""
    setpriv = shutil.which("setpriv")  # util-linux, on every Debian
    return [setpriv, "--pdeathsig", "TERM", *command] if setpriv else command

"""A display without a display: starts Xvfb on a free number and stops it."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import time
from typing import Self

START_SECONDS = 10.0
STOP_SECONDS = 5.0


class DisplayError(RuntimeError):
    """Xvfb is missing or did not start; the message says who can mend it."""


class VirtualDisplay:
    """`with VirtualDisplay(1080, 1920) as display: ...`; `display.name` is for example ":3".

    Only this machine's users can reach it, it has no cursor, and it dies with the process that started it.
    """

    def __init__(self, width_px: int, height_px: int, *, start_seconds: float = START_SECONDS) -> None:
        if shutil.which("Xvfb") is None:
            raise DisplayError("Xvfb is not installed; a technician installs it: apt-get install xvfb")
        self._process, said = _start(width_px, height_px, start_seconds)
        if not said.isdigit():
            self.stop()
            raise DisplayError(f"Xvfb gave no display within {start_seconds:g} s (exit {self._process.returncode})")
        self.name = f":{said.decode()}"

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


def _start(width_px: int, height_px: int, seconds: float) -> tuple[subprocess.Popen[bytes], bytes]:
    """The process, and the number that it said once it could be used; empty when it said none."""
    read_fd, write_fd = os.pipe()
    command = ["Xvfb", "-displayfd", str(write_fd), "-screen", "0", f"{width_px}x{height_px}x24"]
    command += ["-nolisten", "tcp", "-nocursor", "-noreset"]
    with open(read_fd, "rb", buffering=0) as said:
        try:
            process = subprocess.Popen(
                with_parent(command),
                pass_fds=(write_fd,),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        finally:
            os.close(write_fd)
        return process, _line(said.fileno(), seconds)


def _line(fd: int, seconds: float) -> bytes:
    """Up to the line's end, which comes in a write of its own: a server that cannot write it gives up and ends."""
    line, deadline = b"", time.monotonic() + seconds
    while not line.endswith(b"\n"):
        ready, _, _ = select.select([fd], [], [], max(0.0, deadline - time.monotonic()))
        part = os.read(fd, 16) if ready else b""
        if not part:
            return b""
        line += part
    return line.strip()


def with_parent(command: list[str]) -> list[str]:
    """The command, ended with SIGTERM by the kernel when the process that started it is gone, however it went."""
    setpriv = shutil.which("setpriv")  # util-linux, on every Debian
    return [setpriv, "--pdeathsig", "TERM", *command] if setpriv else command

"""A display without a display: starts Xvfb on a free number and stops it."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
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
        read_fd, write_fd = os.pipe()
        command = ["Xvfb", "-displayfd", str(write_fd), "-screen", "0", f"{width_px}x{height_px}x24"]
        command += ["-nolisten", "tcp", "-nocursor", "-noreset"]
        try:
            self._process = subprocess.Popen(
                with_parent(command),
                pass_fds=(write_fd,),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        finally:
            os.close(write_fd)
        try:
            self.name = f":{self._number(read_fd, start_seconds)}"
        finally:
            os.close(read_fd)

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

    def _number(self, read_fd: int, start_seconds: float) -> int:
        ready, _, _ = select.select([read_fd], [], [], start_seconds)
        said = os.read(read_fd, 16).strip() if ready else b""
        if not said.isdigit():
            self.stop()
            raise DisplayError(f"Xvfb gave no display within {start_seconds:g} s (exit {self._process.returncode})")
        return int(said)


def with_parent(command: list[str]) -> list[str]:
    """The command, ended with SIGTERM by the kernel when the process that started it is gone, however it went."""
    setpriv = shutil.which("setpriv")  # util-linux, on every Debian
    return [setpriv, "--pdeathsig", "TERM", *command] if setpriv else command

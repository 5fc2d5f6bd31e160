"""Other programs, run for a moment: bytes in, bytes out, a deadline. They end with us, however we go.

Under the PC's voice. A program that does not end in time is killed, and waited for until it is gone.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from drivers.errors import LinkError

WORDS_LIMIT = 300  # characters of what it complains of


@dataclass(frozen=True, slots=True)
class Ended:
    """`complaint`: the end of what it wrote to its standard error, on one line."""

    code: int
    output: bytes
    complaint: str


def found(program: str, package: str) -> str:
    """Its path. Raises LinkError."""
    path = shutil.which(program)
    if path is None:
        raise LinkError("link.absent", f"the program {program} is not installed; a technician installs {package}")
    return path


async def run(command: Sequence[str], data: bytes, deadline_seconds: float) -> Ended | None:
    """None: it did not end in time and was killed. Raises LinkError when it cannot be started."""
    try:
        process = await asyncio.create_subprocess_exec(
            *_with_parent(command),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise LinkError("link.absent", f"{command[0]} cannot be started ({error.strerror})") from error
    try:
        async with asyncio.timeout(max(deadline_seconds, 0.0)):
            output, complaint = await process.communicate(data)
    except TimeoutError:
        return None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # and what it has started
            await process.wait()
    words = " ".join(complaint.decode("utf-8", "replace").split())
    return Ended(process.returncode or 0, output, words[-WORDS_LIMIT:])


def _with_parent(command: Sequence[str]) -> list[str]:
    """Killed by the kernel when the thread that started it is gone. Without setpriv (util-linux), as it is."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL", *command] if setpriv else list(command)

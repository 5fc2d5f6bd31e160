"""Runs a command that dies with the process which started it: `python tether.py PARENT_PID COMMAND...`.

A script of its own because it must run between fork and the face's program, and code of a process with threads must
not. Standard library only; it replaces itself by the command, so it costs a few milliseconds once.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, command = int(sys.argv[1]), sys.argv[2:]
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the tether held
        sys.exit("the process that started this one is gone")
    os.execvp(command[0], command)  # noqa: S606 - the command is the engine's own


if __name__ == "__main__":
    main()

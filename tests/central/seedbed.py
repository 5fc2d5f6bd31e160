"""A process that has imported the server and does nothing but fork: a server process of its own in a moment instead of
two seconds of imports. It is a real process, with signals, sockets and a death of its own. Used by
test_centre_process.py; that `python main.py central` itself starts is shown by tests/bench and tests/whole.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Seedling:
    """A server process. The seedbed is its parent, so it is waited for by its descriptor."""

    pid: int
    descriptor: int

    def send_signal(self, number: int) -> None:
        signal.pidfd_send_signal(self.descriptor, number)

    def kill(self) -> None:
        if not self.ended(0):
            self.send_signal(signal.SIGKILL)

    def ended(self, deadline_seconds: float) -> bool:
        """Whether it has ended, or does so within the deadline."""
        return bool(select.select([self.descriptor], [], [], deadline_seconds)[0])


@dataclass(frozen=True, slots=True)
class Seedbed:
    process: subprocess.Popen[str]

    def plant(self, database: str, port: int, processes: int) -> Seedling:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(port, processes, database, file=self.process.stdin, flush=True)
        pid = int(self.process.stdout.readline())
        return Seedling(pid, os.pidfd_open(pid))


@contextmanager
def seedbed() -> Iterator[Seedbed]:
    command = [sys.executable, "-m", "tests.central.seedbed"]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield Seedbed(process)
        assert process.stdin is not None
        process.stdin.close()


def main() -> None:
    """For each line with a port, a number of processes and a database: fork a server and say its id; until its end."""
    from central.serve import serve

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody here waits for them
    for line in sys.stdin:
        port, processes, database = line.split()
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            serve(database, "127.0.0.1", int(port), processes=int(processes))
            os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    main()

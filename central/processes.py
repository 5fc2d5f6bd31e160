"""Several server processes, so that more than one core works: one keeps house (central/house.py), the others answer on
one port. They share nothing but the database.

One that dies is begun again; its socket stays open meanwhile, so that whoever connects waits instead of being turned
away. However the first process goes, none stays behind. Linux.
"""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import socket
import time
from collections.abc import Callable, Iterable, Sequence

log = logging.getLogger("central.processes")

AGAIN_SECONDS = 1.0  # before one that died is begun again
END_SECONDS = 8.0  # for all of them to end by themselves
_LOOK_SECONDS = 0.05
_PR_SET_PDEATHSIG = 1

Work = Callable[[], None]  # what one process does, until SIGTERM or SIGINT


def run_processes(works: Sequence[Work]) -> None:
    """Until SIGINT or SIGTERM. Call it before anything has begun a thread or an event loop: processes are forked."""
    asked = False

    def end(_signal: int, _frame: object) -> None:
        nonlocal asked
        asked = True

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # else nothing could be waited for
    running = {_begin(work): work for work in works}
    while not asked:
        gone, _ = os.waitpid(-1, os.WNOHANG)
        work = running.pop(gone, None)  # also at the end: what is waited for is not there to be ended any more
        if work is not None and not asked:
            log.warning("a server process has died and is begun again")
            time.sleep(AGAIN_SECONDS)
            running[_begin(work)] = work
        time.sleep(_LOOK_SECONDS)
    _end_all(running)


def listening_sockets(count: int, host: str, port: int) -> list[socket.socket]:
    """Bound to one port; the kernel deals connections out to them. Port 0: a free one. Raises ValueError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as alone:  # with a shared port nobody else's would be noticed
            alone.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            alone.bind((host, port))
            port = alone.getsockname()[1]
        return [_bound(family, host, port, shared=count > 1) for _ in range(count)]
    except OSError as error:
        raise ValueError(f"--host {host} --port {port}: nothing can listen there: {error.strerror}") from error


def _bound(family: int, host: str, port: int, *, shared: bool) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind((host, port))
    return made


def _begin(work: Work) -> int:
    """The number of a new process that does it."""
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    status = 1
    try:
        if os.getppid() == parent:
            work()
            status = 0
    except KeyboardInterrupt:
        status = 0
    except Exception:
        log.exception("a server process failed")
    finally:
        logging.shutdown()
        os._exit(status)


def _end_all(pids: Iterable[int]) -> None:
    left = set(pids)
    for pid in left:
        os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + END_SECONDS
    while left and time.monotonic() < until:
        left = {pid for pid in left if os.waitpid(pid, os.WNOHANG)[0] == 0}
        time.sleep(_LOOK_SECONDS)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)

"""Several server processes, so that more than one core works: one keeps house (central/house.py), the others answer on
one port (central/dealing.py). They share nothing but the database.

One that dies is begun again; its connections are dealt meanwhile, so that whoever connects waits instead of being
turned away. However the first process goes, none stays behind. Linux.
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


def run_processes(works: Sequence[Work], deal: Callable[[float], None]) -> None:
    """Until SIGINT or SIGTERM. Call it before anything has begun a thread or an event loop: processes are forked.

    `deal`: what this process does meanwhile, for so many seconds.
    """
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
            deal(AGAIN_SECONDS)
            running[_begin(work)] = work
        deal(_LOOK_SECONDS)
    _end_all(running)


def bound_socket(host: str, port: int) -> socket.socket:
    """Port 0: a free one. Raises ValueError."""
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
    except OSError as error:
        made.close()
        raise ValueError(f"--host {host} --port {port}: nothing can listen there: {error.strerror}") from error
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

"""Who has a port open: read from /proc. Other users' processes are seen only by root; then nobody is named."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROCESSES = Path("/proc")
MENDING = {
    "ModemManager": "ModemManager takes every serial port for a modem: config/udev/70-hallkiosk.rules keeps it away, "
    "or `systemctl disable --now ModemManager`",
    "brltty": "brltty takes serial adapters for braille displays: `systemctl mask --now brltty-udev.service brltty`",
}


@dataclass(frozen=True, slots=True)
class Holder:
    pid: int
    name: str

    def __str__(self) -> str:
        return f"{self.name} (process {self.pid})"

    @property
    def mending(self) -> str:
        """What a technician does about it."""
        return MENDING.get(self.name, f"end it, for example `kill {self.pid}`")


def holders_of(port: str, processes: Path = PROCESSES) -> tuple[Holder, ...]:
    """The processes that have `port` open, ours excepted. Walks all of /proc: not for the loop."""
    try:
        wanted = os.stat(port).st_rdev
    except OSError:
        return ()
    return tuple(
        Holder(pid, _name(processes, pid))
        for pid in sorted(_pids(processes))
        if pid != os.getpid() and _has_open(processes / str(pid) / "fd", os.path.realpath(port), wanted)
    )


def all_holders(ports: Iterable[str], processes: Path = PROCESSES) -> tuple[dict[str, tuple[Holder, ...]], bool]:
    """Who has which of `ports` open, ours excepted, in one walk; and whether every process could be looked into."""
    wanted = {os.path.realpath(port): port for port in ports}
    found: dict[str, tuple[Holder, ...]] = {}
    all_seen = True
    for pid in sorted(_pids(processes)):
        if pid == os.getpid():
            continue
        targets = _targets(processes / str(pid) / "fd")
        all_seen = all_seen and targets is not None
        for target in (targets or set()) & wanted.keys():
            port = wanted[target]
            found[port] = (*found.get(port, ()), Holder(pid, _name(processes, pid)))
    return found, all_seen


def _targets(descriptors: Path) -> set[str] | None:
    """What a process has open; None: nobody but root may know."""
    targets = set()
    try:
        for entry in os.listdir(descriptors):
            with suppress(FileNotFoundError):
                targets.add(os.readlink(descriptors / entry))
    except PermissionError:
        return None
    except OSError:  # it has just ended
        return set()
    return targets


def _pids(processes: Path) -> Iterator[int]:
    for entry in os.listdir(processes):
        if entry.isdigit():
            yield int(entry)


def _has_open(descriptors: Path, path: str, wanted: int) -> bool:
    try:
        entries = os.listdir(descriptors)
    except OSError:  # gone, or another user's
        return False
    for entry in entries:
        try:
            if os.readlink(descriptors / entry) == path and os.stat(path).st_rdev == wanted:
                return True
        except OSError:
            continue
    return False


def _name(processes: Path, pid: int) -> str:
    try:
        return (processes / str(pid) / "comm").read_text().strip()
    except OSError:
        return "a process that has just ended"

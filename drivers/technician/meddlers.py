"""Programs of a desktop system that take serial ports for something else: named before they cost a technician a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from drivers.link.holders import MENDING, PROCESSES
from drivers.link.ports import Port, PortKind
from drivers.technician.guessing import BRAILLE_IDS

UNIT_FOLDERS = (Path("/etc/systemd/system"), Path("/usr/lib/systemd/system"), Path("/lib/systemd/system"))
MASKED = Path("/dev/null")


@dataclass(frozen=True, slots=True)
class Meddler:
    """`ports`: those that it has an eye on, by their path."""

    name: str
    running: bool
    ports: tuple[str, ...]

    def __str__(self) -> str:
        how = "runs" if self.running else "is installed and starts when such a device is plugged in"
        at = f" and may grab {', '.join(self.ports)}" if self.ports else ""
        return f"{self.name} {how}{at}. {MENDING[self.name]}"


def meddlers(
    ports: Iterable[Port], processes: Path = PROCESSES, unit_folders: Iterable[Path] = UNIT_FOLDERS
) -> tuple[Meddler, ...]:
    """Those that run, or that would be started."""
    serial = [port for port in ports if port.kind is PortKind.SERIAL and port.usb is not None]
    wanted = {
        "ModemManager": tuple(port.path for port in serial),
        "brltty": tuple(port.path for port in serial if port.usb is not None and port.usb.id in BRAILLE_IDS),
    }
    running = _running(processes)
    found = []
    for name, paths in wanted.items():
        if name in running or _would_start(name, tuple(unit_folders)):
            found.append(Meddler(name, name in running, paths))
    return tuple(found)


def _running(processes: Path) -> set[str]:
    names = set()
    for entry in processes.iterdir():
        if entry.name.isdigit():
            try:
                names.add((entry / "comm").read_text().strip())
            except OSError:
                continue
    return names


def _would_start(name: str, folders: tuple[Path, ...]) -> bool:
    """The first folder that has the unit decides; one that leads to /dev/null is masked."""
    for folder in folders:
        unit = folder / f"{name}.service"
        if unit.is_symlink() and unit.resolve() == MASKED:
            return False
        if unit.exists():
            return True
    return False

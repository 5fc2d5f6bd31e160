"""`device list`: every port and USB device, what it may be, why it is thought so, and who has it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drivers.errors import DeviceError
from drivers.link.holders import PROCESSES, Holder, all_holders
from drivers.link.ports import NODES, SYSTEM, Port, blind_spots, find_ports
from drivers.technician.guessing import guess
from drivers.technician.json_lines import print_json
from drivers.technician.meddlers import Meddler, meddlers
from drivers.technician.showing import show_line, show_table
from drivers.technician.terminal import Fitted, Terminal


@dataclass(frozen=True, slots=True)
class Listing:
    ports: tuple[Port, ...]
    holders: Mapping[str, tuple[Holder, ...]]
    fitted: Mapping[str, tuple[str, ...]]  # a port's path -> the engine's devices that are set to it
    meddlers: tuple[Meddler, ...]
    unknown: tuple[str, ...]

    def row(self, port: Port) -> dict[str, Any]:
        opinion = guess(port)
        usb = port.usb
        return {
            "port": port.path,
            "kind": port.kind.value,
            "what": opinion.what,
            "why": opinion.why,
            "drivers": list(opinion.drivers),
            "stable": list(port.stable),
            "usb": usb.id if usb else None,
            "serial": usb.serial if usb else None,
            "name": port.name or (usb.name if usb else None),
            "held_by": [{"pid": holder.pid, "process": holder.name} for holder in self.holders.get(port.path, ())],
            "devices": list(self.fitted.get(port.path, ())),
        }


def run(terminal: Terminal, bench: Path, *, as_json: bool) -> int:
    listing = look(asyncio.run(_fitted(terminal)), bench)
    if as_json:
        print_json(
            {
                "ports": [listing.row(port) for port in listing.ports],
                "meddlers": [{"name": one.name, "running": one.running, "hint": str(one)} for one in listing.meddlers],
                "unknown": list(listing.unknown),
            }
        )
        return 0
    rows = [_cells(listing.row(port)) for port in listing.ports]
    show_table(("port", "may be", "because", "held by"), rows, "no port of any kind is seen")
    for meddler in listing.meddlers:
        show_line(f"! {meddler}")
    for sentence in listing.unknown:
        show_line(f"? {sentence}")
    return 0


def look(
    fitted: Sequence[Fitted], bench: Path, system: Path = SYSTEM, nodes: Path = NODES, processes: Path = PROCESSES
) -> Listing:
    """Look at this machine. Opens no port."""
    ports = find_ports(system, nodes, bench)
    files = {port.path: port.usb.node if port.usb and port.path.startswith("usb:") else port.path for port in ports}
    holders, all_seen = all_holders(files.values(), processes)
    unknown = blind_spots(system, nodes)
    if not all_seen:
        unknown = (*unknown, "who holds a port is partly unknown: other users' processes are seen by root only")
    return Listing(
        ports=ports,
        holders={path: holders.get(file, ()) for path, file in files.items()},
        fitted={port.path: _names(port, fitted) for port in ports},
        meddlers=meddlers(ports, processes),
        unknown=unknown,
    )


async def _fitted(terminal: Terminal) -> Sequence[Fitted]:
    try:
        return await terminal.devices()
    except DeviceError:  # an engine that says nothing holds its ports all the same: /proc names it
        return ()


def _names(port: Port, fitted: Sequence[Fitted]) -> tuple[str, ...]:
    spellings = {port.path, *port.stable, os.path.realpath(port.path)}
    return tuple(device.name for device in fitted if spellings & {device.port, os.path.realpath(device.port)})


def _cells(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    names = "\n".join((*row["stable"][:1], row["port"]))
    held = [f"{holder['process']} ({holder['pid']})" for holder in row["held_by"]]
    held += [f"device {name}" for name in row["devices"]]
    what = row["what"] + (f"\n{' or '.join(row['drivers'])}" if row["drivers"] else "")
    return names, what, row["why"], "\n".join(held)

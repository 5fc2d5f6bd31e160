"""What a person reads about a running bench at the command line: its devices, and one of them with all it can do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.table import Table


def devices_table(devices: list[dict[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("device", no_wrap=True)
    for column in ("port", "opened", "faults"):
        table.add_column(column, overflow="fold")
    for device in devices:
        opened = device.get("opened", device.get("state", {}).get("opened", []))
        table.add_row(device["name"], device["pty"], "yes" if opened else "no", _faults(device))
    return table


def device_table(device: Mapping[str, Any]) -> Table:
    """What may be given to `fault` and `act`."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("port", "network", device["tcp"])
    for fault, sentence in device["known_faults"].items():
        table.add_row("fault", fault, sentence)
    machines = device.get("machines", {})
    for name, machine in machines.items():
        for fault, sentence in machine["faults"].items():
            table.add_row(f"{name} fault", fault, sentence)
    for name, acts in (device.get("acts") or {name: machine["acts"] for name, machine in machines.items()}).items():
        for act, values in acts.items():
            table.add_row(f"{name} act", act, ", ".join(f"{value}=({what})" for value, what in values.items()))
    return table


def _faults(device: Mapping[str, Any]) -> str:
    of_boards = [f"{name} {fault}" for name, each in device.get("machines", {}).items() for fault in each["on"]]
    return ", ".join([*device["faults"], *(fault for fault in of_boards if fault.split()[1] not in device["faults"])])

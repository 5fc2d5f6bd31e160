"""`python main.py cabinet status|disable|enable|try`: a technician asks the running engine of a cabinet.

`main.py` mounts these beside the centre's commands of the same group. Each ends with 0, with 1 when it was not done,
with 2 for wrong use; with --json one object says the same.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer

if TYPE_CHECKING:
    from kiosk.local import CabinetStatus, CellStatus, OrderedCell

DONE, FAILED, WRONG_USE = 0, 1, 2

Cell = Annotated[int, typer.Argument(min=1, max=999, help="As painted on the door.")]
Socket = Annotated[Path | None, typer.Option(help="The engine's local socket; found by itself where not given.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")]


class RunningCabinet(Protocol):
    """The engine at a socket; `kiosk.local_client.RunningTerminal`."""

    async def cabinet(self) -> CabinetStatus: ...

    async def order_cell(self, wanted: OrderedCell) -> str: ...


def add_technician_commands(commands: typer.Typer, reach: Callable[[Path | None], RunningCabinet]) -> None:
    """`reach(socket)`: the running engine at that socket, or at the usual one."""

    @commands.command("status")
    def status(socket: Socket = None, as_json: Json = False) -> None:
        """How every cell of this machine's cabinet stands."""

        async def ask() -> dict[str, Any]:
            told = await reach(socket).cabinet()
            return {"outcome": "done", **asdict(told)} if as_json else {"message": "\n".join(lines(told))}

        _end(ask, as_json=as_json)

    @commands.command("disable")
    def disable(
        cell: Cell,
        reason: Annotated[str, typer.Option(help="Why, for whoever looks at it later.")],
        socket: Socket = None,
        as_json: Json = False,
    ) -> None:
        """Put nothing more into this cell. What lies in it stays, and can be collected."""
        _order(reach(socket), cell, "disable", reason, as_json=as_json)

    @commands.command("enable")
    def enable(cell: Cell, socket: Socket = None, as_json: Json = False) -> None:
        """Use this cell again; that also ends its fault."""
        _order(reach(socket), cell, "enable", "", as_json=as_json)

    @commands.command("try")
    def try_(cell: Cell, socket: Socket = None, as_json: Json = False) -> None:
        """Open this cell once, if nothing lies in it. It is written down like every opening."""
        _order(reach(socket), cell, "try", "", as_json=as_json)


def _order(running: RunningCabinet, cell: int, order: str, reason: str, *, as_json: bool) -> None:
    from kiosk.local import CellOrder, OrderedCell

    async def ask() -> dict[str, Any]:
        sentence = await running.order_cell(OrderedCell(cell=cell, order=CellOrder(order), reason=reason))
        return {"outcome": "done", "message": sentence}

    _end(ask, as_json=as_json)


def _end(ask: Callable[[], Awaitable[dict[str, Any]]], *, as_json: bool) -> None:
    from drivers.errors import DeviceError

    async def asked() -> dict[str, Any]:
        return await ask()

    code = DONE
    try:
        said = asyncio.run(asked())
    except DeviceError as error:
        said = {"outcome": "failed", "error": error.code, "message": str(error)}
        code = WRONG_USE if error.code == "config.invalid" else FAILED
    typer.echo(json.dumps(said, ensure_ascii=False) if as_json else said["message"], err=code != DONE and not as_json)
    raise typer.Exit(code)


def lines(told: CabinetStatus) -> list[str]:
    """For people: the cabinet in one line, then a line for each cell."""
    free = sum(cell.free for cell in told.cells)
    head = f"{len(told.cells)} cells, {free} free, {told.inside} with something in them, {told.overdue} overdue"
    if told.codes_stopped:
        head += "; no codes any more today"
    elif told.pause_seconds is not None:
        head += f"; codes again in {told.pause_seconds} s"
    alarms = [f"alarm: {', '.join(told.alarms)}"] if told.alarms else []
    return [head, *alarms, *map(_line, told.cells)]


def _line(cell: CellStatus) -> str:
    where = f"{cell.number:>4}  {cell.size}  {cell.board} door {cell.door:<3} {cell.state:<8}"
    notes = [
        "free" if cell.free else "",
        "holds something" if cell.holds else "",
        "its sensor sees something" if cell.sensed and not cell.holds else "",
        f"out of use: {cell.reason}" if cell.disabled else "",
        f"fault: {cell.fault}" if cell.fault else "",
        "its board is away" if cell.board_away else "",
        f"{cell.pulses} pulses",
    ]
    return f"{where}{', '.join(note for note in notes if note)}"

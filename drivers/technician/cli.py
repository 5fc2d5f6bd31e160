"""`python main.py device ...`: a technician finds, identifies, tries, watches and records devices.

Each command imports what it needs when it runs, so that none waits for the others' libraries. `main.py` mounts this
and hands in how a running terminal is reached.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from drivers.technician.terminal import Terminal

Reach = Callable[[Path | None], Terminal]

Socket = Annotated[Path | None, typer.Option(help="A running engine's local socket; found by itself where not given.")]
Json = Annotated[bool, typer.Option("--json", help="For machines: JSON objects, one a line.")]
Port = Annotated[str | None, typer.Option(help="/dev/..., socket://host:port or usb://VID:PID[:SERIAL].")]
Set = Annotated[list[str], typer.Option("--set", metavar="KEY=VALUE", help="A setting of the driver; repeatable.")]
Timeout = Annotated[float, typer.Option(min=0.1, max=3600.0, help="Seconds that the action may take.")]
Reveal = Annotated[bool, typer.Option("--reveal", help="Show personal data whole.")]
Bench = Annotated[Path, typer.Option("--bench", help="The folder of a bench whose ports are looked at too.")]
BENCH = Path("var/bench")


class ContractCommand(TyperCommand):
    """A command whose wrong use ends with the JSON line, too: machines read every end of it alike."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        as_json = "--json" in args
        try:
            return super().make_context(info_name, args, parent, **extra)
        except typer.TyperException as error:
            from drivers.technician.try_command import refuse

            raise typer.Exit(refuse(error.format_message(), as_json=as_json)) from error


def device_commands(reach: Reach) -> typer.Typer:
    """The group `device`. `reach(socket)`: the running terminal at that socket, or at the usual one."""
    app = typer.Typer(help="A technician's tools: find, identify, try, watch and record devices.", no_args_is_help=True)

    @app.callback()
    def quiet() -> None:
        # What a command reports need not stand on standard error a second time; a driver's own failure does.
        logging.getLogger("drivers").setLevel(logging.ERROR)

    @app.command("try", cls=ContractCommand)
    def try_(
        driver: Annotated[str, typer.Argument(metavar="DRIVER", help="For example escpos, sdt, locker-8a.")],
        action: Annotated[str, typer.Argument(metavar="ACTION", help="For example status, read, open.")],
        arguments: Annotated[list[str] | None, typer.Argument(metavar="[ARG]...", help="The action's own.")] = None,
        port: Port = None,
        settings: Set = [],  # noqa: B006  Typer copies it
        timeout: Timeout = 10.0,
        reveal: Reveal = False,
        as_json: Json = False,
        socket: Socket = None,
    ) -> None:
        """Have one device do one thing, without an engine (docs/devices/try.md)."""
        from drivers.technician.try_command import Wish, run

        wish = Wish(driver, action, tuple(arguments or ()), port, tuple(settings), timeout, reveal, as_json)
        raise typer.Exit(run(wish, reach(socket)))

    return app


def wrong_use(sentence: str) -> typer.Exit:
    sys.stderr.write(sentence + "\n")
    return typer.Exit(2)

"""`python main.py device ...`: a technician finds, identifies, tries, watches and records devices.

Each command imports what it needs when it runs, so that none waits for the others' libraries. `main.py` mounts this
and hands in how a running terminal is reached.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from drivers.technician.terminal import Terminal

Reach = Callable[[Path | None], Terminal]


def _from_here(port: str | None) -> str | None:
    """A port's path as it was typed, from the folder one stands in; no path (socket://..., COM3) is left as it is."""
    if not port or "://" in port or not ("/" in port or Path(port).exists()):
        return port
    return str(Path(port).absolute())


Socket = Annotated[Path | None, typer.Option(help="A running engine's local socket; found by itself where not given.")]
Json = Annotated[bool, typer.Option("--json", help="For machines: JSON objects, one a line.")]
Port = Annotated[
    str | None, typer.Option(callback=_from_here, help="/dev/..., socket://host:port or usb://VID:PID[:SERIAL].")
]
Set = Annotated[list[str], typer.Option("--set", metavar="KEY=VALUE", help="A setting of the driver; repeatable.")]
Timeout = Annotated[float, typer.Option(min=0.1, max=3600.0, help="Seconds that the action may take.")]
Seconds = Annotated[float | None, typer.Option(min=0.1, help="So long; else until Ctrl-C.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="The device's name in the settings.")]
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


def device_commands(reach: Reach, software: str) -> typer.Typer:
    """The group `device`. `reach(socket)`: the running terminal at that socket, or at the usual one. `software`: name
    and version, for recordings."""
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

    @app.command("list")
    def list_(bench: Bench = BENCH, as_json: Json = False, socket: Socket = None) -> None:
        """Every port and USB device: what it may be, why, and who has it."""
        from drivers.technician.list_command import run

        raise typer.Exit(run(reach(socket), bench, as_json=as_json))

    @app.command(cls=ContractCommand)
    def identify(
        port: Port = None,
        bench: Bench = BENCH,
        wait: Annotated[float, typer.Option(min=0.1, help="Seconds that something may take to be plugged in.")] = 60.0,
        listen: Annotated[float, typer.Option(min=0.0, help="Seconds to press a key or show a code at the end.")] = 5.0,
        as_json: Json = False,
        socket: Socket = None,
    ) -> None:
        """Find out what a device is, and print the settings to paste; moves no metal and prints nothing."""
        from drivers.technician.identify_command import Wish, run

        raise typer.Exit(run(Wish(port, bench, wait, listen, as_json), reach(socket)))

    @app.command(cls=ContractCommand)
    def record(
        file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the recording goes (JSON lines).")],
        driver: Annotated[str, typer.Option(help="For example sdt.")],
        action: Annotated[str | None, typer.Argument(metavar="[ACTION]", help="Else the device only lives.")] = None,
        arguments: Annotated[list[str] | None, typer.Argument(metavar="[ARG]...")] = None,
        port: Port = None,
        settings: Set = [],  # noqa: B006  Typer copies it
        seconds: Seconds = None,
        timeout: Timeout = 10.0,
        as_json: Json = False,
        socket: Socket = None,
    ) -> None:
        """Write every byte between a driver and its device to a file, personal data overwritten."""
        from drivers.technician.record_command import Wish, run

        wish = Wish(
            file=file,
            driver=driver,
            port=port,
            settings=tuple(settings),
            action=action,
            arguments=tuple(arguments or ()),
            seconds=seconds,
            timeout_seconds=timeout,
            as_json=as_json,
            software=software,
        )
        raise typer.Exit(run(wish, reach(socket)))

    @app.command(cls=ContractCommand)
    def replay(
        file: Annotated[Path, typer.Argument(metavar="FILE", help="A recording.")], as_json: Json = False
    ) -> None:
        """Run the driver against a recording: the same facts and the same end every time."""
        from drivers.technician.replay_command import run

        raise typer.Exit(run(file, as_json=as_json))

    @app.command(cls=ContractCommand)
    def watch(
        driver: Annotated[str | None, typer.Option(help="One device by this driver, instead of the engine's.")] = None,
        port: Port = None,
        settings: Set = [],  # noqa: B006  Typer copies it
        seconds: Seconds = None,
        as_json: Json = False,
        socket: Socket = None,
    ) -> None:
        """Show states, facts and bytes as they happen, personal data masked."""
        from drivers.technician.watch_command import Wish, run

        raise typer.Exit(run(Wish(driver, port, tuple(settings), seconds, as_json), reach(socket)))

    @app.command(cls=ContractCommand)
    def retry(name: Name, as_json: Json = False, socket: Socket = None) -> None:
        """Have the running engine try a device again now."""
        from drivers.technician.order_command import run

        raise typer.Exit(run(reach(socket).retry, name, as_json=as_json))

    @app.command(cls=ContractCommand)
    def maintenance(name: Name, as_json: Json = False, socket: Socket = None) -> None:
        """Take a device out of the running engine's service: its port is closed until `device service`."""
        from drivers.technician.order_command import run

        raise typer.Exit(run(reach(socket).maintain, name, as_json=as_json))

    @app.command(cls=ContractCommand)
    def service(name: Name, as_json: Json = False, socket: Socket = None) -> None:
        """Give a device back to the running engine."""
        from drivers.technician.order_command import run

        raise typer.Exit(run(reach(socket).serve, name, as_json=as_json))

    return app

"""`main.py appointments ...`: load a file of appointments, make the token for the system that sends them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

Database = Annotated[str, typer.Option(help="sqlite:///PATH or postgresql://USER@HOST/NAME.")]


def appointments_commands(default_database: str) -> typer.Typer:
    """The sub-commands. Nothing of the server is loaded before one of them runs."""
    commands = typer.Typer(help="Appointments that other systems made.", no_args_is_help=True)

    @commands.command("load")
    def load(
        file: Annotated[Path, typer.Argument(help="An .xlsx, .csv or .zip; its columns: docs/appointments.md.")],
        database: Database = default_database,
        check: Annotated[bool, typer.Option("--check", help="Only say what is wrong and what would change.")] = False,
        as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")] = False,
    ) -> None:
        """Take a file of appointments; nothing is half taken. Says each reference with the code for its QR."""
        from central.admin import AdminError, operate
        from central.appointments.files import read_wishes
        from central.clock import wall_clock
        from central.importing.problems import NotTaken

        try:
            wishes = read_wishes(file)
            taken = operate(database, lambda db: wishes.take(db, wall_clock(), check=check))
        except (AdminError, NotTaken) as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(2) from error
        if as_json:
            listed = [{"reference": each.reference, "outcome": each.outcome, "code": each.code} for each in taken]
            typer.echo(json.dumps({"appointments": listed}, ensure_ascii=False))
            return
        for each in taken:
            typer.echo(f"{each.reference}\t{each.outcome}\t{each.code}")
        counts = Counter(each.outcome.value for each in taken)
        typer.echo(", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())) or "nothing to take")

    @commands.command("token")
    def token(database: Database = default_database) -> None:
        """Print a new token for POST /api/v1/appointments; the one before ends."""
        from central.admin import AdminError, operate
        from central.senders import APPOINTMENTS

        try:
            made = operate(database, APPOINTMENTS.renew_token)
        except AdminError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(2) from error
        typer.echo(json.dumps({"token": made}))

    return commands

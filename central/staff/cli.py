"""`main.py staff ...`: accounts of the hall's staff. Prints JSON; a password only when it was made here."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from central.staff.roles import Role

if TYPE_CHECKING:
    from central.staff.operator import StaffOffice

Name = Annotated[str, typer.Argument(help="What one signs in with, for example a staff number.")]
Database = Annotated[str, typer.Option(help="sqlite:///PATH or postgresql://USER@HOST/NAME.")]
PasswordFile = Annotated[Path | None, typer.Option(help="A file whose first line is the password.")]
NoPassword = Annotated[bool, typer.Option("--no-password", help="Signs in by links only: `staff link NAME`.")]
Random = Annotated[bool, typer.Option("--random", help="Make a password and print it this once.")]


def staff_commands(default_database: str) -> typer.Typer:
    """The sub-commands. Nothing of the server is loaded before one of them runs."""
    commands = typer.Typer(help="Accounts of the hall's staff.", no_args_is_help=True)

    @commands.command("add")
    def add(
        name: Name,
        role: Annotated[Role, typer.Option(help="What the account may do; each may what the one before may.")],
        shown: Annotated[str, typer.Option(help="The person's name as the counter's page shows it.")] = "",
        password_file: PasswordFile = None,
        random: Random = False,
        no_password: NoPassword = False,
        database: Database = default_database,
    ) -> None:
        """Add an account. Asks for its password twice, unless a file has it, one is made, or it shall have none."""
        if no_password and (random or password_file is not None):
            raise _refuse("--no-password goes with neither --random nor --password-file")
        password = None if no_password else _password(password_file, random)
        _carry_out(
            database, lambda office: office.add(name, shown or name, role, password) | _made(password or "", random)
        )

    @commands.command("list")
    def list_all(database: Database = default_database) -> None:
        """All accounts, one JSON object a line."""
        _carry_out(database, lambda office: office.list())

    @commands.command("disable")
    def disable(name: Name, database: Database = default_database) -> None:
        """Let an account sign in no more; its sessions end at once."""
        _carry_out(database, lambda office: office.disable(name))

    @commands.command("enable")
    def enable(name: Name, database: Database = default_database) -> None:
        """Let a disabled account sign in again."""
        _carry_out(database, lambda office: office.enable(name))

    @commands.command("password")
    def password(
        name: Name, password_file: PasswordFile = None, random: Random = False, database: Database = default_database
    ) -> None:
        """Give an account another password; its sessions end at once."""
        new = _password(password_file, random)
        _carry_out(database, lambda office: office.change_password(name, new) | _made(new, random))

    @commands.command("link")
    def link(
        name: Name,
        minutes: Annotated[int, typer.Option(min=1, max=24 * 60, help="How long it may be followed.")] = 10,
        database: Database = default_database,
    ) -> None:
        """Print a path of the server that signs an account in, once, without a password."""
        _carry_out(database, lambda office: office.link(name, minutes))

    return commands


def _carry_out(database: str, work: Callable[[StaffOffice], dict[str, Any] | list[dict[str, Any]]]) -> None:
    """Print what it gives; a refusal is one sentence and exit 2."""
    from central.admin import AdminError
    from central.staff.accounts import AccountRefused
    from central.staff.operator import StaffOffice
    from central.staff.settings import StaffSettings

    try:
        told = work(StaffOffice(database, StaffSettings()))
    except (AdminError, AccountRefused) as error:
        raise _refuse(str(error)) from error
    for line in told if isinstance(told, list) else [told]:
        typer.echo(json.dumps(line, ensure_ascii=False))


def _made(password: str, random: bool) -> dict[str, str]:
    return {"password": password} if random else {}


def _password(file: Path | None, random: bool) -> str:
    from central.staff.passwords import random_password

    if random and file is not None:
        raise _refuse("--random and --password-file: give one of them, not both")
    if random:
        return random_password()
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
        except (OSError, UnicodeError) as error:
            raise _refuse(f"--password-file {file} cannot be read: {error}") from error
    if not sys.stdin.isatty():
        raise _refuse("no terminal to ask for the password: give --password-file FILE, or --random to have one made")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt="The same again"))


def _refuse(sentence: str) -> typer.Exit:
    typer.echo(sentence, err=True)
    return typer.Exit(2)

"""`main.py parcel ...` and the centre's part of `main.py cabinet ...`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from central.parcels.office import ParcelOffice

Database = Annotated[str, typer.Option(help="sqlite:///PATH or postgresql://USER@HOST/NAME.")]
Keys = Annotated[str, typer.Option(help="The file with the hall's keys; without it where `central` has it.")]
Terminal = Annotated[str, typer.Argument(help="The code of the cabinet's terminal, for example locker-1.")]
Account = Annotated[str, typer.Argument(help="An account of the staff.")]
Parcel = Annotated[str, typer.Argument(help="A parcel's label, reference or id.")]
EVERY = "every"


def parcel_commands(default_database: str) -> typer.Typer:
    """The sub-commands of `parcel`."""
    commands = typer.Typer(help="Documents for pickup at a cabinet, or for the courier.", no_args_is_help=True)

    @commands.command("register")
    def register(
        case_number: Annotated[str, typer.Argument(help="The case's number.")],
        title: Annotated[str, typer.Option(help="What the document is.")],
        name: Annotated[str, typer.Option(help="Whom it is for; a person's name is kept as a mask.")],
        cabinet: Annotated[str, typer.Option(help="The code of the cabinet's terminal; without it: by courier.")] = "",
        id_number: Annotated[str, typer.Option(help="The ID number; kept as a keyed hash.")] = "",
        phone: Annotated[str, typer.Option(help="The mobile number that the code is sent to.")] = "",
        size: Annotated[str, typer.Option(help="s, m or l.")] = "m",
        reference: Annotated[str, typer.Option(help="Of this document, where a case has several.")] = "",
        expires: Annotated[str, typer.Option(help="Its last day, like 2026-03-25.")] = "",
        low: Annotated[bool, typer.Option("--low", help="A cell within reach of a wheelchair first.")] = False,
        database: Database = default_database,
        keys: Keys = "",
    ) -> None:
        """Register one document; prints its label. Its code follows within seconds from a running centre."""
        told = {"case_number": case_number, "title": title, "name": name, "cabinet": cabinet, "id_number": id_number}
        told |= {"phone": phone, "size": size, "reference": reference}
        fields: dict[str, Any] = {
            **told,
            "low": low,
            "expires": expires or None,
            "kind": "pickup" if cabinet else "post",
        }

        def work(office: ParcelOffice) -> dict[str, Any]:
            from central.parcels.wish import ParcelWish

            taken = office.register(ParcelWish.model_validate(fields))
            return {"parcel": taken.id, "label": taken.label, "outcome": taken.outcome}

        _run(database, keys, work)

    @commands.command("load")
    def load(
        file: Annotated[Path, typer.Argument(help="An .xlsx, .csv or .zip; its columns: docs/lockers.md.")],
        check: Annotated[bool, typer.Option("--check", help="Only say what is wrong.")] = False,
        clock: Annotated[
            Path | None, typer.Option(help="For simulations: registered at this file's time, as `central --clock`.")
        ] = None,
        database: Database = default_database,
        keys: Keys = "",
    ) -> None:
        """Take a file of documents; nothing is half taken. Says each reference with its label."""

        def work(office: ParcelOffice) -> list[dict[str, Any]]:
            from central.clock import wall_clock
            from central.simulated_clock import file_clock

            taken = office.load(file, check=check, clock=file_clock(clock) if clock else wall_clock)
            return [
                {"reference": each.reference, "label": each.label, "parcel": each.id, "outcome": each.outcome}
                for each in taken
            ]

        _run(database, keys, work)

    @commands.command("list")
    def list_(
        text: Annotated[str, typer.Argument(help="A part of the case number, label, mask or waybill.")] = "",
        only: Annotated[
            str, typer.Option(help="registered, inside, overdue, out, cancelled, supplement, post.")
        ] = "all",
        cabinet: Annotated[str, typer.Option(help="Of this cabinet alone.")] = "",
        page: Annotated[int, typer.Option(min=1, help="Of fifty each.")] = 1,
        database: Database = default_database,
    ) -> None:
        """Parcels, the newest first, a JSON object a line; holds no code and no phone number."""

        def work(office: ParcelOffice) -> list[dict[str, Any]]:
            from central.parcels.roll import Filter

            return office.list(text, Filter(only), cabinet, page - 1)

        _run(database, "", work)

    @commands.command("reissue")
    def reissue(parcel: Parcel, database: Database = default_database) -> None:
        """Another code: the one before opens nothing from now on. Its receiver is told."""
        _run(database, "", lambda office: office.reissue(parcel))

    @commands.command("cancel")
    def cancel(parcel: Parcel, database: Database = default_database) -> None:
        """Nobody collects it any more; what lies in a cell is for staff to take out."""
        _run(database, "", lambda office: office.cancel(parcel))

    @commands.command("move")
    def move(parcel: Parcel, cabinet: Terminal, database: Database = default_database) -> None:
        """To another cabinet: what was not put in yet, or was taken out by staff. It gets another code."""
        _run(database, "", lambda office: office.move(parcel, cabinet))

    @commands.command("token")
    def token(database: Database = default_database) -> None:
        """Print a new token for POST /api/v1/parcels; the one before ends."""

        def work(office: ParcelOffice) -> dict[str, str]:
            from central.admin import operate
            from central.senders import PARCELS

            return {"token": operate(office.database, PARCELS.renew_token)}

        _run(database, "", work)

    return commands


def add_cabinet_commands(commands: typer.Typer, default_database: str) -> None:
    """The centre's sub-commands of `cabinet`, beside the technician's."""

    @commands.command("add")
    def add(
        terminal: Terminal,
        name: Annotated[str, typer.Option(help="What people call it, for example 1 号柜.")],
        name_en: Annotated[str, typer.Option(help="The same in English.")] = "",
        place: Annotated[str, typer.Option(help="Where it stands, as messages say it.")] = "",
        place_en: Annotated[str, typer.Option(help="The same in English.")] = "",
        phone: Annotated[str, typer.Option(help="Who answers at night.")] = "",
        code_digits: Annotated[int, typer.Option(min=6, max=8, help="Random digits of a pickup code.")] = 8,
        phone_tail: Annotated[bool, typer.Option(help="The phone's last four digits are typed after them.")] = False,
        keep_days: Annotated[int, typer.Option(help="How long supplementary papers may lie.")] = 7,
        change: Annotated[bool, typer.Option("--change", help="A known cabinet gets these values.")] = False,
        database: Database = default_database,
        keys: Keys = "",
    ) -> None:
        """Make a cabinet known to the centre, at a terminal that was added before."""
        fields: dict[str, Any] = {"name": name, "name_en": name_en, "place": place, "place_en": place_en}
        fields |= {"phone": phone, "code_digits": code_digits, "phone_tail": phone_tail, "keep_days": keep_days}

        def work(office: ParcelOffice) -> dict[str, Any]:
            from central.parcels.cabinets import CabinetWish

            wish = CabinetWish.model_validate(fields)
            (office.change_cabinet if change else office.add_cabinet)(terminal, wish)
            return {"cabinet": terminal, "keys": str(office.keys_path)}

        _run(database, keys, work)

    @commands.command("reissue-all")
    def reissue_all(terminal: Terminal, database: Database = default_database) -> None:
        """For a stolen cabinet: a new salt, and every code, QR and one-time code of before opens nothing."""
        _run(database, "", lambda office: {"parcels": office.reissue_all(terminal)})

    @commands.command("allow")
    def allow(terminal: Terminal, account: Account, database: Database = default_database) -> None:
        """Let an account work at this cabinet; `every`: at every cabinet."""
        _run(database, "", lambda office: office.allow("" if terminal == EVERY else terminal, account))

    @commands.command("disallow")
    def disallow(terminal: Terminal, account: Account, database: Database = default_database) -> None:
        """Let it work there no more."""
        _run(database, "", lambda office: office.disallow("" if terminal == EVERY else terminal, account))

    @commands.command("badge")
    def badge(account: Account, database: Database = default_database, keys: Keys = "") -> None:
        """Print what a new badge's QR says; the badge before counts no more."""
        _run(database, keys, lambda office: {"staff": account, "badge": office.badge(account)})

    @commands.command("once-code")
    def once_code(terminal: Terminal, account: Account, database: Database = default_database) -> None:
        """Print a code that signs an account in at this cabinet, once, within ten minutes."""
        _run(database, "", lambda office: {"staff": account, "code": office.once_code(terminal, account)})


def _run(database: str, keys: str, work: Any) -> None:
    """What it did, a JSON object a line; a refusal as one sentence and exit 2."""
    from pydantic import ValidationError

    from central.admin import AdminError
    from central.importing.problems import NotTaken
    from central.parcels.office import ParcelOffice
    from central.staff.accounts import AccountRefused
    from central.wishes import Faulty

    try:
        told = work(ParcelOffice(database, keys))
    except Faulty as error:
        raise _refuse("\n".join(f"{fault.key}: {fault.why}" for fault in error.faults)) from error
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)
        raise _refuse(
            "\n".join(f"{each['loc'][0]}: {each['msg'].removeprefix('Value error, ')}" for each in wrong)
        ) from error
    except (AdminError, NotTaken, AccountRefused, ValueError) as error:
        raise _refuse(str(error)) from error
    for line in told if isinstance(told, list) else [told]:
        if line is not None:
            typer.echo(json.dumps(line, ensure_ascii=False))


def _refuse(sentence: str) -> typer.Exit:
    typer.echo(sentence, err=True)
    return typer.Exit(2)

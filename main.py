"""The one command line: `python main.py COMMAND`. It wires the parts together and does nothing else.

Each command imports only what it starts, so that a terminal's engine never loads the centre.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from central.appointments.cli import appointments_commands
from central.parcels.cli import add_cabinet_commands, parcel_commands
from central.staff.cli import staff_commands
from drivers.technician.cli import device_commands
from drivers.technician.terminal import Terminal
from kiosk.lockers.cli import RunningCabinet, add_technician_commands
from kiosk.version import SOFTWARE

ROOT = Path(__file__).resolve().parent

app = typer.Typer(
    help="Self-service terminals for public service halls: the terminal, the centre, and simulated devices.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
terminal_app = typer.Typer(help="The terminals that the centre knows.", no_args_is_help=True)
catalogue_app = typer.Typer(help="The hall's departments and services.", no_args_is_help=True)
settings_app = typer.Typer(help="A terminal's settings.", no_args_is_help=True)


def running_terminal(socket: Path | None) -> Terminal:
    """The engine at this socket, or at the usual one, as the technician's commands need it."""
    from kiosk.local_client import RunningTerminal, usual_socket

    return RunningTerminal(socket or usual_socket())


def running_cabinet(socket: Path | None) -> RunningCabinet:
    """The same, as the technician's commands for a cabinet need it."""
    from kiosk.local_client import RunningTerminal, usual_socket

    return RunningTerminal(socket or usual_socket())


device_app = device_commands(running_terminal, SOFTWARE)
bench_app = typer.Typer(help="Run the simulated devices and the page that shows and drives them.")
app.add_typer(bench_app, name="bench")
app.add_typer(device_app, name="device")
app.add_typer(terminal_app, name="terminal")
app.add_typer(catalogue_app, name="catalogue")
app.add_typer(settings_app, name="settings")
simulate_app = typer.Typer(help="Simulated days, faster than real time, judged in the end.", no_args_is_help=True)
app.add_typer(simulate_app, name="simulate")

DATABASE = "sqlite:///var/central/hall.db"
app.add_typer(staff_commands(DATABASE), name="staff")
app.add_typer(appointments_commands(DATABASE), name="appointments")
app.add_typer(parcel_commands(DATABASE), name="parcel")
cabinet_app = typer.Typer(help="Pickup cabinets.", no_args_is_help=True)
add_cabinet_commands(cabinet_app, DATABASE)
add_technician_commands(cabinet_app, running_cabinet)
app.add_typer(cabinet_app, name="cabinet")

Database = Annotated[str, typer.Option(help="sqlite:///PATH or postgresql://USER@HOST/NAME.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object instead of words.")]
BenchFolder = Annotated[Path | None, typer.Option("--dir", help="The running bench's folder; else the usual ones.")]
BoardOption = Annotated[str | None, typer.Option(help="One board alone, on a line with several.")]
SettingsFile = Annotated[Path, typer.Option("--settings", help="The terminal's settings (see config/kiosk.toml).")]


def refuse(sentence: str) -> typer.Exit:
    """Wrong use or wrong settings: one sentence, exit 2."""
    typer.echo(sentence, err=True)
    return typer.Exit(2)


@app.command()
def central(
    database: Database = DATABASE,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8700,
    processes: Annotated[int, typer.Option(help="How many answer; 0: one for each core, up to 4.", min=0)] = 0,
    clock: Annotated[Path | None, typer.Option(help="For simulations: a file that holds their time.")] = None,
    sms: Annotated[str, typer.Option(help="The file of the messages' gateway, like config/sms.toml.")] = "",
    keys: Annotated[str, typer.Option(help="The file with the keys of parcels; without it beside the database.")] = "",
    code_on_phone_page: Annotated[bool, typer.Option(help="Show the pickup code beside the QR on phones.")] = False,
) -> None:
    """Run the hall's server and its pages."""
    from central.parcels.settings import ParcelSettings
    from central.serve import serve, usual_processes

    try:
        parcels = ParcelSettings(sms=sms, keys=keys, code_on_phone_page=code_on_phone_page)
        serve(database, host, port, clock, processes or usual_processes(), parcels=parcels)
    except ValueError as error:
        raise refuse(str(error)) from error


@app.command()
def engine(
    settings_file: SettingsFile = Path("config/kiosk.toml"),
    without_face: Annotated[bool, typer.Option(help="Start no screen; one may still connect.")] = False,
) -> None:
    """Run a terminal: its devices, its journal, its rules, and the screen as its child."""
    import asyncio

    from drivers.errors import SettingsError as DeviceSettingsError
    from drivers.registry import build_all
    from drivers.technician.wires import Wires
    from kiosk.engine import Engine
    from kiosk.settings import SettingsError, load

    try:
        settings = load(settings_file)
        wires = Wires()
        devices = build_all(settings.devices, source=str(settings_file), link=wires.link)
        screenless = without_face or settings.announcer is not None
        face_command = None if screenless else [sys.executable, "-m", "screens"]
        terminal = Engine(settings, devices, face_command, wires=wires)
        asyncio.run(terminal.run())
    except (
        SettingsError,
        DeviceSettingsError,
        OSError,
    ) as error:  # OSError: another engine has the folder or the socket
        raise refuse(str(error)) from error


@app.command()
def face(socket: Annotated[Path, typer.Option(help="The engine's local socket.")]) -> None:
    """Run the screen alone, against a running engine (the engine starts its own)."""
    from screens.app import run

    run(str(socket))


@bench_app.callback(invoke_without_command=True)
def bench(
    context: typer.Context,
    directory: Annotated[
        Path | None, typer.Option("--dir", help="Where the ports and bench.json appear (var/bench).")
    ] = None,
    host: Annotated[str, typer.Option(help="The address of the bench page.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port of the bench page.")] = 8710,
    display: Annotated[str | None, typer.Option(help="The X display to show and touch, for example :99.")] = None,
    window_class: Annotated[
        str | None, typer.Option(help="Show and touch only the window with this WM_CLASS, when there is one.")
    ] = None,
    paper_mm_per_second: Annotated[float, typer.Option(help="How fast the printers print; 0: at once.")] = 150.0,
    slips_kept: Annotated[int, typer.Option(help="How many printed slips are kept to look at.")] = 50,
    cabinet: Annotated[
        Path | None,
        typer.Option(help="With a pickup cabinet's devices; its front is in this file: docs/devices/bench.md."),
    ] = None,
) -> None:
    """Run the simulated devices and the page that shows and drives them; the commands below drive a running bench."""
    if context.invoked_subcommand is not None:
        context.obj = directory
        return
    from bench.printer import PrinterSettings
    from bench.serve import serve

    printer = PrinterSettings(speed_mm_per_second=paper_mm_per_second, slips_kept=slips_kept)
    folder = directory or Path("var/bench")
    serve(folder, host, port, display, window_class=window_class, printer=printer, cabinet=cabinet)


@bench_app.command("devices")
def bench_devices(
    context: typer.Context,
    device: Annotated[str | None, typer.Argument(help="One of them: what can go wrong and be done with it.")] = None,
    directory: BenchFolder = None,
    as_json: JsonOption = False,
) -> None:
    """The running bench's devices: their ports, who has them open, what is wrong with them."""
    from bench.remote_commands import show_devices

    raise typer.Exit(show_devices(directory or context.obj, device, as_json=as_json))


@bench_app.command("fault")
def bench_fault(
    context: typer.Context,
    device: Annotated[str, typer.Argument(help="A device of the bench, for example ticket-printer.")],
    fault: Annotated[str, typer.Argument(help="For example unplug; `bench devices DEVICE` names them all.")],
    off: Annotated[bool, typer.Option("--off", help="Mend it.")] = False,
    seconds: Annotated[
        float | None, typer.Option(help="It mends itself after that time; of `late` the delay, of `noise` the rate.")
    ] = None,
    board: BoardOption = None,
    directory: BenchFolder = None,
    as_json: JsonOption = False,
) -> None:
    """Let something go wrong with a device of the running bench."""
    from bench.remote_commands import switch_fault

    raise typer.Exit(
        switch_fault(directory or context.obj, device, fault, seconds, on=not off, board=board, as_json=as_json)
    )


@bench_app.command("act")
def bench_act(
    context: typer.Context,
    device: Annotated[str, typer.Argument(help="A device of the bench, for example id-card-reader.")],
    act: Annotated[str, typer.Argument(help="`bench devices DEVICE` names what there is.")],
    values: Annotated[list[str] | None, typer.Argument(help="key=value, for example door=3.")] = None,
    board: BoardOption = None,
    directory: BenchFolder = None,
    as_json: JsonOption = False,
) -> None:
    """Do what a person does to a device of the running bench: lay a card on it, pull a door, press a key."""
    from bench.remote_commands import do_act

    raise typer.Exit(do_act(directory or context.obj, device, act, values or [], board=board, as_json=as_json))


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="One citizen's visit by real touches, then stop.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="With --once: pictures, paper, bytes and result.json go here.")
    ] = None,
    landscape: Annotated[bool, typer.Option("--landscape", help="A 1920 x 1080 panel instead of 1080 x 1920.")] = False,
    window: Annotated[bool, typer.Option("--window", help="With the window terminal of one counter.")] = False,
    lockers: Annotated[
        bool, typer.Option("--lockers", help="With a pickup cabinet of 20 cells and six parcels.")
    ] = False,
) -> None:
    """Start the whole thing on this machine with simulated devices."""
    from bench.campaigns.demo import run_demo

    raise typer.Exit(run_demo(once=once, out=out, portrait=not landscape, window=window, lockers=lockers))


@app.command()
def benchmark(
    out: Annotated[Path, typer.Option(help="The page that the tables are written to.")] = ROOT / "docs/benchmarks.md",
) -> None:
    """Measure speed and memory on this machine, as ratios within one run."""
    from bench.campaigns.benchmark import run_benchmark

    raise typer.Exit(run_benchmark(out))


@app.command()
def soak(
    kills: Annotated[int, typer.Option(help="How often the terminal is killed with SIGKILL.")] = 200,
    seed: Annotated[int, typer.Option(help="The same seed gives the same instants.")] = 1,
) -> None:
    """Kill a busy terminal again and again and compare what was shown, printed and known at the centre."""
    from bench.campaigns.kills import run_kills

    raise typer.Exit(run_kills(kills=kills, seed=seed))


@app.command()
def scan(
    images: Annotated[list[Path], typer.Argument(metavar="IMAGE...", help="Pictures: PNG, JPEG, BMP, WebP, TIFF.")],
    formats: Annotated[
        str | None, typer.Option(help="Only these, for example qr,code128; without it the usual ones.")
    ] = None,
    budget_ms: Annotated[float, typer.Option(min=1, help="How long one picture may be looked at.")] = 300,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a picture.")] = False,
) -> None:
    """Read the codes in pictures."""
    from drivers.camera.codes import UnknownFormat
    from drivers.camera.scan_command import run_scan

    try:
        raise typer.Exit(run_scan(images, formats, budget_ms, as_json=as_json))
    except UnknownFormat as error:
        raise refuse(f"--formats: {error}") from error


@app.command()
def fuzz(
    frames: Annotated[int, typer.Option(help="Damaged frames for each protocol's reader.")] = 1_000_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
) -> None:
    """Feed every protocol's reader with damaged frames and garbage; none may raise or grow."""
    from bench.campaigns.fuzz import run_fuzz

    raise typer.Exit(run_fuzz(frames, seed))


@terminal_app.command("add")
def terminal_add(
    code: Annotated[str, typer.Argument(help="The terminal's code, for example lobby-1.")],
    unit: Annotated[str, typer.Option(help="What people call it, for example 1 号机.")],
    series: Annotated[str, typer.Option(help="Its mark in numbers of its own series; unique in the hall.")],
    unit_en: Annotated[str, typer.Option(help="The same in English.")] = "",
    counter: Annotated[str | None, typer.Option(help="The counter that a window terminal stands at.")] = None,
    database: Database = DATABASE,
    renew: Annotated[bool, typer.Option("--renew", help="Give a known terminal a new token.")] = False,
) -> None:
    """Make a terminal known to the centre; prints its token, which is kept nowhere else."""
    from central.admin import AdminError, add_terminal

    try:
        token = add_terminal(database, code, unit, unit_en or unit, series, counter=counter, renew=renew)
    except AdminError as error:
        raise refuse(str(error)) from error
    typer.echo(json.dumps({"terminal": code, "token": token}))


@catalogue_app.command("load")
def catalogue_load(
    file: Annotated[
        Path, typer.Argument(help="A .toml like config/catalogue.toml, an .xlsx, a .csv, or a .zip or folder of .csv.")
    ],
    database: Database = DATABASE,
    check: Annotated[bool, typer.Option("--check", help="Only say what is wrong and what would change.")] = False,
    always_open: Annotated[
        bool, typer.Option("--always-open", help="A hall to try things in at any hour, whatever hours the file says.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Take the hall's catalogue and say what changes; nothing is half loaded."""
    from central.admin import AdminError, load_catalogue

    try:
        changes = load_catalogue(database, file, check=check, always_open=always_open)
    except AdminError as error:
        raise refuse(str(error)) from error
    typer.echo(json.dumps(changes.as_json(), ensure_ascii=False) if as_json else str(changes))


@catalogue_app.command("export")
def catalogue_export(
    file: Annotated[Path, typer.Argument(help="The .xlsx to write; it must not exist yet.")],
    database: Database = DATABASE,
) -> None:
    """Write the stored catalogue as a workbook to work on and load again."""
    from central.admin import AdminError, export_catalogue

    try:
        export_catalogue(database, file)
    except AdminError as error:
        raise refuse(str(error)) from error


@simulate_app.command("lockers")
def simulate_lockers(
    out: Annotated[Path, typer.Option(help="Where result.json goes.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same schedules.")] = 1,
    schedules: Annotated[int, typer.Option(min=1, max=1_000_000)] = 300,
    only: Annotated[int | None, typer.Option(min=0, help="This one alone, and tell what happened.")] = None,
    jobs: Annotated[int, typer.Option(min=0, help="Processes at a time; 0: one a processor.")] = 0,
    centre: Annotated[str, typer.Option(help="real, model, or mixed: every tenth one is real.")] = "mixed",
) -> None:
    """Let people, boards, power cuts and the centre try a cabinet; exit 0 only if no door and no parcel went wrong."""
    from bench.campaigns.cabinets.simulate import Asked, WhichCentre, simulate_lockers

    try:
        which = WhichCentre(centre)
    except ValueError as error:
        raise refuse(f"--centre {centre}: write real, model or mixed") from error
    raise typer.Exit(simulate_lockers(Asked(seed, schedules, out, only, jobs, which)))


@simulate_app.command("hall")
def simulate_hall(
    out: Annotated[Path, typer.Option(help="Where result.json, days.html and everything that was kept go.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same days.")] = 1,
    days: Annotated[int, typer.Option(min=1, max=60)] = 1,
    terminals: Annotated[int, typer.Option(min=1, max=100, help="In the lobby.")] = 6,
    counters: Annotated[int, typer.Option(min=1, max=99, help="Each with a clerk and a window terminal.")] = 12,
    cuts: Annotated[int, typer.Option(min=0, max=200, help="Cut lines, and as many killed terminals, a day.")] = 4,
    people: Annotated[
        int | None, typer.Option(min=1, help="A day; without it as many as the counters can serve.")
    ] = None,
    database: Annotated[str, typer.Option(help="An empty one; without it a new SQLite file in the folder.")] = "",
) -> None:
    """Let people, clerks, terminals and phones use the real centre; exit 0 only if nobody was wronged."""
    from bench.campaigns.queue_hall.simulate import Asked, simulate_hall

    asked = Asked(seed, days, terminals, counters, cuts, out, people, database)
    raise typer.Exit(simulate_hall(asked))


@settings_app.command("check")
def settings_check(settings_file: SettingsFile = Path("config/kiosk.toml")) -> None:
    """Read a terminal's settings and say what is wrong with them."""
    from drivers.errors import SettingsError as DeviceSettingsError
    from drivers.registry import build_all
    from kiosk.duties import duty_of
    from kiosk.settings import SettingsError, load

    try:
        settings = load(settings_file)
        duty_of(settings, build_all(settings.devices, source=str(settings_file)))
    except (SettingsError, DeviceSettingsError) as error:
        raise refuse(str(error)) from error
    typer.echo(f"{settings_file}: all settings are valid.")


if __name__ == "__main__":
    app()

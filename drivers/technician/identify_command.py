"""`device identify`: wait for a device to be plugged in, find out what it is, print the settings to paste."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from drivers.actions import Report, WrongUse
from drivers.errors import DeviceError, LinkError, SettingsError
from drivers.link.contract import Link
from drivers.link.opening import link_for
from drivers.link.ports import Port, PortKind, find_ports
from drivers.roles import Outcome
from drivers.settings import SOCKET, PortSettings
from drivers.technician import ending
from drivers.technician.guessing import Guess, guess
from drivers.technician.identifying import LISTEN_SECONDS, Finding, Interview
from drivers.technician.json_lines import print_json
from drivers.technician.pasting import settings_lines
from drivers.technician.questions import Question, questions
from drivers.technician.showing import show_line, show_report
from drivers.technician.terminal import Terminal
from drivers.technician.try_command import refuse

LOOK_SECONDS = 0.25
SETTLE_SECONDS = 1.0  # udev makes the stable names in this time
ASKED_KINDS = frozenset((PortKind.SERIAL, PortKind.BENCH))
ORDER = (PortKind.SERIAL, PortKind.INPUT, PortKind.VIDEO, PortKind.USB, PortKind.BENCH)


@dataclass(frozen=True, slots=True)
class Wish:
    """`port` None: the next one that is plugged in. `listen_seconds`: for what speaks only when it is used."""

    port: str | None
    bench: Path
    wait_seconds: float
    listen_seconds: float
    as_json: bool


def run(wish: Wish, terminal: Terminal) -> int:
    return ending.run(
        _run(wish, terminal), lambda: _end(wish, Report(Outcome.FAILED, None, {"message": "interrupted"}))
    )


async def _run(wish: Wish, terminal: Terminal) -> int:
    try:
        port = await _port(wish)
        if port is None:
            message = f"nothing was plugged in within {wish.wait_seconds:.0f} s"
            return _end(wish, Report(Outcome.FAILED, "link.absent", {"message": message}))
        report = await _identified(wish, port, terminal)
    except (WrongUse, SettingsError) as error:
        return refuse(str(error), as_json=wish.as_json)
    except DeviceError as error:
        report = ending.failure(error)
    return _end(wish, report)


# --- which port ---


async def _port(wish: Wish) -> Port | None:
    """None: nothing came."""
    if wish.port is not None:
        return _named(wish.port, await asyncio.to_thread(find_ports, bench=wish.bench))
    before = {_identity(port) for port in await asyncio.to_thread(find_ports, bench=wish.bench)}
    _tell(wish, f"Plug the device in now, and switch it on ({wish.wait_seconds:.0f} s) ...")
    try:
        async with asyncio.timeout(wish.wait_seconds):
            while True:
                await asyncio.sleep(LOOK_SECONDS)
                if any(_identity(port) not in before for port in await asyncio.to_thread(find_ports, bench=wish.bench)):
                    break
    except TimeoutError:
        return None
    await asyncio.sleep(SETTLE_SECONDS)
    new = [port for port in await asyncio.to_thread(find_ports, bench=wish.bench) if _identity(port) not in before]
    return min(new, key=lambda port: (ORDER.index(port.kind), not port.types), default=None)


def _identity(port: Port) -> tuple[str, str | None]:
    return port.path, port.usb.node if port.usb else None


def _named(path: str, ports: tuple[Port, ...]) -> Port:
    """The port with this name among those seen; else one that nothing is known about."""
    for port in ports:
        if path in (port.path, *port.stable):
            return port
    resolved = Path(path).resolve() if path.startswith("/") else None
    for port in ports:
        if resolved is not None and Path(port.path).resolve() == resolved:
            return port
    kind = PortKind.USB if path.startswith("usb://") else PortKind.SERIAL
    return Port(path=path, kind=kind)


# --- what it is ---


async def _identified(wish: Wish, port: Port, terminal: Terminal) -> Report:
    opinion = guess(port)
    _tell(wish, f"{port.best}: {opinion.what} ({opinion.why})")
    fields: dict[str, Any] = {"port": port.best, "what": opinion.what, "why": opinion.why}
    if port.kind not in ASKED_KINDS:
        return _by_its_looks(port, opinion, fields)
    async with AsyncExitStack() as lent:
        await lent.enter_async_context(terminal.borrow(port.best))
        interview = Interview(
            partial(_link, port.best), partial(_tell, wish), has_speed=SOCKET.fullmatch(port.best) is None
        )
        asked, left_out = _chosen(opinion)
        finding = await _interview(wish, interview, asked)
    fields["asked"] = interview.asked
    if finding is None:
        fields["not_asked"] = [question.name for question in left_out]
        message = (
            "nothing answered: no power, RX and TX (or A and B) swapped, another speed or address, "
            "or a device that never speaks unasked"
        )
        return Report(Outcome.FAILED, "proto.timeout", {"message": message, **fields})
    lines = settings_lines(finding.driver, port.best, finding.settings, baud=finding.baud, steady=bool(port.stable))
    learned = {"driver": finding.driver, "baud": finding.baud, "learned": finding.settings, "how": finding.how}
    return Report(Outcome.DONE, None, {**fields, **learned, "note": finding.note, "lines": lines})


async def _interview(wish: Wish, interview: Interview, asked: list[Question]) -> Finding | None:
    finding = await interview.listen(LISTEN_SECONDS) or await interview.ask_all(asked)
    if finding is None and wish.listen_seconds:
        _tell(wish, f"Nothing answers. Press a key on it, or show it a code ({wish.listen_seconds:.0f} s) ...")
        finding = await interview.listen(wish.listen_seconds)
    return finding


def _chosen(opinion: Guess) -> tuple[list[Question], list[Question]]:
    """What is asked, and what is left out: a line end, where a printer that answers nothing may hang."""
    every = questions()
    if opinion.drivers == ("escpos",):
        return [question for question in every if question.driver == "escpos"], []
    known_scanner = opinion.drivers == ("serial-scanner",)
    asked = [question for question in every if known_scanner or not question.may_print]
    return asked, [question for question in every if question not in asked]


def _by_its_looks(port: Port, opinion: Guess, fields: dict[str, Any]) -> Report:
    """A printer, a camera or a keyboard: the kernel has said what it is, and nothing need be asked."""
    if not opinion.drivers:
        message = f"{port.best} is {opinion.what}"
        return Report(Outcome.FAILED, "link.wrong_device", {"message": message, **fields})
    driver = opinion.drivers[0]
    lines = settings_lines(driver, port.best, {}, baud=None, steady=bool(port.stable) or port.kind is PortKind.USB)
    return Report(Outcome.DONE, None, {**fields, "driver": driver, "others": list(opinion.drivers[1:]), "lines": lines})


def _link(port: str, baud: int) -> Link:
    try:
        return link_for(PortSettings(port=port, baud=baud))
    except ValueError as error:
        raise LinkError("config.invalid", f"{port}: {error}") from error


# --- the end ---


def _tell(wish: Wish, sentence: str) -> None:
    if not wish.as_json:
        show_line(sentence)


def _end(wish: Wish, report: Report) -> int:
    if wish.as_json:
        print_json(report.to_json())
        return ending.EXITS[report.outcome]
    lines = report.fields.get("lines")
    shown = {key: value for key, value in report.fields.items() if key not in ("lines", "asked")}
    show_report("identify", Report(report.outcome, report.error, shown))
    if lines:
        show_line("\nPaste into the terminal's settings:\n\n" + "\n".join(lines))
    return ending.EXITS[report.outcome]

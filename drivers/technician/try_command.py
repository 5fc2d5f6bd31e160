"""`device try`: one action on one device. The contract is docs/devices/try.md; `trying.py` does the action."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from drivers.actions import Report, Request, WrongUse
from drivers.errors import DeviceError, SettingsError
from drivers.technician import ending
from drivers.technician.json_lines import print_json
from drivers.technician.showing import show_report, show_step
from drivers.technician.terminal import Terminal
from drivers.technician.trying import SOURCE, Progress, try_action
from drivers.technician.words import table_for


@dataclass(frozen=True, slots=True)
class Wish:
    """The command line of `device try`, as it was typed."""

    driver: str
    action: str
    arguments: tuple[str, ...]
    port: str | None
    settings: tuple[str, ...]
    timeout_seconds: float
    reveal: bool
    as_json: bool


def run(wish: Wish, terminal: Terminal) -> int:
    """Print how it ended; returns the exit code."""
    progress = Progress()

    def interrupted() -> int:
        return _end(wish, progress.interrupted())

    return ending.run(_run(wish, terminal, progress), interrupted)


async def _run(wish: Wish, terminal: Terminal, progress: Progress) -> int:
    try:
        settings = table_for(wish.driver, wish.settings, wish.port)
        request = _request(wish)
        async with AsyncExitStack() as lent:
            if wish.port is not None:
                await lent.enter_async_context(terminal.borrow(wish.port))
            report = await try_action(wish.driver, settings, wish.action, request, progress)
    except SettingsError as error:
        return refuse(refused_settings(error), as_json=wish.as_json)
    except WrongUse as error:
        return refuse(str(error), as_json=wish.as_json)
    except DeviceError as error:
        report = ending.failure(error)
    return _end(wish, report)


def _request(wish: Wish) -> Request:
    def tell(step: Mapping[str, Any]) -> None:
        if wish.as_json:
            print_json(step)
        else:
            show_step(step)

    argument = " ".join(wish.arguments) if wish.arguments else None
    return Request(argument, wish.timeout_seconds, wish.reveal, tell)


def _end(wish: Wish, report: Report) -> int:
    if wish.as_json:
        print_json(report.to_json())
    else:
        show_report(f"{wish.driver} {wish.action}", report)
    return ending.EXITS[report.outcome]


def refused_settings(error: SettingsError) -> str:
    """The refusal as a technician reads it who typed no file: the key alone."""
    return str(error).replace(f"config.invalid: {SOURCE}: devices.device.", "")


def refuse(sentence: str, *, as_json: bool) -> int:
    """Wrong use: a sentence for people on standard error, and the JSON line for machines."""
    sys.stderr.write(sentence + "\n")
    if as_json:
        print_json(ending.refusal(sentence).to_json())
    return ending.WRONG_USE

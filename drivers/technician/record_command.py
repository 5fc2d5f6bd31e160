"""`device record`: a driver and its device, every byte with its time, into a file that `device replay` reads.

What is personal is overwritten before it reaches the file, by the driver's own mask (`drivers/actions.Driver.masks`).
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

from drivers.actions import Report, Request, WrongUse
from drivers.errors import DeviceError, SettingsError
from drivers.facts import Fact
from drivers.link.contract import Link
from drivers.link.opening import link_for
from drivers.link.recording import MaskedEar, TappedLink
from drivers.masking import fact_json
from drivers.registry import driver_of
from drivers.roles import Outcome
from drivers.technician import ending
from drivers.technician.json_lines import print_json
from drivers.technician.recording_file import Header, Recorder, without_secrets
from drivers.technician.showing import show_report, show_step
from drivers.technician.terminal import Terminal
from drivers.technician.try_command import refuse, refused_settings
from drivers.technician.trying import Progress, Surroundings, stop, try_action
from drivers.technician.words import table_for

SEED_BITS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The command line. `action` None: the device only lives, for `seconds` or until Ctrl-C."""

    file: Path
    driver: str
    port: str | None
    settings: tuple[str, ...]
    action: str | None
    arguments: tuple[str, ...]
    seconds: float | None
    timeout_seconds: float
    as_json: bool
    software: str


def run(wish: Wish, terminal: Terminal) -> int:
    progress = Progress()

    def interrupted() -> int:
        report = progress.interrupted() if wish.action else Report(Outcome.DONE, None, {"file": str(wish.file)})
        return _end(wish, report)

    return ending.run(_run(wish, terminal, progress), interrupted)


async def _run(wish: Wish, terminal: Terminal, progress: Progress) -> int:
    try:
        table = table_for(wish.driver, wish.settings, wish.port)
        async with AsyncExitStack() as open_things:
            if wish.port is not None:
                await open_things.enter_async_context(terminal.borrow(wish.port))
            report = await _record(wish, table, progress)
    except SettingsError as error:
        return refuse(refused_settings(error), as_json=wish.as_json)
    except WrongUse as error:
        return refuse(str(error), as_json=wish.as_json)
    except OSError as error:
        return refuse(f"{wish.file}: cannot be written: {error.strerror}", as_json=wish.as_json)
    except DeviceError as error:
        report = ending.failure(error)
    return _end(wish, report)


async def _record(wish: Wish, table: dict[str, Any], progress: Progress) -> Report:
    """Raises WrongUse, SettingsError, DeviceError, and OSError for the file."""
    seed = SystemRandom().getrandbits(SEED_BITS)
    with wish.file.open("w", encoding="utf-8") as file:
        recorders: list[Recorder] = []

        def line(settings: Any) -> Link:
            link = link_for(settings)
            recorder = Recorder(file, _header(wish, settings, link, seed), asyncio.get_running_loop().time)
            recorders.append(recorder)
            return TappedLink(link, MaskedEar(partial(driver_of(wish.driver).masks, settings), recorder))

        surroundings = Surroundings(line, Random(seed), partial(_tell, wish))  # noqa: S311  not for secrets
        try:
            report = await _live(wish, table, surroundings, progress)
        finally:
            for recorder in recorders:
                recorder.end()
    if not recorders:
        raise WrongUse(f"the driver {wish.driver} has no line whose bytes could be recorded")
    return Report(report.outcome, report.error, {**report.fields, "file": str(wish.file)})


def _header(wish: Wish, settings: Any, link: Link, seed: int) -> Header:
    return Header(
        driver=wish.driver,
        settings=without_secrets(settings.model_dump(mode="json", exclude_unset=True, exclude={"driver"})),
        action=wish.action,
        argument=" ".join(wish.arguments) or None,
        timeout_seconds=wish.timeout_seconds,
        seed=seed,
        software=wish.software,
        bits_per_second=link.bits_per_second,
    )


async def _live(wish: Wish, table: dict[str, Any], surroundings: Surroundings, progress: Progress) -> Report:
    if wish.action is not None:
        request = Request(" ".join(wish.arguments) or None, wish.timeout_seconds, False, partial(_step, wish))
        return await try_action(wish.driver, table, wish.action, request, progress, surroundings)
    device = surroundings.device(wish.driver, table)
    await device.start()
    try:
        await asyncio.sleep(wish.seconds) if wish.seconds is not None else await asyncio.Event().wait()
    finally:
        await stop(device)
    return Report(Outcome.DONE)


def _tell(wish: Wish, fact: Fact) -> None:
    _step(wish, fact_json(fact))


def _step(wish: Wish, step: Any) -> None:
    if wish.as_json:
        print_json(step)
    else:
        show_step(step)


def _end(wish: Wish, report: Report) -> int:
    if wish.as_json:
        print_json(report.to_json())
    else:
        show_report(f"record {wish.driver}", report)
    return ending.EXITS[report.outcome]

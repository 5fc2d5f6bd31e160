"""`device replay`: the driver against a recording, in no time, with the same facts and the same end every time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

from drivers.actions import Report, Request, WrongUse
from drivers.errors import SettingsError
from drivers.link.replaying import ReplayLink
from drivers.masking import fact_json
from drivers.registry import DRIVERS
from drivers.roles import Outcome
from drivers.technician import ending
from drivers.technician.json_lines import print_json
from drivers.technician.recording_file import Recording, read_recording
from drivers.technician.showing import show_news, show_report
from drivers.technician.try_command import refuse
from drivers.technician.trying import Surroundings, stop, try_action
from drivers.technician.virtual_time import VirtualLoop

Tell = Callable[[Mapping[str, Any]], None]


def run(file: Path, *, as_json: bool) -> int:
    """Print each fact, then how it ended; `differences` says where the driver does other than in the recording."""
    try:
        report = replay(read_recording(file), print_json if as_json else show_news)
    except (SettingsError, WrongUse) as error:
        return refuse(str(error), as_json=as_json)
    if as_json:
        print_json(report.to_json())
    else:
        show_report(f"replay {file.name}", report)
    return ending.EXITS[report.outcome]


def replay(recording: Recording, tell: Tell) -> Report:
    """`tell` gets `{"at_seconds": ..., "fact": ...}`. Raises SettingsError and WrongUse.

    Without an action in the recording, the end is DONE when the driver wrote what it wrote then, else FAILED.
    """
    header = recording.header
    if header.driver not in DRIVERS:
        raise SettingsError(f"the recording is of the driver {header.driver!r}, which this software does not have")
    link = ReplayLink(str(header.settings.get("port", "recording")), header.bits_per_second, recording.rows)
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        loop = runner.get_loop()

        def told(step: Mapping[str, Any]) -> None:
            tell({"at_seconds": round(loop.time(), 3), **step})

        chance = Random(header.seed)  # noqa: S311  what the recording drew
        surroundings = Surroundings(lambda settings: link, chance, lambda fact: told(fact_json(fact)))
        report = runner.run(_replayed(recording, surroundings, told))
    fields = {**report.fields, "seconds": recording.seconds, "differences": link.differences}
    if header.action is None and link.differences:
        return Report(Outcome.FAILED, "proto.desync", fields)
    return Report(report.outcome, report.error, fields)


async def _replayed(recording: Recording, surroundings: Surroundings, tell: Tell) -> Report:
    header = recording.header
    if header.action is not None:
        request = Request(header.argument, header.timeout_seconds, False, tell)
        return await try_action(header.driver, header.settings, header.action, request, surroundings=surroundings)
    device = surroundings.device(header.driver, header.settings)
    await device.start()
    try:
        await asyncio.sleep(recording.seconds)
    finally:
        await stop(device)
    return Report(Outcome.DONE)

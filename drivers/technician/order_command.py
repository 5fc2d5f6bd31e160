"""`device retry`, `maintenance` and `service`: orders to a running engine; each says in one sentence what happened."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from drivers.actions import Report
from drivers.errors import DeviceError
from drivers.roles import Outcome
from drivers.technician import ending
from drivers.technician.json_lines import print_json
from drivers.technician.showing import show_line
from drivers.technician.try_command import refuse


def run(order: Callable[[str], Coroutine[Any, Any, str]], device: str, *, as_json: bool) -> int:
    return ending.run(_run(order, device, as_json=as_json), lambda: ending.FAILED)


async def _run(order: Callable[[str], Coroutine[Any, Any, str]], device: str, *, as_json: bool) -> int:
    try:
        report = Report(Outcome.DONE, None, {"message": await order(device)})
    except DeviceError as error:
        if error.code == "config.invalid":
            return refuse(str(error), as_json=as_json)
        report = ending.failure(error)
    if as_json:
        print_json(report.to_json())
    else:
        show_line(str(report.fields["message"]))
    return ending.EXITS[report.outcome]

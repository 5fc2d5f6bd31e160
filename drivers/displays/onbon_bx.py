"""The driver "onbon-bx" for the registry, and what a technician may have it do."""

from __future__ import annotations

from random import SystemRandom

from drivers.actions import Action, Driver, Line, Report, Request, WrongUse
from drivers.clock import SystemClock
from drivers.displays.onbon_display import OnbonBx
from drivers.displays.onbon_settings import OnbonBxSettings


async def show(display: OnbonBx, request: Request) -> Report:
    try:
        text = display.settings.encoded(request.argument or "")
    except ValueError as error:
        raise WrongUse(f"show: {error}") from error
    shown = await display.put(text, request.deadline_seconds)
    return Report(shown.outcome, shown.error, {"sent": shown.sent, "refusals": list(shown.refusals)})


def make(name: str, settings: OnbonBxSettings, table: str, line: Line) -> OnbonBx:
    return OnbonBx(name, line(settings), settings, clock=SystemClock(), random=SystemRandom())


DRIVER = Driver(
    settings=OnbonBxSettings,
    make=make,
    actions=(Action("show", "Show a text until the next one.", show, "TEXT"),),
)

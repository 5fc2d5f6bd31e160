"""One action on one device, without an engine: port opened, device identified, action run, all closed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random, SystemRandom
from typing import Any

from drivers.actions import Action, Line, Report, Request, WrongUse
from drivers.clock import SystemClock
from drivers.device import Device
from drivers.errors import DeviceError
from drivers.facts import DeviceChanged, DeviceLost, Fact
from drivers.facts import Link as LinkState
from drivers.link.opening import link_for
from drivers.registry import build, driver_of
from drivers.roles import Listener, Outcome

SOURCE = "device try"
STUCK = frozenset((LinkState.CONFIG_ERROR, LinkState.WRONG_DEVICE))  # waiting cannot mend these
OPEN_SHARE = 0.5  # of the time may pass before the device must be there
STOP_SECONDS = 5.0  # for closing a port whose adapter may have died
GRACE_SECONDS = 1.5  # beyond its deadline, before an action that does not end counts as unknown


@dataclass(slots=True)
class Progress:
    """How far a try has come, for whoever ends it from outside."""

    began: bool = False  # the device was found, and the action given to it
    moves: bool = True
    fields: Mapping[str, Any] = field(default_factory=dict)  # what the action's report holds when nothing is known

    def interrupted(self) -> Report:
        """What is known of a try that was ended by Ctrl-C."""
        if self.began and self.moves:
            message = "interrupted; what was sent may still be done"
            return Report(Outcome.UNKNOWN, "job.unknown", {**self.fields, "message": message})
        when = "before it ended" if self.began else "before the device was asked for it"
        return Report(Outcome.FAILED, None, {**self.fields, "message": f"interrupted {when}"})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a device is built into: its link, its chance, and who hears its facts."""

    line: Line = link_for
    random: Random = field(default_factory=SystemRandom)
    hear: Listener = lambda fact: None

    def device(self, driver: str, settings: Mapping[str, Any]) -> Device:
        """Its port is not opened yet. Raises SettingsError."""
        device = build("device", {"driver": driver, **settings}, SOURCE, self.line)
        device.seed(self.random)
        device.listen(self.hear)
        return device


async def try_action(
    driver: str,
    settings: Mapping[str, Any],
    action: str,
    request: Request,
    progress: Progress | None = None,
    surroundings: Surroundings | None = None,
) -> Report:
    """Run `action` of `driver` with its own `settings` (port included). Ends within the request's deadline.

    Raises WrongUse and SettingsError (nothing was opened).
    """
    progress = progress or Progress()
    chosen = driver_of(driver).action(action)
    if chosen.argument is not None and request.argument is None:
        raise WrongUse(f"{driver} {action} needs {chosen.argument}")
    if chosen.argument is None and request.argument is not None:
        raise WrongUse(f"{driver} {action} takes no argument, and {request.argument!r} was given")
    if chosen.refuse is not None:
        chosen.refuse(request)
    progress.moves = chosen.moves
    progress.fields = chosen.unrun(request) if chosen.unrun is not None else {}
    device = (surroundings or Surroundings()).device(driver, settings)
    clock = SystemClock()
    ends = clock.now() + request.deadline_seconds
    await device.start()
    try:
        why = await _online(device, max(request.deadline_seconds * OPEN_SHARE, 0.1))
        if why is not None:
            return _unrun(chosen, request, Outcome.FAILED, why.code, why.message)
        progress.began = True
        left = Request(request.argument, max(ends - clock.now(), 0.1), request.reveal, request.tell)
        async with asyncio.timeout(left.deadline_seconds + GRACE_SECONDS):
            return await chosen.run(device, left)
    except TimeoutError:
        return _overdue(chosen, request)
    except DeviceError as error:
        return _unrun(chosen, request, Outcome.FAILED, error.code, str(error))
    finally:
        await stop(device)


async def stop(device: Device) -> None:
    """Close its port, within STOP_SECONDS."""
    with suppress(TimeoutError):
        async with asyncio.timeout(STOP_SECONDS):
            await device.stop()


def _overdue(action: Action, request: Request) -> Report:
    """The driver should have ended it; better an answer than a hang."""
    message = f"{action.name} did not end within {request.deadline_seconds:.1f} s"
    if action.moves:
        return _unrun(action, request, Outcome.UNKNOWN, "job.unknown", message)
    return _unrun(action, request, Outcome.FAILED, "proto.timeout", message)


def _unrun(action: Action, request: Request, outcome: Outcome, code: str, message: str) -> Report:
    """The end of an action that has no report of its own, with the fields that whoever reads it counts on."""
    fields = action.unrun(request) if action.unrun is not None else {}
    return Report(outcome, code, {**fields, "message": message})


async def _online(device: Device, deadline_seconds: float) -> DeviceLost | None:
    """None once the device is online; else why it is not, when that is sure or the time is over."""
    settled = asyncio.Event()
    last: DeviceLost | None = None

    def hear(fact: Fact) -> None:
        nonlocal last
        if isinstance(fact, DeviceLost):
            last = fact
        if isinstance(fact, DeviceChanged) and (fact.link is LinkState.ONLINE or fact.link in STUCK):
            settled.set()
        if isinstance(fact, DeviceLost) and fact.code.startswith("link."):
            settled.set()

    device.listen(hear)
    await SystemClock().wait(settled, deadline_seconds)
    if device.online:
        return None
    return last or DeviceLost(device.name, "proto.timeout", _silent(device, deadline_seconds))


def _silent(device: Device, deadline_seconds: float) -> str:
    return (
        f"{device.link.port} did not answer in {deadline_seconds:.1f} s: switched off, another device, or another baud "
        "rate; a technician checks"
    )

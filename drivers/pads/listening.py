"""`listen`: what a technician sees of a pad, one line a press, until the time is over."""

from __future__ import annotations

import asyncio
from typing import Any

from drivers.actions import Action, Report, Request
from drivers.device import Device
from drivers.facts import DeviceLost, Fact, KeyPressed, Rated
from drivers.roles import Outcome, RatingPad


async def listen(pad: Device, request: Request) -> Report:
    """Every key and rating as a line of its own; `events` has them all. Ends early only if the pad is lost."""
    events: list[dict[str, Any]] = []
    lost: asyncio.Future[DeviceLost] = asyncio.get_running_loop().create_future()

    def hear(fact: Fact) -> None:
        if isinstance(fact, DeviceLost) and not lost.done():
            lost.set_result(fact)
        event = _event(fact)
        if event is not None:
            events.append(event)
            request.tell(event)

    pad.listen(hear)
    done, _ = await asyncio.wait((lost,), timeout=request.deadline_seconds)
    if done:
        return Report(Outcome.FAILED, lost.result().code, {"events": events, "message": lost.result().message})
    return Report(Outcome.DONE, fields={"events": events})


def _event(fact: Fact) -> dict[str, Any] | None:
    if isinstance(fact, Rated):
        return {"event": "rated", "value": fact.value, "level": fact.level}
    if isinstance(fact, KeyPressed):
        return {"event": "key", "key": fact.key}
    return None


async def ask(pad: RatingPad, request: Request) -> Report:
    result = await pad.ask(request.deadline_seconds)
    return Report(result.outcome, result.error, {"value": result.value, "level": result.level})


def _no_rating(request: Request) -> dict[str, Any]:
    return {"value": None, "level": None}


def _no_events(request: Request) -> dict[str, Any]:
    return {"events": []}


ASK = Action("ask", "invite a citizen to rate and wait for one press", ask, unrun=_no_rating)
LISTEN = Action("listen", "show every key and rating until the time is over", listen, unrun=_no_events)

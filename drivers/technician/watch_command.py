"""`device watch`: states, facts and bytes of devices as they happen, masked; of a running engine, or of one device."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

from drivers.actions import WrongUse
from drivers.errors import DeviceError, SettingsError
from drivers.link.opening import link_for
from drivers.link.recording import CARRY, MaskedEar, Passed, TappedLink
from drivers.masking import fact_json
from drivers.registry import driver_of
from drivers.roles import Outcome
from drivers.technician import ending
from drivers.technician.json_lines import print_json
from drivers.technician.showing import show_news, show_report
from drivers.technician.terminal import Terminal
from drivers.technician.try_command import refuse, refused_settings
from drivers.technician.trying import Surroundings, stop
from drivers.technician.words import table_for

Tell = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """`driver` None: whatever the running engine has. `seconds` None: until Ctrl-C."""

    driver: str | None
    port: str | None
    settings: tuple[str, ...]
    seconds: float | None
    as_json: bool


def run(wish: Wish, terminal: Terminal) -> int:
    return ending.run(_run(wish, terminal), lambda: ending.DONE)


async def _run(wish: Wish, terminal: Terminal) -> int:
    tell = print_json if wish.as_json else show_news
    try:
        async with asyncio.timeout(wish.seconds):
            if wish.driver is None:
                async for news in terminal.watch():
                    tell(news)
            else:
                await _watch_one(wish, wish.driver, terminal, tell)
    except TimeoutError:
        return ending.DONE
    except SettingsError as error:
        return refuse(refused_settings(error), as_json=wish.as_json)
    except WrongUse as error:
        return refuse(str(error), as_json=wish.as_json)
    except DeviceError as error:
        report = ending.failure(error)
        if wish.as_json:
            print_json(report.to_json())
        else:
            show_report("watch", report)
        return ending.EXITS[Outcome.FAILED]
    return ending.DONE


async def _watch_one(wish: Wish, driver: str, terminal: Terminal, tell: Tell) -> None:
    """Until it is cancelled."""
    table = table_for(driver, wish.settings, wish.port)
    since = time.monotonic()

    def told(news: Mapping[str, Any]) -> None:
        tell({"at_seconds": round(time.monotonic() - since, 3), **news})

    def line(settings: Any) -> TappedLink:
        link = link_for(settings)
        mask = partial(driver_of(driver).masks, settings)
        return TappedLink(link, MaskedEar(mask, partial(_tell_bytes, link.port, told)))

    async with AsyncExitStack() as lent:
        if wish.port is not None:
            await lent.enter_async_context(terminal.borrow(wish.port))
        device = Surroundings(line=line, hear=lambda fact: told(fact_json(fact))).device(driver, table)
        await device.start()
        try:
            await asyncio.Event().wait()
        finally:
            await stop(device)


def _tell_bytes(port: str, tell: Tell, passed: Passed) -> None:
    if passed.way in CARRY:
        tell({"port": port, "way": passed.way.value, "hex": passed.data.hex(" ")})

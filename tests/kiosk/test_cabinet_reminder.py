"""The reminder, the voice, the light and the receipt on paper: what people hear, see and hold."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from drivers.layout import Layout
from drivers.paper import Columns, Text
from drivers.roles import Done, Outcome
from kiosk.lockers.aloud import Aloud
from kiosk.lockers.events import Alarm
from kiosk.lockers.flow.state import Left, Parcel
from kiosk.lockers.receipt import collected_fields, left_fields, load_layouts, new_receipt
from kiosk.lockers.reminder import Reminder
from kiosk.lockers.sayings import Saying, shown, spoken
from kiosk.lockers.surroundings import is_night
from kiosk.lockers.views import ReceiptState
from kiosk.views import Language
from tests.kiosk.cabinet_rig import SETTINGS

NOW = datetime.fromisoformat("2026-03-18T21:17:00+08:00")


class Heard:
    """A speaker and a light: both remember what they were given; the speaker takes its time."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.shown: list[str] = []
        self.let = asyncio.Event()

    async def say(self, text: str, deadline_seconds: float) -> Done:
        self.said.append(text)
        await self.let.wait()
        return Done(Outcome.DONE)

    async def show(self, text: str, deadline_seconds: float) -> Done:
        self.shown.append(text)
        return Done(Outcome.FAILED, "link.absent")


async def test_the_newest_sentence_is_spoken_and_older_ones_that_wait_are_not(
    until: Callable[..., Any], log: Any
) -> None:
    heard = Heard()
    aloud = Aloud(heard, heard, log)  # type: ignore[arg-type]
    task = asyncio.create_task(aloud.run())
    aloud.say(Saying.OPENED, 12, Language.ZH_CN)
    await until(lambda: heard.said)
    aloud.say(Saying.LEFT_OPEN, 12, Language.ZH_CN)
    aloud.say(Saying.CLOSED, 12, Language.EN)
    heard.let.set()
    await until(lambda: len(heard.said) == 2)
    aloud.rest()
    await until(lambda: len(heard.shown) == 3)
    assert heard.said == ["12号柜门已打开，请取走物品，关好柜门。", "Door 12 is closed. Thank you."]
    assert heard.shown == ["12号柜门已打开", "24小时自助取件", "24小时自助取件"]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("what", list(Saying))
def test_everything_is_said_in_both_languages(what: Saying) -> None:
    assert ("12" in spoken(what, 12, Language.ZH_CN)) is (what is not Saying.ARE_YOU_THERE)
    assert spoken(what, 12, Language.EN).isascii()
    assert len(shown(what, 12)) <= 12


def test_every_door_that_is_left_open_is_said_again_and_again(held: Any, log: Any) -> None:
    said: list[tuple[Saying, int]] = []
    alarms: set[tuple[Alarm, int]] = {(Alarm.LEFT_OPEN, 3), (Alarm.FORCED, 4)}
    aloud = Aloud(None, None, log)
    aloud.say = lambda what, cell, language: said.append((what, cell))  # type: ignore[method-assign]
    reminder = Reminder(aloud, lambda: alarms, 20, lambda: held.monotonic, lambda: Language.ZH_CN)
    assert reminder.tick() == 20
    held.go(19)
    assert reminder.tick() == 1
    held.go(1)
    reminder.tick()
    assert said == [(Saying.LEFT_OPEN, 3)] * 2
    alarms.clear()
    assert reminder.tick() is None


@pytest.mark.parametrize(("clock", "night"), [("21:17", True), ("07:59", True), ("08:00", False), ("17:59", False)])
def test_the_night_goes_over_midnight(clock: str, night: bool) -> None:
    assert is_night(datetime.fromisoformat(f"2026-03-18T{clock}:00+08:00"), SETTINGS) is night


def lines(layout: Layout, fields: Any) -> list[str]:
    found = []
    for block in layout.document(fields).blocks:
        if isinstance(block, Text):
            found.append(block.text)
        elif isinstance(block, Columns):
            found.append(f"{block.left} | {block.right}")
    return found


def test_receipts_say_what_was_taken_and_what_was_left(hall: Any) -> None:
    layouts = load_layouts()
    taken = (Parcel("p1", 3, "营业执照"), Parcel("p2", 5, "食品经营许可证"))
    on_paper = lines(layouts.collected, collected_fields(taken, hall, NOW))
    assert on_paper[:4] == ["德州市政务服务中心", "取件凭条", "3 号柜  营业执照", "5 号柜  食品经营许可证"]
    assert on_paper[4] == "1 号机 | 2026-03-18 21:17"
    left = Left("K7QX-3M9P", "tax", 6, ReceiptState.WORKING)
    on_paper = lines(layouts.left, left_fields(left, "税务", hall, NOW))
    assert {"K7QX-3M9P", "交给 税务", "材料在 6 号柜"} <= set(on_paper)


def test_receipt_numbers_are_short_and_not_alike() -> None:
    numbers = {new_receipt() for _ in range(500)}
    assert len(numbers) == 500
    assert all(len(number) == 9 and not set(number) & set("01IOilo") for number in numbers)

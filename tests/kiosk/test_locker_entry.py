"""What is typed, scanned and laid on: who is let in, who is not, what is counted and what a restart remembers."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from kiosk.lockers.events import Alarm
from kiosk.lockers.found import Found, NotFound, SignedIn
from kiosk.lockers.pass_code import BadgePass, PickupPass, write_pass
from kiosk.lockers.views import Entry, Label
from kiosk.lockers.wire import ParcelBody
from tests.kiosk.locker_rig import KEY, NOON, Rig, hashed, lived

TOMORROW = int(NOON) + 86_400
RIGHT = "20260318"


def quick(folder: Path, **more: Any) -> Rig:
    return Rig(folder, device={"poll_seconds": 5.0}, **more)


def pickup(**more: Any) -> str:
    words: dict[str, Any] = {"parcel": "parcel-1", "cabinet": "cabinet-1", "issue": 1, "until": TOMORROW}
    return write_pass(KEY, PickupPass(**(words | more)))


async def why_not(rig: Rig, text: str) -> Entry:
    answer = await rig.cabinet.by_pass(text, "v")
    assert isinstance(answer, NotFound)
    return answer.why


@lived
async def test_a_qr_counts_with_its_issue_cabinet_and_time(tmp_path: Path) -> None:
    async with quick(tmp_path) as rig:
        rig.tell_parcel("parcel-1")
        assert await why_not(rig, pickup()) is Entry.NOTHING_HERE
        await rig.put_in("parcel-1", 11)
        assert isinstance(await rig.cabinet.by_pass(pickup(), "v"), Found)
        assert await why_not(rig, pickup(issue=2)) is Entry.STALE
        assert await why_not(rig, pickup(until=int(NOON) - 1)) is Entry.STALE
        assert await why_not(rig, pickup(cabinet="cabinet-2")) is Entry.OTHER_CABINET
        assert await why_not(rig, pickup()[:-4] + "AAAA") is Entry.NOT_VALID
        rig.tell_parcel("parcel-1", issue=2)
        assert await why_not(rig, pickup()) is Entry.STALE
        rig.tell_parcel("parcel-1", issue=2, standing="cancelled")
        assert await why_not(rig, pickup(issue=2)) is Entry.NOTHING_HERE
        refused = await rig.events("code.refused")
        assert [one["why"] for one in refused][-6:] == [
            "stale",
            "expired",
            "other_cabinet",
            "unknown",
            "stale",
            "not_here",
        ]
        assert {one["today"] for one in refused} == {0}  # none of them is a guess


@lived
async def test_a_clock_that_is_set_back_makes_no_qr_and_no_code_valid_again(tmp_path: Path) -> None:
    async with quick(tmp_path) as rig:
        rig.tell_parcel("parcel-1")
        await rig.put_in("parcel-1", 11)
        short = pickup(until=int(NOON) + 60)
        rig.tell_cabinet(
            once=[{"code": hashed("777777"), "account": "li", "name": "李", "until": rig.at(60).isoformat()}]
        )
        await asyncio.sleep(130)
        rig.wall_off -= 86_400
        assert await why_not(rig, short) is Entry.STALE
        assert isinstance(await rig.cabinet.by_once("777777", "v"), NotFound)
        await rig.cut()
        assert await why_not(rig, short) is Entry.STALE


@lived
async def test_a_card_finds_everything_of_its_person(tmp_path: Path) -> None:
    async with quick(tmp_path) as rig:
        for number in (1, 2, 3):
            rig.tell_parcel(f"parcel-{number}", f"1000000{number}", person="cd" * 16 if number == 3 else "ab" * 16)
            await rig.put_in(f"parcel-{number}", 10 + number)
        found = await rig.cabinet.by_person("ab" * 16, "v")
        assert isinstance(found, Found)
        assert [lying.cell for lying in found.parcels] == [11, 12]
        nothing = await rig.cabinet.by_person("ef" * 16, "v")
        assert nothing == NotFound(Entry.NOTHING_HERE)


@lived
async def test_wrong_codes_pause_and_stop_codes_but_not_qr_and_card(tmp_path: Path) -> None:
    async with quick(tmp_path) as rig:
        rig.tell_cabinet(wrong_a_visit=2, wrong_a_day=4)
        rig.tell_parcel("parcel-1", RIGHT)
        await rig.put_in("parcel-1", 11)
        answers = [await rig.cabinet.by_code("00000000", "v") for _ in range(2)]
        assert answers == [NotFound(Entry.UNKNOWN, 1, None), NotFound(Entry.UNKNOWN, 1, 60)]
        assert await rig.cabinet.by_code(RIGHT, "v") == NotFound(Entry.PAUSED, 0, 60)
        assert isinstance(await rig.cabinet.by_pass(pickup(), "v"), Found)
        rig.wall_off += 86_400 * 30  # the clock is moved: the pause goes on
        assert await rig.cabinet.by_code(RIGHT, "v") == NotFound(Entry.PAUSED, 0, 60)
        await asyncio.sleep(30)
        await rig.cut()
        assert rig.cabinet.pause_seconds == 60  # and begins again
        await asyncio.sleep(61)
        assert rig.cabinet.pause_seconds is None
        for _ in range(2):
            await rig.cabinet.by_once("000000", "w")  # a guessed staff code counts the same
        assert rig.cabinet.stopped
        assert (Alarm.GUESSING, 0) in rig.cabinet.state.alarms
        await rig.cut()
        await asyncio.sleep(400)
        assert await rig.cabinet.by_code(RIGHT, "x") == NotFound(Entry.STOPPED, 0, None)
        assert isinstance(await rig.cabinet.by_person("ab" * 16, "x"), Found)
        counted = [one["today"] for one in await rig.events("code.refused") if one["why"] == "unknown"]
        assert counted == [1, 2, 3, 4]


@lived
async def test_the_hall_may_stop_codes_for_a_time(tmp_path: Path) -> None:
    async with quick(tmp_path) as rig:
        rig.tell_parcel("parcel-1", RIGHT)
        await rig.put_in("parcel-1", 11)
        rig.tell_cabinet(codes_stopped_until=rig.at(asyncio.get_running_loop().time() + 100).isoformat())
        assert (await rig.cabinet.by_code(RIGHT, "v")) == NotFound(Entry.STOPPED, 0, None)
        rig.wall_off += 86_400
        assert rig.cabinet.stopped
        await asyncio.sleep(101)
        assert isinstance(await rig.cabinet.by_code(RIGHT, "v"), Found)


@lived
async def test_staff_signs_in_by_badge_and_once_by_a_code(tmp_path: Path) -> None:
    async with quick(tmp_path) as rig:
        once = {"code": hashed("246810"), "account": "wang", "name": "王", "until": rig.at(3600).isoformat()}
        rig.tell_cabinet(staff=[{"account": "li", "name": "李", "badge": 3}], once=[once])
        badge = {"account": "li", "serial": 3, "until": TOMORROW}
        assert await rig.cabinet.by_pass(write_pass(KEY, BadgePass(**badge)), "v") == SignedIn("li", "李", "badge")
        for other in ({"serial": 2}, {"account": "zhao"}):
            assert await why_not(rig, write_pass(KEY, BadgePass(**(badge | other)))) is Entry.STAFF_UNKNOWN
        assert await why_not(rig, write_pass(KEY, BadgePass(**(badge | {"until": int(NOON) - 1})))) is Entry.STALE
        assert await rig.cabinet.by_once("246810", "v") == SignedIn("wang", "王", "once")
        await rig.cut()
        used = await rig.cabinet.by_once("246810", "v")
        assert isinstance(used, NotFound)
        assert used.why is Entry.STAFF_UNKNOWN
        await rig.cabinet.signed_out("wang", "once")
        there = [(one["account"], one["there"]) for one in await rig.events("staff.at_cabinet")]
        assert there == [("li", True), ("wang", True), ("wang", False)]


@lived
async def test_a_label_says_what_may_be_put_in(tmp_path: Path) -> None:
    async with quick(tmp_path) as rig:
        rig.tell_parcel("parcel-1", RIGHT)
        rig.tell_parcel("parcel-2", standing="cancelled")
        body = rig.cabinet.by_label(" L-parcel-1 ")
        assert isinstance(body, ParcelBody)
        assert rig.cabinet.by_label("L-parcel-2") is Label.NOT_EXPECTED
        assert rig.cabinet.by_label("L-parcel-9") is Label.UNKNOWN
        await rig.put_in("parcel-1", 11)
        assert rig.cabinet.by_label("L-parcel-1") is Label.ALREADY_IN


@pytest.mark.parametrize("typed", ["", "12ab5678", "１２３４５６７８", "٣٣٣٣٣٣٣٣"])
@lived
async def test_anything_but_digits_is_no_code(typed: str, tmp_path: Path) -> None:
    async with quick(tmp_path) as rig:
        assert isinstance(await rig.cabinet.by_code(typed, "v"), NotFound)

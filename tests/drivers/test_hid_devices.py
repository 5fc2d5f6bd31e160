"""Keyboard scanners and key pads from the kernel's bytes to facts: grabbed, found again, never a key elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import evdev
import pytest

from drivers.actions import Request
from drivers.device import Device
from drivers.errors import SettingsError
from drivers.facts import DeviceBack, DeviceLost, Fact, KeyPressed, Link, Rated, Scanned
from drivers.protocol.hid_keys import Key, Motion
from drivers.registry import build
from drivers.roles import Outcome
from drivers.technician.trying import try_action
from tests.drivers.keyboard import FakeInputDevice, Keyboard, tapped, typed
from tests.drivers.scanner_rig import until

PATH = "/dev/input/by-id/usb-scanner-event-kbd"
QUICK = {"poll_seconds": 0.05, "backoff_longest_seconds": 0.02, "quick_reopens_per_hour": 600, "port": PATH}
SCANNER = {"driver": "hid-scanner", "idle_ms": 30, "tail_ms": 5, **QUICK}
PAD = {"driver": "hid-keypad", **QUICK}


@pytest.fixture
def boards(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Keyboard]]:
    found: dict[str, Keyboard] = {PATH: Keyboard(PATH)}
    monkeypatch.setattr(FakeInputDevice, "keyboards", found, raising=False)
    monkeypatch.setattr(evdev, "InputDevice", FakeInputDevice)
    monkeypatch.setattr(evdev, "list_devices", lambda: list(found))
    yield found
    for board in found.values():
        board.unplug()


@pytest.fixture
def board(boards: dict[str, Keyboard]) -> Keyboard:
    return boards[PATH]


@asynccontextmanager
async def running(settings: dict[str, Any], *, online: bool = True) -> AsyncIterator[tuple[Any, list[Fact]]]:
    device: Device = build("hid", settings, "my.toml")
    facts: list[Fact] = []
    device.listen(facts.append)
    await device.start()
    try:
        if online:
            await until(lambda: device.online)
        yield device, facts
    finally:
        await device.stop()


async def pressed(facts: list[Fact], *wanted: Fact) -> None:
    def told() -> list[Fact]:
        return [fact for fact in facts if isinstance(fact, KeyPressed | Rated | Scanned)]

    await until(lambda: len(told()) >= len(wanted))
    assert told() == list(wanted)


# --- the link ---


async def test_a_keyboard_is_grabbed_while_it_is_ours(board: Keyboard) -> None:
    async with running(SCANNER):
        assert board.did == ["grab"]
    assert board.did == ["grab", "ungrab"]
    assert not board.opened


async def test_a_keyboard_is_taken_only_when_all_keys_are_up(board: Keyboard) -> None:
    board.held = [30]
    async with running(SCANNER, online=False) as (scanner, _):
        await until(lambda: board.opened)
        assert board.did == []
        board.held = []
        await until(lambda: scanner.online)
        assert board.did == ["grab"]


async def test_a_key_that_stays_down_is_told_in_a_sentence(board: Keyboard) -> None:
    board.held = [30]
    async with running({**SCANNER, "keys_up_deadline_seconds": 0.05}, online=False) as (_, facts):
        await until(lambda: any(isinstance(fact, DeviceLost) for fact in facts))
        (lost,) = [fact for fact in facts if isinstance(fact, DeviceLost)]
        assert lost.code == "link.busy"
        assert "the keys 30" in lost.message


async def test_a_keyboard_that_another_process_has_is_busy(board: Keyboard) -> None:
    board.grabbed_by_other = True
    async with running(SCANNER, online=False) as (scanner, _):
        await until(lambda: scanner.condition().error == "link.busy")
        board.grabbed_by_other = False
        await until(lambda: scanner.online)


async def test_an_unplugged_keyboard_is_told_and_comes_back(board: Keyboard) -> None:
    async with running(SCANNER) as (scanner, facts):
        reading = asyncio.ensure_future(scanner.read(5))
        board.unplug()
        assert (await reading).error == "link.absent"
        board.present = True
        await until(lambda: any(isinstance(fact, DeviceBack) for fact in facts))
        reading = asyncio.ensure_future(scanner.read(5))
        board.type(typed("A1\r"))
        assert (await reading).text == "A1"


@pytest.mark.parametrize(
    ("port", "wanted"),
    [
        ("hid://05f9:2216", "/dev/input/event3"),
        ("hid://05F9:2216:SN-2", "/dev/input/event10"),
        ("hid://1234:0001", None),
    ],
)
async def test_a_keyboard_is_found_by_its_ids(boards: dict[str, Keyboard], port: str, wanted: str | None) -> None:
    boards.clear()
    boards["/dev/input/event2"] = Keyboard("/dev/input/event2", keys=(114, 115))  # its volume keys
    boards["/dev/input/event3"] = Keyboard("/dev/input/event3")
    boards["/dev/input/event10"] = Keyboard("/dev/input/event10", serial="SN-2")
    async with running({**SCANNER, "port": port}, online=False) as (scanner, _):
        await until(lambda: scanner.online or scanner.condition().error is not None)
        assert [path for path, board in boards.items() if board.opened] == ([wanted] if wanted else [])
        assert scanner.condition().error == (None if wanted else "link.absent")


async def test_what_is_no_input_device_is_the_wrong_one(tmp_path: Any) -> None:
    file = tmp_path / "event0"
    file.write_bytes(b"")
    async with running({**SCANNER, "port": str(file)}, online=False) as (scanner, _):
        await until(lambda: scanner.condition().link is Link.WRONG_DEVICE)


@pytest.mark.parametrize("port", ["COM3", "socket://host:1", "hid://12:34"])
def test_a_port_that_is_no_keyboard_is_refused(port: str) -> None:
    with pytest.raises(SettingsError, match=r"my\.toml: devices\.hid\.port"):
        build("hid", {**SCANNER, "port": port}, "my.toml")


# --- the scanner ---


async def test_a_keyboard_scanner_reads(board: Keyboard) -> None:
    async with running(SCANNER) as (scanner, facts):
        reading = asyncio.ensure_future(scanner.read(5))
        await until(lambda: scanner.reads)
        board.type(typed("https://hall.example/t/3f9Kq2\r"))
        result = await reading
        assert (result.outcome, result.text) == (Outcome.DONE, "https://hall.example/t/3f9Kq2")
        await pressed(facts)


async def test_codes_that_nobody_asked_for_are_facts(board: Keyboard) -> None:
    async with running(SCANNER) as (_, facts):
        board.type(typed("A1\r"))
        await pressed(facts, Scanned("hid", "A1", b"A1"))


async def test_a_text_with_dropped_or_foreign_keys_is_not_taken(board: Keyboard) -> None:
    async with running(SCANNER) as (scanner, _):
        reading = asyncio.ensure_future(scanner.read(0.3))
        await until(lambda: scanner.reads)
        board.type(typed("A0") + tapped(59) + typed("23\r"))
        assert (await reading).error == "scan.unreadable"


# --- the key pad ---


async def test_a_rating_answers_the_question_and_a_key_is_a_fact(board: Keyboard) -> None:
    async with running(PAD) as (pad, facts):
        asking = asyncio.ensure_future(pad.ask(5))
        await asyncio.sleep(0)
        board.type(tapped(28) + tapped(80))
        result = await asking
        assert (result.outcome, result.value, result.level) == (Outcome.DONE, 80, 2)
        await pressed(facts, KeyPressed("hid", "enter"))


async def test_a_rating_that_nobody_asked_for_is_a_fact_and_is_not_kept(board: Keyboard) -> None:
    async with running(PAD) as (pad, facts):
        board.type(tapped(6))
        await pressed(facts, Rated("hid", 6, 5))
        result = await pad.ask(0.05)
        assert (result.outcome, result.error) == (Outcome.FAILED, "scan.timeout")


async def test_settings_say_what_keys_mean(board: Keyboard) -> None:
    settings = {**PAD, "ratings": {"key-59": 5, "key-60": 1}, "keys": {"1": "next", "enter": "ok"}}
    async with running(settings) as (_, facts):
        board.type(tapped(59) + tapped(60) + tapped(79) + tapped(96) + tapped(3))
        wanted = (Rated("hid", 59, 5), Rated("hid", 60, 1), *(KeyPressed("hid", key) for key in ("next", "ok", "2")))
        await pressed(facts, *wanted)


async def test_a_key_that_bounces_or_is_held_is_one_press(board: Keyboard) -> None:
    async with running({**PAD, "bounce_ms": 5000}) as (_, facts):
        board.type(tapped(2) + tapped(2) + Key(2, Motion.HELD).to_bytes() + tapped(3))
        await pressed(facts, Rated("hid", 2, 1), Rated("hid", 3, 2))


async def test_an_unplugged_pad_ends_the_question(board: Keyboard) -> None:
    async with running(PAD) as (pad, _):
        asking = asyncio.ensure_future(pad.ask(5))
        await asyncio.sleep(0)
        board.unplug()
        assert (await asking).error == "link.absent"
        assert (await pad.ask(1)).error == "link.absent"


async def test_questions_wait_for_each_other(board: Keyboard) -> None:
    async with running(PAD) as (pad, _):
        first, second = (asyncio.ensure_future(pad.ask(seconds)) for seconds in (5, 0.05))
        assert (await second).error == "scan.timeout"
        board.type(tapped(2))
        assert (await first).level == 1


# --- by the technician's command ---


async def test_a_technician_tries_them(board: Keyboard) -> None:
    told: list[Any] = []
    loop = asyncio.get_running_loop()

    def when_grabbed(events: bytes) -> None:
        if board.did and board.did[-1] == "grab":
            loop.call_later(0.05, board.type, events)
        else:
            loop.call_later(0.01, when_grabbed, events)

    when_grabbed(typed("A1\r"))
    table = {"port": PATH}
    read = await try_action("hid-scanner", table, "read", Request(None, 5, False, told.append))
    assert read.to_json() == {"outcome": "done", "error": None, "mends": "nobody", "text": "A1", "format": None}
    when_grabbed(tapped(4))
    ask = await try_action("hid-keypad", table, "ask", Request(None, 5, False, told.append))
    assert ask.to_json() == {"outcome": "done", "error": None, "mends": "nobody", "value": 4, "level": 3}
    when_grabbed(tapped(4) + tapped(28))
    listen = await try_action("hid-keypad", table, "listen", Request(None, 0.4, False, told.append))
    assert listen.outcome is Outcome.DONE
    assert told == [{"event": "rated", "value": 4, "level": 3}, {"event": "key", "key": "enter"}]

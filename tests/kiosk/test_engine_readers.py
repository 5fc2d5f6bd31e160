"""The whole engine with the bench's card reader and scanner on real pseudo-terminals: cards, codes, and what is kept.

The cards are nobody's (serial 000). What stands on one reaches no view, no journal, no log and not the centre.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bench.appliance import Appliance
from bench.cards.sdt_reader import SdtReader as CardMachine
from bench.cards.wallet import CARDS
from bench.scanners.scanner import SerialScanner
from drivers.errors import SettingsError
from drivers.protocol.sdt_text import to_card
from drivers.registry import build
from kiosk.clock import Clock
from kiosk.engine import Engine
from kiosk.local import Show, encode
from kiosk.person import Green, appointment_hash, person_hash
from kiosk.settings import Settings
from kiosk.views import (
    AnotherService,
    AppointmentsView,
    CheckInView,
    ChoseAppointment,
    ChoseDepartment,
    ChoseService,
    Confirmed,
    ConfirmView,
    DepartmentsView,
    Ended,
    Finished,
    HelpView,
    IdentifyView,
    Reading,
    Refused,
    RefusedView,
    ServicesView,
    Staff,
    Started,
    TicketView,
    WantsCheckIn,
    WantsHelp,
    WantsReprint,
    WelcomeView,
)

Factory = Callable[..., Any]
NOON = 1_773_806_400.0  # 2026-03-18 12:00 in Shanghai, the day that the centre's double says
KEY = "5a" * 32
CARD_QUICK: dict[str, Any] = {
    "poll_seconds": 0.2, "backoff_longest_seconds": 0.05, "find_pause_ms": 20, "settle_seconds": 0.0,
}  # fmt: skip


def feed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The hall of the other tests, with cards and an appointment."""
    hall, terminal, catalogue, waiting = rows
    identify = {"id-card": "offer", "permit": "must", "invoice": "never"}
    services = [one | {"identify": identify[one["code"]]} for one in catalogue["body"]["services"]]
    booked = {
        "id": "booking-1",
        "code": appointment_hash(bytes.fromhex(KEY), "code-1"),
        "person": PERSON,
        "service": "id-card",
        "starts": "2026-03-18T12:00:00+08:00",
        "ends": "2026-03-18T12:30:00+08:00",
    }
    return [
        hall,
        terminal | {"body": terminal["body"] | {"person_key": KEY, "place": "东门"}},
        catalogue | {"body": catalogue["body"] | {"services": services}},
        waiting | {"body": waiting["body"] | {"minutes": {"id-card": [20, 40]}}},
        {"n": 5, "kind": "appointments", "key": "", "body": {"day": "2026-03-18", "booked": [booked]}},
    ]


def number_on(card: str) -> str:
    return to_card(CARDS[card].text).id_number


PERSON = person_hash(bytes.fromhex(KEY), number_on("citizen"))


class Hall:
    """A running engine, its face, its bench devices and its centre."""

    def __init__(self, engine: Engine, face: Any, centre: Any, cards: Appliance, codes: Appliance) -> None:
        self.engine, self.face, self.centre, self.cards, self.codes = engine, face, centre, cards, codes

    @property
    def remembered(self) -> str:
        """All that the visit holds."""
        return repr(self.engine._duty.visits._state)

    async def to(self, kind: type, **fields: Any) -> Any:
        def fits(view: Any) -> bool:
            return isinstance(view, kind) and all(getattr(view, name) == value for name, value in fields.items())

        return await self.face.until_shown(fits)

    async def begin(self, service: str) -> None:
        await self.to(WelcomeView)
        self.face.answer(Started())
        await self.choose(service)

    async def choose(self, service: str) -> None:
        await self.to(DepartmentsView)
        self.face.answer(ChoseDepartment("police"))
        await self.to(ServicesView)
        self.face.answer(ChoseService(service))

    def put(self, card: str) -> None:
        self.cards.act("reader", "put_card", {"card": card})

    def show(self, text: str) -> None:
        self.codes.act("scanner", "show", {"text": text})


@pytest.fixture
def standing(tmp_path: Path, served: Factory, touching: Factory, printer: Any, until: Factory) -> Factory:
    """`async with standing() as hall:`"""

    @asynccontextmanager
    async def stand(level: str = "error") -> AsyncIterator[Hall]:
        cards = Appliance("card", {"reader": CardMachine(pace=0.05)}, tmp_path)
        codes = Appliance("codes", {"scanner": SerialScanner("newland")}, tmp_path)
        (tmp_path / "token").write_text("made-up-token")
        async with served() as centre:
            centre.rows, centre.through = feed(centre.rows), 5
            settings = Settings.model_validate({
                "terminal": {
                    "code": "lobby-1", "state_dir": tmp_path / "state", "token_file": tmp_path / "token",
                },
                "centre": {
                    "url": centre.url, "feed_wait_seconds": 1, "backoff_first_seconds": 0.01,
                    "backoff_limit_seconds": 0.1, "staff_deadline_seconds": 5,
                },
                "visit": {"double_touch_guard_ms": 0},
                "readers": {"card_read_seconds": 2, "code_read_seconds": 2, "pause_ms": 10, "after_wrong_ms": 20},
                "disk": {"free_bytes_needed": 0}, "logs": {"level": level},
            })  # fmt: skip
            await cards.start()
            await codes.start()
            devices = {
                "ticket_printer": printer,
                "card_reader": made("card_reader", {"driver": "sdt", "port": cards.pty.address, **CARD_QUICK}),
                "scanner": made("scanner", {"driver": "serial-scanner", "port": codes.pty.address, "model": "newland"}),
            }
            began = time.monotonic()
            clock = Clock(ZoneInfo("Asia/Shanghai"), "boot-1", lambda: NOON + time.monotonic() - began)
            engine = Engine(settings, devices, None, clock=clock)
            task = asyncio.create_task(engine.run())
            try:
                async with touching(settings.terminal.socket_path) as face:
                    await until(lambda: all(one.condition().link == "online" for one in list(devices.values())))
                    yield Hall(engine, face, centre, cards, codes)
            finally:
                engine.stop()
                async with asyncio.timeout(20):
                    await task
                await cards.stop()
                await codes.stop()

    return stand


def made(name: str, table: dict[str, Any]) -> Any:
    return build(name, table, source="test")


async def test_a_card_gives_a_number_and_the_second_service_needs_it_no_more(standing: Factory) -> None:
    async with standing() as hall:
        await hall.begin("id-card")
        await hall.to(IdentifyView, reading=Reading.WAITING, may_skip=True)
        hall.put("citizen")
        confirm = await hall.to(ConfirmView)
        assert (confirm.green, confirm.minutes, confirm.long_wait) == (Green.ELDERLY, (20, 40), True)
        hall.face.answer(Confirmed())
        assert (await hall.to(TicketView)).green is Green.ELDERLY
        hall.face.answer(AnotherService())
        await hall.choose("permit")
        await hall.to(ConfirmView)
        hall.face.answer(Confirmed())
        await hall.to(TicketView, number="A002")
        hall.face.answer(Finished())
        await hall.begin("permit")
        await hall.to(IdentifyView, may_skip=False)


async def test_nothing_of_a_card_is_kept_anywhere(
    standing: Factory, until: Factory, capfd: Any, tmp_path: Path
) -> None:
    remembered = []
    async with standing("debug") as hall:
        await hall.begin("permit")
        await hall.to(IdentifyView)
        hall.put("citizen")
        await hall.to(ConfirmView)
        remembered.append(hall.remembered)
        hall.face.answer(Confirmed())
        await hall.to(TicketView)
        hall.face.answer(Ended())
        await hall.to(WelcomeView)
        hall.face.answer(WantsCheckIn())
        await hall.to(CheckInView)
        hall.show("https://hall.example/a/code-1")
        await hall.to(AppointmentsView)
        remembered.append(hall.remembered)
        hall.face.answer(Ended())
        await hall.to(WelcomeView)
        await until(lambda: any(b"visit.ended" in b"".join(events) for events in hall.centre.journals.values()))
        views = b"".join(encode(message) for message in hall.face.seen if isinstance(message, Show))
        told = b"".join(event for events in hall.centre.journals.values() for event in events)
    kept = b"".join(path.read_bytes() for path in (tmp_path / "state").iterdir() if path.is_file())
    out, err = capfd.readouterr()
    secrets = [number_on("citizen"), "张测试", "19491001", "北京市东城区测试胡同1号", "code-1"]
    for secret in secrets:
        assert secret.encode() not in views + told + kept
        assert secret not in out + err
        assert secret not in "".join(remembered)
    assert PERSON in remembered[0]
    assert PERSON.encode() in told
    assert PERSON.encode() not in views


async def test_a_card_that_was_not_read_is_asked_for_again(standing: Factory) -> None:
    async with standing() as hall:
        await hall.cards.set_fault("refused", on=True)
        await hall.begin("permit")
        await hall.to(IdentifyView)
        hall.put("citizen_moved")
        await hall.to(IdentifyView, reading=Reading.AGAIN)
        await hall.cards.set_fault("refused", on=False)
        hall.put("citizen_moved")
        assert (await hall.to(ConfirmView)).green is None


async def test_an_expired_card_is_said_and_another_one_is_taken(standing: Factory) -> None:
    async with standing() as hall:
        await hall.begin("permit")
        await hall.to(IdentifyView)
        hall.put("residence_permit")  # valid to 2024
        await hall.to(IdentifyView, reading=Reading.WRONG)
        hall.put("citizen_long_name")
        await hall.to(ConfirmView)


async def test_a_reader_without_power_leads_to_help(standing: Factory) -> None:
    async with standing() as hall:
        await hall.cards.set_fault("power_off", on=True)
        await hall.begin("permit")
        await hall.to(IdentifyView, reading=Reading.NOT_HERE)
        hall.face.answer(WantsHelp())
        help_shown = await hall.to(HelpView, staff=Staff.TOLD)
        assert help_shown.place == "东门"
        events = hall.centre.events(next(iter(hall.centre.journals)))
        assert [event["body"]["reason"] for event in events if event["kind"] == "assistance.asked"] == ["help"]


@pytest.mark.parametrize("line", ["up", "down"])
async def test_a_code_checks_in_with_and_without_a_line(standing: Factory, line: str) -> None:
    async with standing() as hall:
        if line == "down":
            await hall.to(WelcomeView, check_in=True)
            hall.centre.faults["tickets"] = ["cut"] * 100
        await hall.to(WelcomeView, check_in=True)
        hall.face.answer(WantsCheckIn())
        await hall.to(CheckInView, scanner=True, card=True, reading=Reading.WAITING)
        hall.show("https://elsewhere.example/menu")
        await hall.to(CheckInView, reading=Reading.WRONG)
        hall.show("code-1")
        rows = (await hall.to(AppointmentsView)).rows
        assert [(row.code, row.time, row.refused) for row in rows] == [("booking-1", "12:00–12:30", None)]
        hall.face.answer(ChoseAppointment("booking-1"))
        assert (await hall.to(ConfirmView)).appointment == "12:00–12:30"
        hall.face.answer(Confirmed())
        ticket = await hall.to(TicketView)
        assert ticket.appointment == "12:00–12:30"
        assert (ticket.ahead is None) == (line == "down")


async def test_whoever_queues_is_given_a_copy_of_the_ticket(standing: Factory, printer: Any) -> None:
    async with standing() as hall:
        held = {"number": "A009", "key": "key-0009", "token": "token-09", "issued_at": "2026-03-18T09:00:00+08:00"}
        refused = {"refused": "queued", "sentence": "waits already", "ahead": 2} | held
        hall.centre.faults["tickets"] = [{"json": refused, "status": 409}]
        await hall.begin("id-card")
        await hall.to(IdentifyView)
        hall.put("citizen")
        await hall.to(ConfirmView)
        hall.face.answer(Confirmed())
        shown = await hall.to(RefusedView)
        assert (shown.refused, shown.number, shown.ahead, shown.may_reprint) == (Refused.QUEUED, "A009", 2, True)
        hall.face.answer(WantsReprint())
        assert (await hall.to(TicketView)).reprint
        hall.face.answer(Finished())
        await hall.to(WelcomeView)
    (document,) = printer.printed
    assert any("补打" in getattr(block, "text", "") for block in document.blocks)


def test_a_device_that_is_not_what_it_is_called_is_refused(tmp_path: Path) -> None:
    scanner = made("card_reader", {"driver": "serial-scanner", "port": str(tmp_path / "none"), "model": "newland"})
    settings = Settings.model_validate({
        "terminal": {"code": "lobby-1", "state_dir": tmp_path, "token_file": tmp_path / "token"},
        "centre": {"url": "http://127.0.0.1:9"},
    })  # fmt: skip
    with pytest.raises(SettingsError, match="serial-scanner' reads no cards"):
        Engine(settings, {"card_reader": scanner}, None)

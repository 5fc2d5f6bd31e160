"""The whole window engine over its real socket, with the bench's FF 68 box on a pseudo-terminal and a real centre."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bench.appliance import Appliance
from bench.campaigns.journal_file import read_events
from bench.pads.ff68_line import Ff68Line
from central.admin import add_terminal, load_catalogue
from central.clock import business_day, wall_clock
from central.database import Database
from central.house import House
from central.processes import bound_socket
from central.serve import make_server
from central.settings import Settings as CentreSettings
from central.staff import accounts, sessions
from central.staff.roles import Role
from central.staff.sittings import SitDown
from central.tokens import token_hash
from drivers.registry import build_all
from kiosk.engine import Engine
from kiosk.settings import Settings
from kiosk.views import (
    CounterView,
    Outage,
    OutOfServiceView,
    Rated,
    RateView,
    ReasonsView,
    SentReasons,
    ThanksView,
    ToggledReason,
)
from kiosk.window import window as working

CATALOGUE = Path(__file__).resolve().parents[2] / "config" / "catalogue.toml"
ZONE = "Asia/Shanghai"
TICKET = text(
    "INSERT INTO tickets (day, number, department, service, state, source, terminal, key, token, issued_ms, known_ms,"
    " rank_ms) VALUES (:day, :number, :department, :service, 'waiting', 'centre', 't', :key, :key, :now, :now, :now)"
)


class Hall:
    """A centre with one clerk at counter 05 and people waiting there, and its own server thread."""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder}/hall.db"
        self.port = 0
        load_catalogue(self.url, CATALOGUE, always_open=True)
        self.token = add_terminal(self.url, "window-05", "05 号窗口", "Counter 05", "W5", counter="05")
        self.database = Database(CentreSettings(database=self.url))
        self.database.write_now(self._people)

    def _people(self, db: Any) -> None:
        now_ms, day = wall_clock(), business_day(wall_clock(), ZONE).isoformat()
        clerk = accounts.add(db, "li", "李静", Role.CLERK, "no password", now_ms)
        session = token_hash(sessions.begin(db, clerk.id, now_ms))
        usual = list(db.execute(text("SELECT service FROM counter_services WHERE counter = '05'")).scalars())
        SitDown("05", clerk.id, session, usual, None, day, now_ms)(db)
        of = db.execute(text("SELECT code, department FROM services WHERE code = :code"), {"code": usual[0]}).one()
        for number in ("A001", "A002", "A003"):
            row = {"day": day, "number": number, "department": of.department, "service": of.code}
            db.execute(TICKET, row | {"key": f"key-{number}", "now": now_ms})

    def ratings(self) -> list[tuple[str, int, str, str, str]]:
        query = text(
            "SELECT number, level, options, way, staff.shown FROM ratings JOIN tickets ON tickets.id = ratings.ticket"
            " JOIN staff ON staff.id = ratings.staff ORDER BY at_ms, number"
        )
        return [tuple(row) for row in self.database.read_now(lambda db: db.execute(query).all())]

    @contextmanager
    def open(self) -> Iterator[None]:
        settings = CentreSettings(database=self.url, publish_ms=50, look_ms=20)
        server = make_server(settings, wall_clock, House(settings, wall_clock))
        sockets = [bound_socket("127.0.0.1", self.port)]
        started = threading.Event()
        tell = server.startup

        async def startup(*given: Any, **named: Any) -> None:
            await tell(*given, **named)
            started.set()

        server.startup = startup  # type: ignore[method-assign]
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets)), name="central of a window")
        thread.start()
        try:
            assert started.wait(10)
            self.port = server.servers[0].sockets[0].getsockname()[1]
            yield
        finally:
            server.should_exit = True
            thread.join(10)
            assert not thread.is_alive()


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    made = Hall(tmp_path)
    yield made
    made.database.close()


class Counter:
    """What stands at the window: the face's side of the socket, and the box on its line."""

    def __init__(self, face: Any, box: Ff68Line, appliance: Appliance, settings: Settings) -> None:
        self.face, self.box, self._appliance, self.settings = face, box, appliance, settings

    def press(self, key: str) -> None:
        self._appliance.act("box", "press", {"key": key})

    def rate(self, value: int) -> None:
        self._appliance.act("box", "rate", {"value": value})

    async def shows(self, kind: type, **fields: Any) -> Any:
        return await self.face.until_shown(
            lambda view: isinstance(view, kind) and all(getattr(view, name) == value for name, value in fields.items())
        )

    def journal(self, kind: str) -> list[dict[str, Any]]:
        events = read_events(self.settings.terminal.state_dir / "journal.db")
        return [event["body"] for event in events if event["kind"] == kind]


@asynccontextmanager
async def window(
    folder: Path, hall: Hall, touching: Callable[..., Any], until: Callable[..., Any], **more: Any
) -> AsyncIterator[Counter]:
    (folder / "token").write_text(hall.token)
    box = Ff68Line(5)
    appliance = Appliance("box", {"box": box}, folder)
    await appliance.start()
    settings = Settings.model_validate({
        "terminal": {"code": "window-05", "state_dir": folder / "state", "token_file": folder / "token"},
        "centre": {"url": f"http://127.0.0.1:{hall.port}", "feed_wait_seconds": 1, "silent_seconds": 2,
                   "backoff_first_seconds": 0.01, "backoff_limit_seconds": 0.1, "gather_ms": 0},
        "window": {"counter": "05", "double_touch_guard_ms": 0, "thanks_seconds": 1} | more,
        "disk": {"free_bytes_needed": 0},
        "logs": {"level": "error"},
        "devices": {"pad": {"driver": "ff68", "port": str(appliance.pty.address), "counter": 5, "poll_seconds": 0.1,
                            "settle_seconds": 0.0, "key_repeat_ms": 50, "rating_repeat_ms": 50, "echo_ms": 20}},
    })  # fmt: skip
    engine = Engine(settings, build_all(settings.devices, source="test"), None)
    task = asyncio.create_task(engine.run())
    try:
        async with touching(settings.terminal.socket_path) as face:
            counter = Counter(face, box, appliance, settings)
            await until(lambda: appliance.state()["opened"])
            yield counter
    finally:
        engine.stop()
        async with asyncio.timeout(20):
            await task
        await appliance.stop()


async def test_one_person_from_the_call_to_the_rating(
    tmp_path: Path, hall: Hall, touching: Callable[..., Any], until: Callable[..., Any]
) -> None:
    with hall.open():
        async with window(tmp_path, hall, touching, until) as at:
            await at.shows(CounterView, stage="idle", clerk="李静", away=False)
            await until(lambda: at.box.state(0)["waiting"] == "003")
            at.press("next")
            await at.shows(CounterView, stage="called", number="A001")
            await until(lambda: at.box.state(0)["ticket"] == "001")
            at.press("ok")
            await at.shows(RateView, number="A001", clerk="李静")
            await until(lambda: at.box.state(0)["invited"])
            at.face.answer(Rated(2))
            await at.shows(ReasonsView, level=2, may_send=False)
            at.face.answer(ToggledReason("214"))
            await at.shows(ReasonsView, may_send=True)
            at.face.answer(SentReasons())
            await at.shows(ThanksView, level=2)
            (given,) = at.journal("rating.given")
            assert (given["ticket"], given["options"], given["way"]) == ("key-A001", ["214"], "screen")
            await at.shows(CounterView)
            for key in ("3", "next"):
                at.press(key)
            await at.shows(CounterView, stage="called", number="A003")
            at.press("ok")
            await at.shows(RateView, number="A003")
            at.rate(3)
            await at.shows(ThanksView, level=5)
            at.rate(0)
            await until(lambda: len(hall.ratings()) == 2)
        assert hall.ratings() == [("A001", 2, '["214"]', "screen", "李静"), ("A003", 5, "[]", "pad", "李静")]


async def test_ratings_outlive_a_centre_that_is_away_and_no_restart_asks_again(
    tmp_path: Path, hall: Hall, touching: Callable[..., Any], until: Callable[..., Any]
) -> None:
    with ExitStack() as centre:
        centre.enter_context(hall.open())
        async with window(tmp_path, hall, touching, until, deed_deadline_seconds=0.3) as at:
            await at.shows(CounterView, stage="idle", away=False)
            at.press("next")
            await at.shows(CounterView, number="A001")
            at.press("ok")
            await at.shows(RateView, number="A001")
            await asyncio.to_thread(centre.close)
            at.face.answer(Rated(4))
            await at.shows(ThanksView)
            await at.shows(CounterView, away=True)
            at.press("next")
    assert hall.ratings() == []
    with hall.open():
        async with window(tmp_path, hall, touching, until) as at:
            await until(lambda: len(hall.ratings()) == 1)
            await at.shows(CounterView, number="A001", away=False)
            at.rate(0)
            at.press("next")
            await at.shows(CounterView, number="A002", stage="called")
            assert len(at.journal("rating.given")) == 1
            assert not any(isinstance(getattr(one, "view", None), RateView) for one in at.face.seen)


async def test_an_unexpected_failure_leads_to_the_safe_screen_and_mends_itself(
    tmp_path: Path, hall: Hall, touching: Callable[..., Any], until: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with hall.open():
        async with window(tmp_path, hall, touching, until, safe_screen_seconds=1) as at:
            await at.shows(CounterView, stage="idle", away=False)
            with monkeypatch.context() as patched:
                patched.setattr(working, "step", lambda state, happening, rules: 1 // 0)
                at.press("next")
                await at.shows(OutOfServiceView, outage=Outage.FAULT)
            await at.shows(CounterView, stage="idle", number="", away=False)
            at.press("next")
            await at.shows(CounterView, number="A001")

"""Two real databases, real servers on real ports, and a terminal's voice."""

from __future__ import annotations

import asyncio
import functools
import itertools
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from sqlalchemy import URL, Engine, create_engine

from bench.campaigns.postgres import postgres
from central import database as database_module
from central.admin import add_terminal, load_catalogue
from central.clock import wall_clock
from central.database import Database
from central.house import House
from central.migrate import migrate
from central.pages import drawing
from central.pages.doorway import COOKIE
from central.processes import bound_socket
from central.serve import make_server
from central.settings import Settings
from central.staff import accounts, sessions
from central.staff.roles import Role
from kiosk.wire import FIRST_HASH, canonical, event_hash
from tests.central.postgres_kept import KeptDatabase, keep

CATALOGUE = Path(__file__).resolve().parents[2] / "config" / "catalogue.toml"
DEADLINE_SECONDS = 10.0
_names = itertools.count(1)


class CompiledTemplates(BytecodeCache):
    """Of all servers of this process: a server compiles a page's template at its first use, which takes longer than all
    the rest of most tests."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def compiled_templates() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawing, "Environment", functools.partial(Environment, bytecode_cache=CompiledTemplates()))
        yield


@pytest.fixture(scope="session", autouse=True)
def compiled_statements() -> Iterator[None]:
    """Of all engines of this process: an engine compiles each statement at its first use, and a test has several."""
    first: dict[str, Engine] = {}

    def engine(url: URL, **options: Any) -> Engine:
        made = create_engine(url, **options)
        kept = first.setdefault(made.dialect.name, made)
        made.dialect, made._compiled_cache = kept.dialect, kept._compiled_cache  # the cache tells dialects apart
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database_module, "create_engine", engine)
        yield


@pytest.fixture(scope="session", autouse=True)  # before any test looks which processes run
def postgresql_server() -> Iterator[str]:
    with postgres(fsync=False) as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_empty(postgresql_server: str) -> KeptDatabase:
    """A database with today's tables."""
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE hall_empty")
    url = _named(postgresql_server, "hall_empty")
    database = Database(Settings(database=url))
    migrate(database)
    database.close()
    return keep(url)


@pytest.fixture(scope="session")
def postgresql_catalogue(postgresql_server: str) -> KeptDatabase:
    """A database with the catalogue in it."""
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE hall_catalogue")
    url = _named(postgresql_server, "hall_catalogue")
    load_catalogue(url, CATALOGUE, always_open=True)
    return keep(url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the catalogue in it; each test gets a copy."""
    file = tmp_path_factory.mktemp("template") / "hall.db"
    load_catalogue(f"sqlite:///{file}", CATALOGUE, always_open=True)
    return file


def _named(url: str, name: str) -> str:
    return url.replace("/postgres?", f"/{name}?")


def _restored(kept: KeptDatabase) -> str:
    kept.restore()
    return kept.url


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which database."""
    return str(request.param)


@pytest.fixture
def database_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of its own."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path}/hall.db"
    return _restored(request.getfixturevalue("postgresql_empty"))


@pytest.fixture
def catalogue_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with the shipped catalogue in it, open around the clock: tests run at any hour."""
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "hall.db")
        return f"sqlite:///{tmp_path}/hall.db"
    return _restored(request.getfixturevalue("postgresql_catalogue"))


@pytest.fixture
def database(catalogue_url: str) -> Iterator[Database]:
    opened = Database(Settings(database=catalogue_url))
    yield opened
    opened.close()


@dataclass
class Running:
    """A server in a thread of this process; `client` is signed in as its administrator."""

    url: str
    database: str
    client: httpx.Client

    def post(self, path: str, token: str, body: Any) -> httpx.Response:
        content = body if isinstance(body, bytes) else canonical(body)
        return self.client.post(path, content=content, headers={"Authorization": f"Bearer {token}"})

    def press(self, path: str, client: httpx.Client | None = None, **fields: object) -> httpx.Response:
        """A button of one of our own pages, by whom `client` has signed in."""
        client = client or self.client
        token = {"form_token": sessions.form_token(client.cookies.get(COOKIE, ""))}
        return client.post(path, data={**token, **fields}, headers={"Origin": self.url, "X-Part": "1"})

    def sit(self, counter: str, client: httpx.Client | None = None) -> None:
        """Begin at a counter with its usual services."""
        page = (client or self.client).get(f"/counters/{counter}/sit").text
        usual = re.findall(r'name="service" value="([\w-]+)" checked', page)
        assert self.press(f"/counters/{counter}/sit", client, service=usual).status_code == 303

    @contextmanager
    def person(self, name: str, role: Role = Role.CLERK) -> Iterator[httpx.Client]:
        """The browser of somebody who is signed in."""
        with browser(self.url) as client:
            client.cookies.set(COOKIE, new_session(self.database, name, role))
            yield client


def browser(url: str) -> httpx.Client:
    """`verify`: reading the system's certificates takes longer than most tests, and nothing here is encrypted."""
    return httpx.Client(base_url=url, timeout=DEADLINE_SECONDS, verify=False)


def new_session(url: str, name: str, role: Role) -> str:
    """The session token of a new account that has no password."""

    def enter(db: Any) -> str:
        added = accounts.add(db, name, name.title(), role, "no password", wall_clock())
        return sessions.begin(db, added.id, wall_clock())

    database = Database(Settings(database=url))
    try:
        return database.write_now(enter)
    finally:
        database.close()


@contextmanager
def running(settings: Settings) -> Iterator[Running]:
    server = make_server(settings, wall_clock, House(settings, wall_clock))
    sockets = [bound_socket("127.0.0.1", 0)]
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets)), name="central under test")
    thread.start()
    try:
        until(lambda: server.started or not thread.is_alive())
        port = server.servers[0].sockets[0].getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        with browser(url) as client:
            client.cookies.set(
                COOKIE, new_session(settings.database, f"administrator-{next(_names)}", Role.ADMINISTRATOR)
            )
            yield Running(url, settings.database, client)
    finally:
        server.should_exit = True
        thread.join(DEADLINE_SECONDS)
        assert not thread.is_alive()


@pytest.fixture
def server(catalogue_url: str) -> Iterator[Running]:
    quick = Settings(database=catalogue_url, phone_look_ms=50, look_ms=50)  # it ends when its phones have looked
    with running(quick) as started:
        yield started


def until(is_true: Callable[[], Any], deadline_seconds: float = DEADLINE_SECONDS) -> Any:
    """What `is_true` gives once it is true. Fails at the deadline."""
    deadline = time.monotonic() + deadline_seconds
    while not (value := is_true()):
        assert time.monotonic() < deadline, f"not within {deadline_seconds:g} s"
        time.sleep(0.005)
    return value


@pytest.fixture
def wait_until() -> Callable[..., Any]:
    return until


@pytest.fixture
def start_server() -> Callable[[Settings], Any]:
    """For tests that start servers of their own: `with start_server(settings) as server`."""
    return running


@dataclass
class Teller:
    """A terminal as the centre hears it: its token and a journal with a hash chain."""

    token: str
    terminal: str = "lobby-1"
    journal: str = "journal-0001"
    prev: str = FIRST_HASH
    events: list[Any] = field(default_factory=list)

    def tell(self, kind: str, **body: Any) -> Any:
        event = {
            "seq": len(self.events) + 1,
            "kind": kind,
            "at": "2026-03-18T09:41:07.123+08:00",
            "boot": "b0a7c1d2e3f4",
            "monotonic_ms": 12_000 + len(self.events),
            "body": body,
            "prev": self.prev,
        }
        return self.append(event)

    def append(self, event: Any) -> Any:
        """Anything at all, even what is no event."""
        self.prev = event_hash(canonical(event))
        self.events.append(event)
        return event

    def give(self, number: str, key: str, day: str, source: str = "centre", service: str = "pension") -> Any:
        ticket = {"key": key, "number": number, "day": day, "prefix": number[0], "service": service, "source": source}
        return self.tell(
            "ticket.given", **ticket, token=f"token-{key}", visit=f"visit-{key}", issued_at="2026-03-18T09:41:07+08:00"
        )

    def batch(self, first: int = 1, last: int | None = None) -> dict[str, Any]:
        return {"terminal": self.terminal, "first": first, "events": self.events[first - 1 : last]}

    @property
    def path(self) -> str:
        return f"/api/v1/journals/{self.journal}/batches"


@pytest.fixture
def teller(catalogue_url: str) -> Teller:
    return Teller(add_terminal(catalogue_url, "lobby-1", "1 号机", "Unit 1", "1"))


@pytest.fixture
def new_teller(catalogue_url: str) -> Callable[..., Teller]:
    """Another terminal."""

    def add(code: str, series: str) -> Teller:
        token = add_terminal(catalogue_url, code, f"{series} 号机", f"Unit {series}", series)
        return Teller(token, terminal=code, journal=f"journal-{code}")

    return add

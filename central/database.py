"""One door to the database: short transactions on threads of their own, so that the event loop never waits for a disk.

SQLite (WAL, synchronous=FULL) has one writer, PostgreSQL several. A transaction that met another one's lock is
repeated; every write of this server may be repeated, by key, cursor or turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError

from central.quick import Quick
from central.settings import Settings
from central.turns import Turns
from central.writing import GroupWriter

T = TypeVar("T")
_READ, _WRITE = Quick("BEGIN"), Quick("BEGIN IMMEDIATE")  # SQLite's; a writer takes its lock at once
_PASSING = {"40001", "40P01", "55P03"}  # PostgreSQL: serialisation, deadlock, lock not available


class DatabaseBusy(RuntimeError):
    """The database did not answer in time; the same request may be sent again."""


class Database:
    def __init__(self, settings: Settings) -> None:
        """Raises ValueError for an address that is neither SQLite's nor PostgreSQL's."""
        url = parse(settings.database)
        self.name = url.get_backend_name()
        self._tries = settings.tries
        self._engine = _sqlite(url, settings) if self.sqlite else _postgresql(url, settings)
        self._turns = Turns(Path(url.database or ""), settings.lock_wait_ms)  # SQLite's writers, of all processes
        self._watching: Any = None  # SQLite's mark is counted for each connection: one is kept for it
        self._readers = ThreadPoolExecutor(settings.sqlite_readers if self.sqlite else settings.readers, "central-read")
        self._writers = ThreadPoolExecutor(settings.writers, "central-write")  # PostgreSQL's
        self._writer = GroupWriter(self.write_now, settings.writes_together)  # SQLite's

    @property
    def sqlite(self) -> bool:
        return self.name == "sqlite"

    def close(self) -> None:
        self._readers.shutdown()
        self._writers.shutdown()
        self._writer.close()
        if self._watching is not None:
            self._watching.close()
        self._engine.dispose()
        self._turns.close()

    async def read(self, work: Callable[[Connection], T]) -> T:
        """What `work` finds in one snapshot."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.read_now, work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """What `work` did, durable. `work` may run more than once; only its last run counts."""
        if self.sqlite:
            return cast(T, await self._writer.write(work))
        return await asyncio.get_running_loop().run_in_executor(self._writers, self.write_now, work)

    def read_now(self, work: Callable[[Connection], T]) -> T:
        return self._run(work, _READ if self.sqlite else None)

    def write_now(self, work: Callable[[Connection], T]) -> T:
        if not self.sqlite:
            return self._run(work, None)
        try:
            with self._turns.turn():
                return self._run(work, _WRITE)
        except TimeoutError as error:
            raise DatabaseBusy(f"the database is busy: {error}") from error

    async def mark(self) -> str:
        """A text that changes whenever anybody committed anything, from whatever process. One caller at a time."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._mark)

    def _mark(self) -> str:
        if not self.sqlite:
            return self.read_now(lambda db: str(db.exec_driver_sql("SELECT pg_current_snapshot()::text").scalar()))
        if self._watching is None:
            self._watching = self._engine.raw_connection()
        return str(self._watching.execute("PRAGMA data_version").fetchone()[0])

    def _run(self, work: Callable[[Connection], T], begin: Quick | None) -> T:
        for left in reversed(range(self._tries)):
            try:
                with self._engine.connect() as connection:
                    connection.begin()  # also where only central/quick.py speaks, of which SQLAlchemy hears nothing
                    if begin is not None:
                        begin.count(connection, {})
                    done = work(connection)
                    connection.commit()
                    return done
            except IntegrityError:
                if not left:
                    raise
            except DBAPIError as error:
                if not _passes(error):
                    raise
                if not left:
                    raise DatabaseBusy(f"the database is busy or away: {error.orig}") from error
        raise AssertionError("unreachable")


def parse(database: str) -> URL:
    """The address as SQLAlchemy takes it. Raises ValueError with a sentence."""
    try:
        url = make_url(database)
        backend = url.get_backend_name()
    except ArgumentError as error:
        raise ValueError(f"--database {database!r}: write sqlite:///PATH or postgresql://USER@HOST/NAME") from error
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and url.database and url.database != ":memory:":
        return url.set(drivername="sqlite+pysqlite")
    raise ValueError(f"--database {database!r}: write sqlite:///PATH or postgresql://USER@HOST/NAME")


def _passes(error: DBAPIError) -> bool:
    """Whether the same transaction may succeed when it is tried again."""
    if error.connection_invalidated:
        return True
    state = getattr(error.orig, "sqlstate", None)
    return isinstance(error, OperationalError) and (state is None or state in _PASSING)


def _sqlite(url: URL, settings: Settings) -> Engine:
    folder = Path(url.database or "").parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(f"--database: the folder {folder} cannot be made: {error.strerror}") from error
    engine = create_engine(url, pool_size=settings.sqlite_readers + 3, max_overflow=0)

    @event.listens_for(engine, "connect")
    def opened(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        connection.execute(f"PRAGMA busy_timeout={settings.lock_wait_ms:d}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    return engine


def _postgresql(url: URL, settings: Settings) -> Engine:
    options = f"-c lock_timeout={settings.lock_wait_ms:d} -c statement_timeout={settings.statement_ms:d}"
    return create_engine(
        url,
        pool_size=settings.readers + settings.writers + 1,
        max_overflow=0,
        connect_args={"connect_timeout": settings.connect_seconds, "options": options},
    )

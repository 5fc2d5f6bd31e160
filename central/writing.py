"""SQLite's one writer: works that wait together share one transaction and one wait for the disk.

Each work has a savepoint of its own, so that one that is refused takes nothing of its neighbours' with it. Nobody hears
of a work before the transaction that holds it is durable.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

Work = Callable[[Connection], Any]
Commit = Callable[[Work], Any]


@dataclass(slots=True, eq=False)
class _Wish:
    work: Work
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    done: Any = None
    failed: BaseException | None = None

    def answer(self) -> None:
        if self.future.cancelled():
            return
        if self.failed is not None:
            self.future.set_exception(self.failed)
        else:
            self.future.set_result(self.done)


@dataclass(slots=True, eq=False)
class GroupWriter:
    """`commit` runs one work in one transaction of its own, on the thread that calls it, and repeats it where another
    process was in its way.
    """

    commit: Commit
    together: int  # works in one transaction at most
    _wishes: queue.SimpleQueue[_Wish | None] = field(default_factory=queue.SimpleQueue)
    _thread: threading.Thread | None = None

    async def write(self, work: Work) -> Any:
        """What `work` did, durable. Raises what it raised."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="central-write", daemon=True)
            self._thread.start()
        loop = asyncio.get_running_loop()
        wish = _Wish(work, loop, loop.create_future())
        self._wishes.put(wish)
        return await wish.future

    def close(self) -> None:
        """Finish what waits."""
        if self._thread is not None:
            self._wishes.put(None)
            self._thread.join()

    def _run(self) -> None:
        ended = False
        while not ended:
            wishes, ended = self._next()
            if len(wishes) == 1 or not self._done_together(wishes):
                for wish in wishes:
                    self._do_alone(wish)
            _tell(wishes)

    def _next(self) -> tuple[list[_Wish], bool]:
        """Those that wait now, at least one; and whether it is over."""
        wishes: list[_Wish] = []
        wish = self._wishes.get()
        while wish is not None:
            wishes.append(wish)
            if len(wishes) == self.together:
                break
            try:
                wish = self._wishes.get_nowait()
            except queue.Empty:
                break
        return wishes, wish is None

    def _done_together(self, wishes: list[_Wish]) -> bool:
        """False: the database refused something. Which of them it was is found out by doing each alone."""
        try:
            self.commit(lambda db: _each(db, wishes))
        except Exception:  # noqa: BLE001 - each of them is done again, and tells its own error
            return False
        return True

    def _do_alone(self, wish: _Wish) -> None:
        wish.done = wish.failed = None
        try:
            wish.done = self.commit(wish.work)
        except BaseException as error:  # noqa: BLE001 - a thread's boundary: whoever waits for it is told
            wish.failed = error


def _each(db: Connection, wishes: list[_Wish]) -> None:
    sqlite: Any = db.connection.driver_connection
    for wish in wishes:
        wish.done = wish.failed = None  # of an earlier try
        sqlite.execute("SAVEPOINT work")
        try:
            wish.done = wish.work(db)
        except DBAPIError:
            raise
        except Exception as error:  # noqa: BLE001 - kept for whoever asked for this work; its neighbours go on
            wish.failed = error
            sqlite.execute("ROLLBACK TO work")
        sqlite.execute("RELEASE work")


def _tell(wishes: list[_Wish]) -> None:
    """All of one loop at once: waking a loop costs more than an answer."""
    for loop in {wish.loop for wish in wishes}:
        mine = [wish for wish in wishes if wish.loop is loop]
        with suppress(RuntimeError):  # the loop has ended: nobody waits there any more
            loop.call_soon_threadsafe(_answer, mine)


def _answer(wishes: list[_Wish]) -> None:
    for wish in wishes:
        wish.answer()

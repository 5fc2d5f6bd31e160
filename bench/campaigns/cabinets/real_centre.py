"""The real centre's code over a database of the schedule's own, in the schedule's time: a hall_centre.HallCentre.

What a server does at a request or beside them is done in the loop's own turn: the feed, the journal's way in, telling
terminals what changed, tending. Being away is a server that was stopped; when it comes back it has started anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import orjson
from sqlalchemy import Connection, select

from central.database import Database
from central.feed import Word, put, read, tell_anew
from central.intake import Intake, note_seen
from central.parcels.parcel_rows import note_heard
from central.parcels.tending import tend
from central.refusals import Refused
from central.settings import Settings
from central.tables import batches, breaks, feed_head, quarantine
from central.tokens import caller
from central.truth import publish, read_news
from kiosk.sync.centre import Reply
from kiosk.wire import Gap

T = TypeVar("T")
PUBLISH_SECONDS = 2.5  # after a change; the server's is shorter, and takes half of a schedule's time
IDLE_PUBLISH_SECONDS = 60.0  # without one
NOTE_SECONDS = 60.0  # how often it is written at most that the terminal was there
TEND_SECONDS = 600.0  # the server's is shorter too: what it does is a matter of hours


class TurnDatabase(Database):
    """Everything at once, in the thread that asks: the simulated clock stands still meanwhile. `written`: how often."""

    written = 0

    def write_now(self, work: Callable[[Connection], T]) -> T:
        self.written += 1
        return super().write_now(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        return self.read_now(work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        return self.write_now(work)


class RealCentre:
    """`token`: of the cabinet's terminal. `wall`: the hall's clock, seconds since 1970."""

    def __init__(self, settings: Settings, token: str, wall: Callable[[], float]) -> None:
        self.settings = settings
        self.database = TurnDatabase(settings)
        self.deaf = False
        self._token = token
        self._code = self.database.read_now(lambda db: caller(db, token).terminal)
        self.wall = wall
        self._away = False
        self._head = (-1, 0)  # after how many writes, and the feed's last number then
        self._published_at, self._published = 0.0, -1  # and after how many writes
        self._noted_at = 0.0
        self._tended_at = wall()

    @property
    def now_ms(self) -> int:
        return int(self.wall() * 1000)

    @property
    def away(self) -> bool:
        return self._away

    @away.setter
    def away(self, away: bool) -> None:
        if self._away and not away:
            self.start_anew()
        self._away = away

    def start_anew(self) -> None:
        """As a server does: its terminals hear everything again, also orders that are over."""
        self.database.write_now(lambda db: tell_anew(db, self.now_ms))

    def tell(self, kind: str, key: str, body: Mapping[str, Any], expires_at: str | None = None) -> int:
        word = Word(self._code, kind, key, dict(body), expires_at=expires_at)
        self.database.write_now(lambda db: put(db, [word], self.now_ms))
        return self._newest()

    def has_news(self, after: int) -> bool:
        self._look()
        return self._newest() != after

    def feed(self, after: int) -> bytes:
        self._look()
        if self.wall() - self._noted_at >= NOTE_SECONDS:
            self._noted_at = self.wall()
            self.database.write_now(lambda db: self._note(db, after))
        told = self.database.read_now(lambda db: read(db, self._code, after))
        return told.model_copy(update={"now_ms": self.now_ms}).model_dump_json().encode()

    def take(self, journal: str, body: bytes) -> Reply:
        limits = self.settings
        intake = Intake(self._token, journal, body, limits.batch_events, self.now_ms, limits.seen_every_ms)
        try:
            taken = self.database.write_now(intake)
        except Refused as error:
            return Reply(error.status, error.sentence.encode())
        return Reply(409 if isinstance(taken, Gap) else 200, taken.model_dump_json().encode())

    @property
    def events(self) -> Sequence[Mapping[str, Any]]:
        in_order = select(batches.c.events).order_by(batches.c.journal, batches.c.first)
        rows = self.database.read_now(lambda db: db.execute(in_order).scalars().all())
        return [event for row in rows for event in orjson.loads(row)]

    @property
    def broken_chains(self) -> Sequence[str]:
        broken = self.database.read_now(lambda db: db.execute(select(breaks.c.seq)).scalars().all())
        strange = self.database.read_now(lambda db: db.execute(select(quarantine.c.seq, quarantine.c.reason)).all())
        told = [f"event {seq} does not follow the one before it" for seq in broken]
        return told + [f"event {row.seq} was not understood by the centre: {row.reason}" for row in strange]

    def close(self) -> None:
        self.database.close()

    def _newest(self) -> int:
        """The feed's last number; asked again only after something was written."""
        if self._head[0] != self.database.written:
            n = self.database.read_now(lambda db: db.execute(select(feed_head.c.n)).scalar_one())
            self._head = (self.database.written, int(n))
        return self._head[1]

    def _look(self) -> None:
        """What a server does by itself, when it is time."""
        now = self.wall()
        if now - self._tended_at >= TEND_SECONDS:
            self._tended_at = now
            self.database.write_now(lambda db: tend(db, self.settings.parcels, self.now_ms))
        wait = IDLE_PUBLISH_SECONDS if self._published == self.database.written else PUBLISH_SECONDS
        if now - self._published_at >= wait:
            self._published_at = now
            self.database.write_now(lambda db: publish(db, read_news(db, self.settings, self.now_ms), self.now_ms))
            self._published = self.database.written

    def _note(self, db: Connection, after: int) -> None:
        """That the terminal was there, and how far it has heard, as at GET /api/v1/feed."""
        note_seen(db, caller(db, self._token), self.now_ms, self.settings.seen_every_ms)
        note_heard(db, self._code, after)

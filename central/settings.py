"""The server's own settings: every limit and every wait, each with its unit. What belongs to the hall stands in the
database.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from central.parcels.settings import ParcelSettings
from central.staff.settings import StaffSettings
from kiosk.wire import BATCH_LIMIT_BYTES, BATCH_LIMIT_EVENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How one server process behaves. Several processes with different settings may serve one database."""

    database: str
    readers: int = 4  # PostgreSQL: threads, and connections, that only read
    sqlite_readers: int = (
        2  # SQLite: it reads in this process, where threads beyond one hardly help and wait for each other
    )
    writers: int = 4  # PostgreSQL: threads that write
    writes_together: int = 64  # SQLite: what waits at the same time shares one transaction, at most so many
    lock_wait_ms: int = 5_000  # how long a transaction waits for another one's lock
    statement_ms: int = 10_000  # PostgreSQL: the longest that one statement may take
    connect_seconds: int = 5  # PostgreSQL: the longest wait for a connection
    tries: int = 4  # of a transaction that met another one's; every write may be repeated
    batches_in_work: int = 8  # more at a time are sent away with 429
    batch_events: int = BATCH_LIMIT_EVENTS
    batch_bytes: int = BATCH_LIMIT_BYTES
    body_seconds: float = 20.0  # the longest that a request's body may take to arrive
    form_bytes: int = 64 * 1024
    retry_after_seconds: int = 1
    feed_wait_seconds: float = 55.0  # the longest poll that is granted
    publish_ms: int = 1_000  # the least time between two rows of waiting people
    appointments_publish_ms: int = 2_000  # the same between two rows of today's appointments
    look_ms: int = 100  # how often a process looks whether the database changed
    repaint_seconds: float = 5.0  # live pages are drawn again at least this often: minutes pass without a change
    redraw_ms: int = 500  # a live page is drawn again at most this often, however much happens
    beat_seconds: float = 2.0  # heartbeat of live pages
    stale_seconds: float = 7.0  # a live page without a heartbeat for this long says "as of"
    live_pages: int = 500  # open streams at a time
    phone_look_ms: int = 500  # phones hear of changes at most this often
    phone_wait_seconds: float = 25.0  # how long a phone's question may wait for news
    phone_spread_seconds: float = 3.0  # phones far back in the queue hear of one change spread over this time
    phones_waiting: int = 4_000  # questions that wait at a time; more are answered at once
    phone_unknown_free: int = 30  # unknown ticket addresses from one network before it is slowed
    phone_unknown_forget_seconds: float = 2.0  # each of them is forgotten after this
    reserved_grace_ms: int = 20_000  # a number whose terminal is silent is called like a waiting one after this
    rating_seconds: int = 60  # so long after its end a service may be rated at the window, unless the counter goes on
    terminal_lost_seconds: int = 120  # a terminal that said nothing for this long is shown as silent
    seen_every_ms: int = 5_000  # how often "last seen" is written at most
    busy_from: int = 20  # people waiting in a department that is marked as busy
    persons_kept_days: int = 0  # days after their own that the hashes of persons are kept
    appointments_kept_days: int = 30  # the same for appointments
    forget_every_seconds: float = 600.0  # how often it is looked whether a day is over
    staff: StaffSettings = field(default_factory=StaffSettings)  # accounts, sessions, sign-in
    parcels: ParcelSettings = field(default_factory=ParcelSettings)  # pickup cabinets, codes, messages
    stop_seconds: float = 1.5  # open streams and polls end within this when the server stops

"""The tables of the journal's file and how it is opened. What each table means stands in the module that owns it."""

from __future__ import annotations

from pathlib import Path

import apsw

APPLICATION_ID = 0x484B4A31  # "HKJ1": tells the file from any other SQLite file
PAGE_BYTES = 4096
CHECKPOINT_PAGES = 500  # the writer folds the log into the file when about so many have been written
VERSION = 2  # PRAGMA user_version of a file that this software writes
LOG_LIMIT_PAGES = 4 * CHECKPOINT_PAGES  # SQLite does it by itself, in the middle of a commit
BUSY_MS = 2000

# Of a cabinet (kiosk/lockers/store.py, store_notes.py, intents.py); empty on any other terminal.
LOCKERS = """
CREATE TABLE IF NOT EXISTS locker_cells (cell INTEGER PRIMARY KEY, door TEXT NOT NULL DEFAULT '',
    unseen INTEGER NOT NULL DEFAULT 0, pulses INTEGER NOT NULL DEFAULT 0, disabled INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '', fault TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS locker_parcels (parcel TEXT PRIMARY KEY, cell INTEGER NOT NULL, lies TEXT NOT NULL,
    doubt TEXT NOT NULL, receipt TEXT NOT NULL, intent TEXT NOT NULL, way TEXT NOT NULL, staff TEXT NOT NULL)
    WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS locker_occupied ON locker_parcels (cell) WHERE lies != 'gone';
CREATE TABLE IF NOT EXISTS locker_intents (intent TEXT PRIMARY KEY, cell INTEGER NOT NULL, for_what TEXT NOT NULL,
    parcel TEXT NOT NULL, way TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS locker_moves (n INTEGER PRIMARY KEY, cell INTEGER NOT NULL, state TEXT NOT NULL,
    cause TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS locker_moves_of ON locker_moves (cell, n);
CREATE TABLE IF NOT EXISTS locker_once (code TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS locker_alarms (alarm TEXT, cell INTEGER, detail TEXT, PRIMARY KEY (alarm, cell, detail))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS locker_notes (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE events (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL, hash BLOB NOT NULL, at_s INTEGER NOT NULL);
CREATE TABLE requests (key TEXT PRIMARY KEY, service TEXT NOT NULL, visit TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE given (day TEXT, number TEXT, key TEXT NOT NULL, service TEXT NOT NULL DEFAULT '',
    person TEXT NOT NULL DEFAULT '', appointment TEXT NOT NULL DEFAULT '', token TEXT NOT NULL DEFAULT '',
    issued_at TEXT NOT NULL DEFAULT '', PRIMARY KEY (day, number)) WITHOUT ROWID;
CREATE TABLE lease_asks (prefix TEXT PRIMARY KEY, key TEXT NOT NULL, count INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE leases (day TEXT, prefix TEXT, place INTEGER, number TEXT NOT NULL, PRIMARY KEY (day, prefix, place))
    WITHOUT ROWID;
CREATE TABLE own_series (day TEXT, prefix TEXT, count INTEGER NOT NULL, PRIMARY KEY (day, prefix)) WITHOUT ROWID;
CREATE TABLE prints (job TEXT PRIMARY KEY, key TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE feed (kind TEXT, key TEXT, n INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE TABLE commands (kind TEXT, key TEXT, outcome TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
"""

# From one version to the next. A column that is added has a default: what older software wrote lacks it.
CHANGES = {
    0: """
ALTER TABLE given ADD COLUMN service TEXT NOT NULL DEFAULT '';
ALTER TABLE given ADD COLUMN person TEXT NOT NULL DEFAULT '';
ALTER TABLE given ADD COLUMN appointment TEXT NOT NULL DEFAULT '';
ALTER TABLE given ADD COLUMN token TEXT NOT NULL DEFAULT '';
ALTER TABLE given ADD COLUMN issued_at TEXT NOT NULL DEFAULT '';
""",
    1: LOCKERS,
}


def create(connection: apsw.Connection) -> None:
    """The empty tables, in a file that is not a journal yet."""
    connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(TABLES + LOCKERS)
    connection.execute(f"PRAGMA user_version = {VERSION}")


def bring_up_to_date(connection: apsw.Connection) -> None:
    """A file of older software gets what it lacks, in one transaction a version; a file of newer software stays."""
    version = connection.execute("PRAGMA user_version").get
    for at in range(version, VERSION):
        connection.execute(f"BEGIN;{CHANGES[at]}PRAGMA user_version = {at + 1};COMMIT;")


def connect(path: Path) -> apsw.Connection:
    """The writer's connection: WAL, every commit synced. Transactions are begun and ended by hand."""
    connection = apsw.Connection(str(path))
    try:
        connection.set_busy_timeout(BUSY_MS)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_LIMIT_PAGES}")
    except apsw.Error:
        connection.close()
        raise
    return connection


def checkpoint(connection: apsw.Connection) -> None:
    """Fold the log into the file as far as no reader holds it; the next commits begin the log again."""
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def grow_log(connection: apsw.Connection) -> None:
    """Bring the write-ahead log to its full length once, so that later commits overwrite instead of lengthening the
    file: an fsync that changes no length costs about a third less. Without room for it everything works all the
    same."""
    try:
        connection.execute("BEGIN")
        connection.execute("CREATE TABLE ballast (bytes BLOB)")
        connection.execute("INSERT INTO ballast VALUES (zeroblob(?))", (CHECKPOINT_PAGES * PAGE_BYTES,))
        connection.execute("DROP TABLE ballast")
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchall()
    except apsw.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")

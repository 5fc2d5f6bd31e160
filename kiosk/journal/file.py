"""The journal's file: born whole, checked at each start, set aside when it cannot be trusted. Nothing is ever deleted.

A file that was set aside is called `journal-1.aside.db`, the next `journal-2.aside.db`; the journal after n of them has
generation n + 1. The own series of numbers begins at another thousand in each generation
(docs/decisions/0011-lost-journals.md), so that a lost count cannot repeat a number.
"""

from __future__ import annotations

import os
import re
import uuid
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import apsw

from kiosk.events import JournalOpened
from kiosk.journal import schema
from kiosk.journal.stamp import Stamp
from kiosk.journal.transaction import Tail, Transaction
from kiosk.wire import FIRST_HASH

NAME = "journal.db"
ASIDE = re.compile(r"^journal-(\d+)\.aside\.db$")
CHAIN_CHECKED_EVENTS = 2000  # the newest; an older page's damage is found by quick_check or when it is read


@dataclass(frozen=True, slots=True)
class Opened:
    connection: apsw.Connection
    journal: str  # its random id
    generation: int  # from 1
    tail: Tail
    acked: int  # the centre has everything up to this seq
    put_aside: Path | None  # the file that could not be trusted, at this start
    fault: str | None  # and why


def open_journal(folder: Path, software: str, boot: str, stamp: Stamp, *, grows: bool = True) -> Opened:
    """The journal in `folder`; a damaged one is set aside and a new one begun. `grows`: the log gets its full length
    now. Raises OSError and apsw.Error of the disk. Blocks for a moment: call it before the citizen is served."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    _clear_strays(folder)
    put_aside = None
    fault = None
    if path.exists():
        fault = fault_of(path)
        if fault is not None:
            put_aside = set_aside(folder)
    if not path.exists():
        _begin(folder, software, boot, stamp)
    connection = schema.connect(path)
    schema.bring_up_to_date(connection)
    if grows:
        schema.grow_log(connection)
    meta = _meta(connection)
    return Opened(
        connection=connection,
        journal=meta["journal"],
        generation=int(meta["generation"]),
        tail=_tail(connection),
        acked=int(meta["acked_through"]),
        put_aside=put_aside,
        fault=fault,
    )


def fault_of(path: Path) -> str | None:
    """Why the file cannot be trusted; None when it can."""
    try:
        connection = schema.connect(path)
        try:
            return _fault(connection)
        finally:
            connection.close()
    except (apsw.BusyError, apsw.CantOpenError, apsw.FullError):
        raise  # another process or the disk; the file itself is not to blame
    except apsw.Error as error:
        return str(error)


def set_aside(folder: Path) -> Path:
    """Rename the journal and its log; returns the new name. The file first: a file without its log would look whole."""
    generation = 1 + max(_generations(folder), default=0)
    new = folder / f"journal-{generation}.aside.db"
    os.rename(folder / NAME, new)
    _clear_strays(folder)
    _sync_folder(folder)
    return new


def _clear_strays(folder: Path) -> None:
    """A log whose file was set aside just before the power went follows it; SQLite must not find it."""
    if (folder / NAME).exists():
        return
    generation = max(_generations(folder), default=0)
    for suffix in ("-wal", "-shm"):
        stray = folder / (NAME + suffix)
        if stray.exists():
            os.rename(stray, folder / f"journal-{generation}.aside.db{suffix}")


def _generations(folder: Path) -> list[int]:
    return [int(match[1]) for match in map(ASIDE.match, os.listdir(folder)) if match]


def _begin(folder: Path, software: str, boot: str, stamp: Stamp) -> None:
    """A new journal with its id and first event, whole before it gets its name."""
    unnamed = folder / "journal.new"
    unnamed.unlink(missing_ok=True)
    (folder / "journal.new-journal").unlink(missing_ok=True)
    journal = uuid.uuid4().hex
    connection = apsw.Connection(str(unnamed))
    try:
        schema.create(connection)
        connection.execute("BEGIN")
        generation = 1 + max(_generations(folder), default=0)
        meta = {"journal": journal, "generation": generation, "acked_through": 0, "feed_through": 0}
        meta |= {"floor_seq": 0, "floor_hash": FIRST_HASH}
        connection.executemany("INSERT INTO meta VALUES (?, ?)", [(key, str(value)) for key, value in meta.items()])
        first = Transaction(connection, Tail(0, FIRST_HASH), boot)
        first.stamp = stamp
        first.event(JournalOpened(journal=journal, software=software))
        connection.execute("COMMIT")
    finally:
        connection.close()
    os.rename(unnamed, folder / NAME)
    _sync_folder(folder)


def _fault(connection: apsw.Connection) -> str | None:
    application = connection.execute("PRAGMA application_id").get
    if application != schema.APPLICATION_ID:
        return f"is no journal: application id 0x{application:08x}"
    verdict = connection.execute("PRAGMA quick_check(1)").get
    if verdict != "ok":
        return str(verdict)
    meta = _meta(connection)
    missing = {"journal", "generation", "acked_through", "feed_through", "floor_seq", "floor_hash"} - meta.keys()
    if missing:
        return f"meta lacks {sorted(missing)}"
    return _chain_fault(connection, int(meta["floor_seq"]), meta["floor_hash"])


def _chain_fault(connection: apsw.Connection, floor_seq: int, floor_hash: str) -> str | None:
    """Whether the newest events still are what was written, one after the other."""
    rows = connection.execute("SELECT seq, bytes, hash FROM events ORDER BY seq DESC LIMIT ?", (CHAIN_CHECKED_EVENTS,))
    newer: tuple[int, bytes] | None = None
    for seq, canonical, digest in rows:
        if not isinstance(canonical, bytes) or sha256(canonical).digest() != digest:
            return f"event {seq} is not what was written"
        if newer is not None and (newer[0] != seq + 1 or f'"prev":"{digest.hex()}"'.encode() not in newer[1]):
            return f"event {newer[0]} does not follow event {seq}"
        newer = (seq, canonical)
    if newer is None:
        return "it has no event"
    first, canonical = newer
    if first == floor_seq + 1 and f'"prev":"{floor_hash}"'.encode() not in canonical:
        return f"event {first} does not follow what was removed before it"
    return None


def _meta(connection: apsw.Connection) -> dict[str, str]:
    rows: list[Any] = connection.execute("SELECT key, value FROM meta").fetchall()
    return dict(rows)


def _tail(connection: apsw.Connection) -> Tail:
    seq, digest = connection.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").get
    return Tail(seq, digest.hex())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

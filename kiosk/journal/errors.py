"""What can go wrong with the journal, told by SQLite's own result codes."""

from __future__ import annotations

import sqlite3

FULL_CODES = {sqlite3.SQLITE_FULL}
BROKEN_CODES = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
PRIMARY_MASK = 0xFF  # an extended result code keeps its primary code in the low byte


class JournalError(Exception):
    """The journal did not take the change; nothing of it is written. It may work again later."""


class JournalFull(JournalError):
    """The disk has no room. It passes when there is room again: the attendant or technician makes some."""


class JournalBroken(JournalError):
    """The file cannot be trusted any more: it must be set aside and a new one begun. The engine does that."""


def translated(error: sqlite3.Error, path: str) -> JournalError:
    """The journal's error for SQLite's, naming the file and SQLite's own word."""
    code = getattr(error, "sqlite_errorcode", None)
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    primary = None if code is None else code & PRIMARY_MASK
    if primary in FULL_CODES:
        return JournalFull(f"{path}: no room on the disk ({name}); somebody must make room")
    if primary in BROKEN_CODES:
        return JournalBroken(f"{path}: damaged ({name}: {error}); it is set aside and a new journal begun")
    return JournalError(f"{path}: not written ({name}: {error})")

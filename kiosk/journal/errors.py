"""What can go wrong with the journal, told by SQLite's own result codes."""

from __future__ import annotations

import apsw


class JournalError(Exception):
    """The journal did not take the change; nothing of it is written. It may work again later."""


class JournalFull(JournalError):
    """The disk has no room. It passes when there is room again: the attendant or technician makes some."""


class JournalBroken(JournalError):
    """The file cannot be trusted any more: it must be set aside and a new one begun. The engine does that."""


def translated(error: apsw.Error, path: str) -> JournalError:
    """The journal's error for SQLite's, naming the file and SQLite's own word."""
    if isinstance(error, apsw.FullError):
        return JournalFull(f"{path}: no room on the disk ({error}); somebody must make room")
    if isinstance(error, (apsw.CorruptError, apsw.NotADBError)):
        return JournalBroken(f"{path}: damaged ({error}); it is set aside and a new journal begun")
    return JournalError(f"{path}: not written ({error})")

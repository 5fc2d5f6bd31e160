"""Changes of the journal and how one or several of them meet SQLite. Runs on whichever thread has the connection."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from enum import Enum, auto
from typing import Any

from kiosk.journal.errors import translated
from kiosk.journal.stamp import Stamp
from kiosk.journal.transaction import Transaction


class How(Enum):
    CHANGE = auto()  # in a transaction, which it may share with others
    STATEMENT = auto()  # one statement: alone it is a transaction by itself, which saves two more statements
    READING = auto()  # outside of any transaction: questions, checkpoints


class Change:
    """One change on its way to the disk and its result on the way back."""

    __slots__ = ("error", "future", "how", "result", "stamp", "work")

    def __init__(self, work: Callable[[Any], Any], stamp: Stamp, how: How) -> None:
        self.work = work
        self.stamp = stamp
        self.how = how
        self.future: asyncio.Future[Any] | None = None  # None while it is written in place
        self.result: Any = None
        self.error: BaseException | None = None


def parts(group: list[Change]) -> list[list[Change]]:
    """The group in order, cut so that a reading stands alone."""
    cut: list[list[Change]] = []
    for change in group:
        if not cut or How.READING in (change.how, cut[-1][0].how):
            cut.append([change])
        else:
            cut[-1].append(change)
    return cut


def carry_out(part: list[Change], transaction: Transaction, path: str) -> None:
    """Leave a result or an error in each change of the part; what failed has written nothing. A change's work may be
    called twice, the first time for nothing."""
    first = part[0]
    if first.how is How.READING:
        _try(first, transaction.sql, path)
    elif len(part) == 1 and first.how is How.STATEMENT:
        tail = transaction.tail
        transaction.stamp = first.stamp
        _try(first, transaction, path)
        if first.error is not None:
            transaction.tail = tail
    else:
        _together(part, transaction, path)


def _try(change: Change, on: Any, path: str) -> None:
    try:
        change.result = change.work(on)
    except sqlite3.Error as error:
        change.error = translated(error, path)
    except Exception as error:  # noqa: BLE001 - the writer's boundary: the error is the asker's, the writer lives on
        change.error = error


def _together(part: list[Change], transaction: Transaction, path: str) -> None:
    """One transaction for the part. If one change fails, all is taken back and each is carried out by itself."""
    sql, tail = transaction.sql, transaction.tail
    try:
        sql.execute("BEGIN IMMEDIATE")
        for change in part:
            transaction.stamp = change.stamp
            change.result = change.work(transaction)
        sql.execute("COMMIT")
    except Exception as error:  # noqa: BLE001 - the writer's boundary: the error is its asker's, the writer lives on
        transaction.tail = tail
        _roll_back(sql)
        if len(part) > 1:
            for change in part:
                _together([change], transaction, path)
        else:
            part[0].error = translated(error, path) if isinstance(error, sqlite3.Error) else error


def _roll_back(sql: sqlite3.Connection) -> None:
    """SQLite may have rolled back by itself already (a full disk, an I/O error)."""
    try:
        if sql.in_transaction:
            sql.execute("ROLLBACK")
    except sqlite3.Error:
        return

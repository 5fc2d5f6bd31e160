"""Changes of the journal and how one or several of them meet SQLite. Runs on whichever thread has the connection."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import groupby
from operator import attrgetter
from typing import Any

import apsw

from kiosk.journal.errors import translated
from kiosk.journal.stamp import Stamp
from kiosk.journal.transaction import Transaction

GROUP_LIMIT_CHANGES = 256  # that share one transaction


class How(Enum):
    CHANGE = auto()  # `work` is a function of the transaction, which it may share with others
    EVENT = auto()  # `work` is an event's body: several are one statement, one alone is a transaction by itself
    READING = auto()  # `work` is a function of the connection, outside of any transaction: questions, checkpoints


CHANGE, EVENT, READING = How  # an enum's member is looked up anew each time, which takes as long as a call


class Change(asyncio.Future[Any]):
    """One change on its way to the disk, and the future of what comes of it: its result, once that is durable.

    Being a future it needs no task of its own when many are gathered, which would cost more than writing them. Whoever
    makes one fills its fields in: a constructor of our own would cost as much as the future.
    """

    __slots__ = ("awaited", "how", "stamp", "work")
    work: Any  # see How
    stamp: Stamp
    how: How
    awaited: Callable[[Change], None]  # is told when a task begins to await just this change

    def __await__(self) -> Generator[Any, None, Any]:
        self.awaited(self)
        return asyncio.Future.__await__(self)


@dataclass(frozen=True, slots=True)
class Failed:
    """What came of a change that has written nothing."""

    error: Exception


def parts(group: Sequence[Change]) -> list[list[Change]]:
    """The group in order, cut so that a reading stands alone and no transaction gets too long."""
    cut: list[list[Change]] = []
    for change in group:
        part = cut[-1] if cut else None
        if part is None or len(part) == GROUP_LIMIT_CHANGES or change.how is READING or part[0].how is READING:
            cut.append([change])
        else:
            part.append(change)
    return cut


def carry_out(part: Sequence[Change], transaction: Transaction, path: str) -> list[Any]:
    """The result of each change of the part, or Failed. A change's work may be called twice, the first time for
    nothing."""
    if len(part) == 1:
        return [carry_out_alone(part[0], transaction, path)]
    return _together(part, transaction, path)


def carry_out_alone(change: Change, transaction: Transaction, path: str) -> Any:
    """The change's result, or Failed."""
    if change.how is CHANGE:
        return _together([change], transaction, path)[0]
    try:
        if change.how is EVENT:
            transaction.stamp = change.stamp
            return transaction.event(change.work)
        return change.work(transaction.sql)
    except Exception as error:  # noqa: BLE001 - the writer's boundary: the error is the asker's, the writer lives on
        return _failed(error, path)


def _together(part: Sequence[Change], transaction: Transaction, path: str) -> list[Any]:
    """One transaction for the part. If one change fails, all is taken back and each is carried out by itself."""
    sql, tail = transaction.sql, transaction.tail
    results: list[Any] = []
    try:
        sql.execute("BEGIN IMMEDIATE")
        for how, changes in groupby(part, attrgetter("how")):
            if how is EVENT:
                results += transaction.events([(change.work, change.stamp) for change in changes])
            else:
                for change in changes:
                    transaction.stamp = change.stamp
                    results.append(change.work(transaction))
        sql.execute("COMMIT")
    except Exception as error:  # noqa: BLE001 - the writer's boundary: the error is its asker's, the writer lives on
        transaction.take_back(tail)
        _roll_back(sql)
        if len(part) == 1:
            return [_failed(error, path)]
        return [carry_out_alone(change, transaction, path) for change in part]
    return results


def _failed(error: Exception, path: str) -> Failed:
    return Failed(translated(error, path) if isinstance(error, apsw.Error) else error)


def _roll_back(sql: apsw.Connection) -> None:
    """SQLite may have rolled back by itself already (a full disk, an I/O error)."""
    try:
        if sql.in_transaction:
            sql.execute("ROLLBACK")
    except apsw.Error:
        return

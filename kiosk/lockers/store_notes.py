"""Small things that a cabinet's terminal must not forget: the guard's count, once-codes that were used, alarms that
stand, the cells as they were told to the centre, the time. Tables of the journal's file."""

from __future__ import annotations

from typing import Any

import apsw
import orjson

from kiosk.journal import Transaction
from kiosk.lockers.events import Alarm, CabinetAlarm

GUARD = "guard"
FITTED = "fitted"
LOCKS = "locks"  # which lock opened which cell at the last start
TIME = "time"  # the hall's time, seconds since 1970, as of the last minute


def note(tx: Transaction, key: str, value: Any) -> None:
    """`value`: plain JSON."""
    text = orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    tx.sql.execute("INSERT OR REPLACE INTO locker_notes VALUES (?, ?)", (key, text))


def noted(sql: apsw.Connection, key: str) -> Any:
    """None: nothing."""
    row = sql.execute("SELECT value FROM locker_notes WHERE key = ?", (key,)).fetchone()
    return None if row is None else orjson.loads(row[0])


def use_up(tx: Transaction, code: str) -> bool:
    """Whether this once-code had not been used."""
    return tx.changed("INSERT OR IGNORE INTO locker_once VALUES (?)", (code,)) == 1


def used_up(sql: apsw.Connection) -> set[str]:
    return {code for (code,) in sql.execute("SELECT code FROM locker_once")}


def alarm(tx: Transaction, told: CabinetAlarm) -> None:
    """The alarm, or its end, and that it stands, or does not any more."""
    standing = (told.alarm, told.cell, told.detail)
    if told.over:
        tx.sql.execute("DELETE FROM locker_alarms WHERE alarm = ? AND cell = ? AND detail = ?", standing)
    else:
        tx.sql.execute("INSERT OR IGNORE INTO locker_alarms VALUES (?, ?, ?)", standing)
    tx.event(told)


def alarms(sql: apsw.Connection) -> set[tuple[Alarm, int, str]]:
    rows = sql.execute("SELECT alarm, cell, detail FROM locker_alarms")
    return {(Alarm(alarm), cell, detail) for alarm, cell, detail in rows}

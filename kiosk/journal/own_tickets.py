"""Numbers of one day that this terminal gave, looked up by whom or what they were for: the rules that hold offline.

Reads the table of requests.py. Persons are hashes (kiosk/person.py).
"""

from __future__ import annotations

from datetime import date

import apsw

from kiosk.wanted import Held

_COLUMNS = "SELECT key, number, token, issued_at FROM given WHERE day = ?"


def of_person(sql: apsw.Connection, day: date, person: str, service: str) -> list[Held]:
    """Newest first. Nobody has given his card: none."""
    if not person:
        return []
    rows = sql.execute(
        f"{_COLUMNS} AND person = ? AND service = ? ORDER BY issued_at DESC, number DESC",
        (day.isoformat(), person, service),
    )
    return [Held(*row) for row in rows]


def of_appointment(sql: apsw.Connection, day: date, appointment: str) -> Held | None:
    """The check-in of this appointment."""
    if not appointment:
        return None
    row = sql.execute(f"{_COLUMNS} AND appointment = ?", (day.isoformat(), appointment)).fetchone()
    return None if row is None else Held(*row)

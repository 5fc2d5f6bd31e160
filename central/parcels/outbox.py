"""Messages that are to be sent: put here in the transaction of what they tell, sent by central/parcels/messages/.

Of each kind one for a parcel and an issue of its code. No text stands here: it is made when it is sent.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from sqlalchemy import Connection, select, text, update

from central.bulk import as_list, with_list
from central.parcels.states import MessageKind, MessageState
from central.parcels.tables import messages
from central.refusals import NotHere, UsedUp

_DONE = (MessageState.FAILED, MessageState.UNKNOWN, MessageState.DROPPED, MessageState.SENT)
_ISSUES = "SELECT id, issue FROM parcels WHERE phone IS NOT NULL AND id IN {list}"
_PUT = text(
    "INSERT INTO messages (id, parcel, kind, issue, state, tries, made_ms, due_ms, changed_ms) "
    "VALUES (:id, :parcel, :kind, :issue, 'queued', 0, :now, :due, :now) ON CONFLICT (parcel, kind, issue) "
    "DO UPDATE SET id = excluded.id, state = 'queued', tries = 0, error = '', made_ms = excluded.made_ms, "
    "due_ms = excluded.due_ms, changed_ms = excluded.changed_ms WHERE messages.state = 'dropped'"
)


def queue(db: Connection, parcels: Iterable[str], kind: MessageKind, now_ms: int, due_ms: int | None = None) -> int:
    """For those that have a phone; one that was queued before stays as it is, unless it was dropped: what was taken out
    of a cell lies in one again. Returns how many parcels have a phone.
    """
    found = db.execute(with_list(db, _ISSUES), {"list": as_list(parcels)}).all()
    due_ms = now_ms if due_ms is None else due_ms
    rows = [
        {"id": secrets.token_hex(16), "parcel": row.id, "kind": kind, "issue": row.issue, "now": now_ms, "due": due_ms}
        for row in found
    ]
    if rows:
        db.execute(_PUT, rows)
    return len(rows)


def send_again(db: Connection, message: str, now_ms: int) -> None:
    """By staff, for one that failed or whose fate nobody knows: as a new message, which may be a second one.

    Raises NotHere or UsedUp.
    """
    row = db.execute(select(messages).where(messages.c.id == message).with_for_update()).first()
    if row is None:
        raise NotHere("there is no such message")
    if row.state not in _DONE:
        raise UsedUp("this message is on its way already")
    anew = {"id": secrets.token_hex(16), "state": MessageState.QUEUED, "tries": 0, "error": ""}
    times = {"made_ms": now_ms, "due_ms": now_ms, "changed_ms": now_ms}
    db.execute(update(messages).where(messages.c.id == message).values(anew | times))

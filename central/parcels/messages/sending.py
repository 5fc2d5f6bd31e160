"""Send what is due: claim it, hand it to the gateway outside every transaction, write what became of it.

A claimed message whose process died is handed over again under the same id where the gateway knows ids, else its fate
is unknown: nothing is sent twice by our own doing. A task of the house; a claim is one process's.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, or_, select, update

from central.again import AWAY, look_again
from central.clock import Clock, in_hall
from central.database import Database
from central.hall import Hall, read_hall
from central.parcels.keys import Keys, KeysMissing, open_keys
from central.parcels.messages.gateway import Answer, Became, Gateway, Outgoing
from central.parcels.messages.wording import Facts, wording
from central.parcels.quiet_hours import may_remind_now
from central.parcels.settings import ParcelSettings
from central.parcels.states import MessageKind, MessageState, ParcelState
from central.parcels.tables import cabinets, messages, parcels
from kiosk.lockers.wire import Standing

GRACE_SECONDS = 30  # after the gateway's deadline a claim is nobody's any more
NO_CODE_YET_MS = 2_000
QUIET_MS = 10 * 60_000  # a reminder that was late waits for the morning and is looked at so often
HOUR_MS = 3_600_000
PAGE = "/p/"  # of the hall's public address: the phone page of a parcel (central/pages)


@dataclass(frozen=True, slots=True)
class Claimed:
    message: Outgoing
    tries: int


def pause_ms(tries: int, settings: ParcelSettings) -> int:
    """Before the next try; `tries` from 1."""
    return min(settings.message_first_pause_ms << (tries - 1), settings.message_longest_pause_ms)


def any_due(db: Connection, now_ms: int, lost_before_ms: int) -> bool:
    return db.execute(select(messages.c.id).where(_due(now_ms, lost_before_ms)).limit(1)).first() is not None


def claim(
    db: Connection, keys: Keys, gateway: Gateway, settings: ParcelSettings, now_ms: int, lost_before_ms: int
) -> list[Claimed]:
    """What is due, marked as being sent; what has nothing to say any more is dropped."""
    of_message = ("parcel", "tries", "made_ms", "id", "kind", "issue", "state")
    of_parcel = ("code", "token", "phone", "title", "expires_ms", "standing", "issue", "state")
    query = (
        select(
            *(messages.c[name].label(f"message_{name}") for name in of_message),
            *(parcels.c[name] for name in of_parcel),
            *(cabinets.c[name] for name in ("name", "place", "phone_tail")),
        )
        .outerjoin(parcels, parcels.c.id == messages.c.parcel)
        .outerjoin(cabinets, cabinets.c.terminal == parcels.c.cabinet)
        .where(_due(now_ms, lost_before_ms))
        .order_by(messages.c.due_ms)
        .limit(settings.messages_together)
        .with_for_update(of=messages, skip_locked=True)
    )
    hall, claimed = read_hall(db), []
    may_remind = may_remind_now(settings, hall.time_zone, now_ms)
    for row in db.execute(query).all():
        became, why = _before_sending(row, gateway, settings, now_ms)
        if became is MessageState.SENDING and row.code is None:
            _write(db, row.message_id, now_ms, due_ms=now_ms + NO_CODE_YET_MS, state=MessageState.QUEUED)
            continue
        if became is MessageState.SENDING and row.message_kind == MessageKind.REMINDER and not may_remind:
            _write(db, row.message_id, now_ms, due_ms=now_ms + QUIET_MS, state=MessageState.QUEUED)
            continue
        _write(
            db,
            row.message_id,
            now_ms,
            state=became,
            error=why,
            tries=row.message_tries + (became is MessageState.SENDING),
        )
        if became is MessageState.SENDING:
            claimed.append(Claimed(_outgoing(row, keys, hall, now_ms), row.message_tries + 1))
    return claimed


def settle(
    db: Connection, claimed: Claimed, answer: Answer, gateway: Gateway, settings: ParcelSettings, now_ms: int
) -> None:
    state = after(answer, claimed.tries, gateway.knows_ids, settings)
    due_ms = now_ms + (pause_ms(claimed.tries, settings) if state is MessageState.QUEUED else 0)
    _write(db, claimed.message.id, now_ms, state=state, error=answer.why, due_ms=due_ms)


def after(answer: Answer, tries: int, knows_ids: bool, settings: ParcelSettings) -> MessageState:
    """What a message is after this answer to try number `tries`. Pure."""
    if answer.became is Became.SENT:
        return MessageState.SENT
    if answer.became is Became.REFUSED:
        return MessageState.FAILED
    may_again = tries < settings.message_tries
    if answer.became is Became.AGAIN:
        return MessageState.QUEUED if may_again else MessageState.FAILED
    return MessageState.QUEUED if may_again and knows_ids else MessageState.UNKNOWN


async def send_due(database: Database, path: Path, gateway: Gateway, settings: ParcelSettings, clock: Clock) -> int:
    """One round; returns how many were handed over."""
    now_ms = clock()
    lost_before_ms = now_ms - int((gateway.deadline_seconds + GRACE_SECONDS) * 1000)
    if not await database.read(partial(any_due, now_ms=now_ms, lost_before_ms=lost_before_ms)):
        return 0
    keys = await database.write(partial(open_keys, path=path))
    claimed = await database.write(lambda db: claim(db, keys, gateway, settings, now_ms, lost_before_ms))
    answers = await asyncio.gather(*(gateway.send(each.message) for each in claimed))

    def write(db: Connection) -> None:
        for each, answer in zip(claimed, answers, strict=True):
            settle(db, each, answer, gateway, settings, clock())

    if claimed:
        await database.write(write)
    return len(claimed)


async def keep_sending(
    database: Database, path: Path, gateway: Gateway, settings: ParcelSettings, clock: Clock
) -> None:
    """Until it is cancelled."""
    send = partial(send_due, database, path, gateway, settings, clock)
    try:
        await look_again(send, settings.messages_every_seconds, "parcels.sending", passing=(*AWAY, KeysMissing))
    finally:
        await gateway.close()


def _due(now_ms: int, lost_before_ms: int) -> Any:
    queued = (messages.c.state == MessageState.QUEUED) & (messages.c.due_ms <= now_ms)
    lost = (messages.c.state == MessageState.SENDING) & (messages.c.changed_ms < lost_before_ms)
    return or_(queued, lost)


def _before_sending(row: Any, gateway: Gateway, settings: ParcelSettings, now_ms: int) -> tuple[MessageState, str]:
    lies = row.standing == Standing.OPEN and row.state == ParcelState.INSIDE
    if not lies or row.message_issue != row.issue or row.phone is None or row.name is None:
        return MessageState.DROPPED, "there is nothing to say any more"
    if row.message_kind == MessageKind.REMINDER and row.expires_ms <= now_ms:
        return MessageState.DROPPED, "the day that it reminds of is over"
    if now_ms - row.message_made_ms > settings.message_drop_hours * HOUR_MS:
        return MessageState.DROPPED, f"it could not be sent for {settings.message_drop_hours} h"
    if row.message_state == MessageState.SENDING and (
        not gateway.knows_ids or row.message_tries >= settings.message_tries
    ):
        return MessageState.UNKNOWN, "the server ended while it was being sent"
    return MessageState.SENDING, ""


def _outgoing(row: Any, keys: Keys, hall: Hall, now_ms: int) -> Outgoing:
    parcel = row.message_parcel
    code = keys.unseal(row.code, f"code of {parcel}")
    token = keys.unseal(row.token, f"token of {parcel}")
    link = f"{hall.public_url}{PAGE}{token}" if hall.public_url else ""
    until = in_hall(row.expires_ms, hall.time_zone)
    facts = Facts(
        MessageKind(row.message_kind),
        hall.name,
        row.title,
        row.place,
        row.name,
        code,
        row.phone_tail,
        until,
        link,
        overdue=row.expires_ms <= now_ms,
    )
    words = {"code": code, "place": f"{row.place}{row.name}", "until": f"{until:%Y-%m-%d %H:%M}"}
    words |= {"link": link, "title": row.title}
    return Outgoing(row.message_id, keys.unseal(row.phone, f"phone of {parcel}"), wording(facts), words)


def _write(db: Connection, message: str, now_ms: int, **values: Any) -> None:
    db.execute(update(messages).where(messages.c.id == message).values(changed_ms=now_ms, **values))

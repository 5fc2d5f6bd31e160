"""What a cabinet's terminal hears of itself: keys, rules and who may work there. A word of central/truth.py, so that an
account that is disabled, a code that ran out and the hall-wide limit of wrong codes are told by themselves.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from central.clock import business_day, in_hall
from central.feed import Word
from central.parcels.cabinets import EVERYWHERE
from central.parcels.keys import known_public_key
from central.parcels.settings import ParcelSettings
from central.parcels.tables import badges, cabinet_staff, cabinets, code_refusals, once_passes
from central.staff.tables import staff
from kiosk.lockers.events import Way
from kiosk.lockers.wire import CABINET, CabinetBody, OncePass, Staff

_NO_GUESS = ("paused", "stopped")  # refused before anything was compared


def cabinet_words(db: Connection, settings: ParcelSettings, zone: str, now_ms: int) -> list[Word]:
    """None before there is a cabinet and the keys were made."""
    rows = db.execute(select(cabinets).order_by(cabinets.c.terminal)).all()
    public_key = known_public_key(db) if rows else ""
    if not public_key:
        return []
    stopped = codes_stopped_until(db, settings, zone, now_ms)
    return [
        Word(
            row.terminal,
            CABINET,
            row.terminal,
            _body(db, row, public_key, stopped, zone, now_ms).model_dump(mode="json"),
        )
        for row in rows
    ]


def wrong_codes_today(db: Connection, zone: str, now_ms: int) -> int:
    """At all cabinets together, as far as they have told; a QR or a card is no guess."""
    guesses = (code_refusals.c.day == business_day(now_ms, zone).isoformat()) & code_refusals.c.way.in_(
        [Way.CODE, Way.STAFF]
    )
    query = select(func.count()).select_from(code_refusals).where(guesses, code_refusals.c.why.not_in(_NO_GUESS))
    return int(db.execute(query).scalar_one())


def codes_stopped_until(db: Connection, settings: ParcelSettings, zone: str, now_ms: int) -> str:
    """The hall's next midnight once its wrong codes of the day are used up; empty before."""
    if wrong_codes_today(db, zone, now_ms) < settings.wrong_codes_a_day:
        return ""
    tomorrow = business_day(now_ms, zone) + timedelta(days=1)
    return datetime.combine(tomorrow, time(), ZoneInfo(zone)).isoformat()


def _body(db: Connection, row: Any, public_key: str, stopped: str, zone: str, now_ms: int) -> CabinetBody:
    return CabinetBody(
        name=row.name,
        name_en=row.name_en,
        place=row.place,
        salt=row.salt,
        cost=row.cost,
        public_key=public_key,
        digits=row.digits,
        phone_tail=row.phone_tail,
        codes_stopped_until=stopped,
        wrong_a_visit=row.wrong_a_visit,
        wrong_a_day=row.wrong_a_day,
        keep_days=row.keep_days,
        staff=_staff(db, row.terminal, now_ms),
        once=_once(db, row.terminal, zone, now_ms),
        phone=row.phone,
    )


def _staff(db: Connection, terminal: str, now_ms: int) -> list[Staff]:
    here = select(cabinet_staff.c.staff).where(cabinet_staff.c.terminal.in_([terminal, EVERYWHERE]))
    query = (
        select(staff.c.name, staff.c.shown, badges.c.serial, badges.c.until_ms, badges.c.revoked_ms)
        .outerjoin(badges, badges.c.staff == staff.c.id)
        .where(staff.c.id.in_(here), staff.c.disabled_ms.is_(None))
        .order_by(staff.c.name)
    )
    return [Staff(account=row.name, name=row.shown, badge=_counts(row, now_ms)) for row in db.execute(query)]


def _counts(row: Any, now_ms: int) -> int:
    """The serial of a badge that opens anything; 0 for none."""
    return 0 if row.serial is None or row.revoked_ms is not None or row.until_ms <= now_ms else int(row.serial)


def _once(db: Connection, terminal: str, zone: str, now_ms: int) -> list[OncePass]:
    live = (once_passes.c.until_ms > now_ms) & once_passes.c.used_ms.is_(None) & staff.c.disabled_ms.is_(None)
    query = (
        select(once_passes.c.code_hash, once_passes.c.until_ms, staff.c.name, staff.c.shown)
        .join(staff, staff.c.id == once_passes.c.staff)
        .where(live, once_passes.c.terminal == terminal)
        .order_by(once_passes.c.id)
    )
    return [
        OncePass(code=row.code_hash, account=row.name, name=row.shown, until=in_hall(row.until_ms, zone).isoformat())
        for row in db.execute(query)
    ]

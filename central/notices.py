"""Lines that managers write for the hall's displays: where, from when, until when. One that was removed can come
back.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, or_, select, update

from central.refusals import NotHere
from central.staff.tables import staff
from central.tables import notices

TEXT_LONGEST = 120  # characters; what people read while they walk past
LISTED_DAYS_MS = 30 * 86_400_000  # how long ended and removed ones stay on the managers' page


class NoticeState(StrEnum):
    COMING = "coming"
    SHOWN = "shown"
    OVER = "over"
    REMOVED = "removed"


class NoticeRefused(ValueError):
    """Nothing was written. The sentence in both languages for the page."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(english)
        self.chinese, self.english = chinese, english


@dataclass(frozen=True, slots=True)
class Draft:
    """`zone`: a floor or place as the catalogue writes it in Chinese; empty: everywhere. `until_ms` None: until it is
    removed.
    """

    text: str
    text_en: str
    zone: str
    from_ms: int
    until_ms: int | None

    def checked(self, zones: Collection[str]) -> Draft:
        """With the texts on one line each. Raises NoticeRefused."""
        text, text_en = (" ".join(words.split()) for words in (self.text, self.text_en))
        if not text or not text_en:
            raise NoticeRefused("请写好中文和英文两行", "Please write both the Chinese and the English line")
        if max(len(text), len(text_en)) > TEXT_LONGEST:
            raise NoticeRefused(f"每行最多 {TEXT_LONGEST} 个字符", f"At most {TEXT_LONGEST} characters a line")
        if self.zone and self.zone not in zones:
            raise NoticeRefused("没有这个区域，请重新选择", "There is no such zone, please choose again")
        if self.until_ms is not None and self.until_ms <= self.from_ms:
            raise NoticeRefused("结束时间要晚于开始时间", "The end must be later than the beginning")
        return Draft(text, text_en, self.zone, self.from_ms, self.until_ms)


@dataclass(frozen=True, slots=True)
class Notice:
    id: int
    text: str
    text_en: str
    zone: str
    from_ms: int
    until_ms: int | None
    state: NoticeState
    author: str


def write(db: Connection, draft: Draft, author: int, now_ms: int) -> None:
    """`draft`: a checked one."""
    when = {"from_ms": draft.from_ms, "until_ms": draft.until_ms, "written_ms": now_ms, "written_by": author}
    db.execute(notices.insert().values(text=draft.text, text_en=draft.text_en, zone=draft.zone, **when))


def remove(db: Connection, notice: int, now_ms: int) -> None:
    """Again is no harm. Raises NotHere."""
    _check(db, notice)
    still = (notices.c.id == notice) & notices.c.removed_ms.is_(None)
    db.execute(update(notices).where(still).values(removed_ms=now_ms))


def restore(db: Connection, notice: int) -> None:
    """Raises NotHere."""
    _check(db, notice)
    db.execute(update(notices).where(notices.c.id == notice).values(removed_ms=None))


def shown(db: Connection, zones: Collection[str], now_ms: int, english: bool) -> tuple[str, ...]:
    """What a display of these zones shows now, the oldest first; those for everywhere are always among them."""
    now = (notices.c.from_ms <= now_ms) & or_(notices.c.until_ms.is_(None), notices.c.until_ms > now_ms)
    here = notices.c.zone.in_(["", *zones]) & notices.c.removed_ms.is_(None)
    text = notices.c.text_en if english else notices.c.text
    return tuple(db.execute(select(text).where(now, here).order_by(notices.c.id)).scalars())


def listed(db: Connection, now_ms: int) -> list[Notice]:
    """For managers: what is shown, what comes, and what ended not long ago; the newest first."""
    ended_ms = now_ms - LISTED_DAYS_MS
    recent = or_(notices.c.until_ms.is_(None), notices.c.until_ms > ended_ms)
    kept = or_(notices.c.removed_ms.is_(None), notices.c.removed_ms > ended_ms)
    author = staff.c.shown.label("author")
    query = select(notices, author).outerjoin(staff, staff.c.id == notices.c.written_by).where(recent, kept)
    return [_notice(row, now_ms) for row in db.execute(query.order_by(notices.c.id.desc()))]


def _notice(row: Any, now_ms: int) -> Notice:
    words = (row.id, row.text, row.text_en, row.zone, row.from_ms, row.until_ms)
    return Notice(*words, _state(row, now_ms), row.author or "")


def _state(row: Any, now_ms: int) -> NoticeState:
    if row.removed_ms is not None:
        return NoticeState.REMOVED
    if row.until_ms is not None and row.until_ms <= now_ms:
        return NoticeState.OVER
    return NoticeState.SHOWN if row.from_ms <= now_ms else NoticeState.COMING


def _check(db: Connection, notice: int) -> None:
    if db.execute(select(notices.c.id).where(notices.c.id == notice)).first() is None:
        raise NotHere(f"there is no notice {notice}")

"""When the hall and a service are open, and how a screen says it. Pure; from the feed's spans to a view's words.

Spans come as text from the centre: one that is no span is as if it had not been told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk.views import Language
from kiosk.wire import OpenSpan

DAYS_BY_NAME = 6  # so far ahead a weekday says enough
_WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Hours:
    """How it stands at one moment. `opens`: the next beginning, in the hall's time; None: open now, or not known."""

    open: bool
    extended: bool = False  # open, and outside the usual hours
    closes: datetime | None = None
    opens: datetime | None = None
    resumes: bool = False  # was open earlier on the day on which it opens again


ALWAYS_OPEN = Hours(open=True)


def hours(spans: Sequence[OpenSpan] | None, now: datetime) -> Hours:
    """`spans` None: nobody has said, so it is open. `now` has the hall's time zone."""
    if spans is None:
        return ALWAYS_OPEN
    known = list(_known(spans, now))
    for opens, closes, extended in known:
        if opens <= now < closes:
            return Hours(open=True, extended=extended, closes=closes)
    later = [opens for opens, _, _ in known if opens > now]
    if not later:
        return Hours(open=False)
    opens = min(later)
    resumes = any(closes <= now and closes.date() == opens.date() for _, closes, _ in known)
    return Hours(open=False, opens=opens, resumes=resumes)


def moment(text: str, now: datetime) -> datetime | None:
    """A time of the wire in the hall's zone, which `now` has; None for text that is no time with an offset."""
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return None
    return told.astimezone(now.tzinfo) if told.tzinfo is not None else None


def when(at: datetime, now: datetime, language: Language) -> str:
    """ "13:30", "明天 09:00", "星期一 09:00", "3 月 20 日 09:00"."""
    time = at.strftime("%H:%M")
    days = (at.date() - now.date()).days
    english = language is Language.EN
    if days == 0:
        return time
    if days == 1:
        return f"tomorrow {time}" if english else f"明天 {time}"
    if 1 < days <= DAYS_BY_NAME:
        return f"{(_WEEKDAYS_EN if english else _WEEKDAYS)[at.weekday()]} {time}"
    return f"{at.day} {_MONTHS_EN[at.month - 1]} {time}" if english else f"{at.month} 月 {at.day} 日 {time}"


def closed_words(known: Hours, now: datetime, language: Language) -> str | None:
    """Why a service is dashed: "13:30 恢复", "明天 09:00"; None: it is open."""
    if known.open:
        return None
    if known.opens is None:
        return "closed now" if language is Language.EN else "暂不办理"
    at = when(known.opens, now, language)
    if known.opens.date() != now.date():
        return at
    if language is Language.EN:
        return f"opens {at}"
    return f"{at} 恢复" if known.resumes else f"{at} 开始"


def span_words(starts: str, ends: str, now: datetime) -> str:
    """ "10:00–10:30"; empty for what is no time."""
    begins, finishes = moment(starts, now), moment(ends, now)
    if begins is None or finishes is None:
        return ""
    return f"{begins:%H:%M}–{finishes:%H:%M}"


def _known(spans: Sequence[OpenSpan], now: datetime) -> Iterator[tuple[datetime, datetime, bool]]:
    for span in spans:
        opens, closes = moment(span.opens, now), moment(span.closes, now)
        if opens is not None and closes is not None and opens < closes:
            yield opens, closes, span.extended

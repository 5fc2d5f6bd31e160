"""When the hall and its services are open today and on the days after, as terminals are told: a word that changes once
a day. From central/service_hours.py to central/truth.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from central.catalogue import Catalogue
from central.hall import Hall, Hours
from central.hours_entry import HoursEntry, Of
from central.opening import OpeningHours
from central.service_hours import read_service_hours
from central.spans import Stretch, cut_out, join, stretches
from central.timetable import hours_of
from kiosk.wire import OpenSpan

DAYS_TOLD = 8  # today, and a week ahead: whenever the hall opens next is among them, but for long holidays


@dataclass(frozen=True, slots=True)
class Openings:
    """`hall`: None when nobody has said any hours. `open_until`: today's end of the usual hours, "17:00"."""

    hall: list[OpenSpan] | None
    services: Mapping[str, list[OpenSpan] | None]
    open_until: str | None


def openings(hall: Hall, lines: Iterable[HoursEntry], of_services: Mapping[str, str], day: date) -> Openings:
    """`lines`: of the catalogue; the hall's own count here. `of_services`: as service_hours.py wrote them, by code.

    The hall is open in its own hours, and besides them, as extended hours, while any service is.
    """
    return _openings(hall.hours, hall.time_zone, tuple(lines), tuple(of_services.items()), day)


@lru_cache(maxsize=4)  # asked for every second, changed once a day
def _openings(
    week: Hours, time_zone: str, lines: tuple[HoursEntry, ...], of_services: tuple[tuple[str, str], ...], day: date
) -> Openings:
    zone = ZoneInfo(time_zone)
    own = hours_of(Catalogue(hall=Hall(hours=week), hours=list(lines)), Of.HALL)
    usual = join(stretches(own, day, DAYS_TOLD, zone))
    known = {written: read_service_hours(written) for _, written in of_services}
    told = {written: None if each is None else each.between(day, DAYS_TOLD, zone) for written, each in known.items()}
    spans = {written: None if every is None else _spans(every) for written, every in told.items()}
    by_code = {code: spans[written] for code, written in of_services}
    if not any(own.week) and all(each is None for each in told.values()):
        return Openings(None, by_code, None)
    besides = cut_out(join(each for every in told.values() for each in every or ()), usual)
    extended = [Stretch(each.opens, each.closes, True) for each in besides]
    return Openings(_spans(join([*usual, *extended])), by_code, _open_until(own, day))


def _spans(many: Iterable[Stretch]) -> list[OpenSpan]:
    return [
        OpenSpan(opens=each.opens.isoformat(), closes=each.closes.isoformat(), extended=each.extended) for each in many
    ]


def _open_until(own: OpeningHours, day: date) -> str | None:
    closes = max((span.closes for span in own.on(day) if not span.extended), default=None)
    if closes is None:
        return None
    hours, minutes = divmod(closes, 60)
    return f"{hours if hours <= 24 else hours - 24:02d}:{minutes:02d}"

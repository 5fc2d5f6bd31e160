"""When the hall and its services are open, as terminals hear it: joined, met, over midnight, and only once a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from central.admin import add_terminal, load_catalogue
from central.catalogue import Catalogue, CounterEntry, DepartmentEntry, ServiceEntry
from central.database import Database
from central.desk import OffHours, read_desk
from central.hall import Hall, Hours
from central.hours_entry import HoursEntry, Of, Weekday
from central.opening import OpeningHours, Span
from central.openings import DAYS_TOLD, Openings, openings
from central.service_hours import ServiceHours, read_service_hours, service_hours
from central.settings import Settings
from central.spans import Stretch, cut_out, join, meet
from central.truth import read_news
from kiosk.wire import CatalogueBody, HallBody, OpenSpan, TerminalBody

CATALOGUE = Path(__file__).resolve().parents[2] / "config/catalogue.toml"
ZONE = ZoneInfo("Asia/Shanghai")
WEDNESDAY = date(2026, 3, 18)
NINE_TO_FIVE = Hours(**dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-17:00"))


def hall(*lines: HoursEntry, hours: Hours = NINE_TO_FIVE, counters: list[CounterEntry] | None = None) -> Catalogue:
    return Catalogue(
        hall=Hall(hours=hours),
        departments=[DepartmentEntry(code="d", name="d", name_en="d", icon="heart", prefix="D")],
        services=[ServiceEntry(code=code, department="d", name=code, name_en=code) for code in ("one", "two")],
        counters=counters or [],
        hours=list(lines),
    )


def told(catalogue: Catalogue, day: date = WEDNESDAY) -> Openings:
    of_hall = [line for line in catalogue.hours if line.of is Of.HALL]
    return openings(catalogue.hall, of_hall, service_hours(catalogue), day)


def times(spans: list[OpenSpan] | None) -> list[str]:
    """ "18 09:00-17:00", with a star where it is extended."""
    assert spans is not None
    return [f"{each.opens[8:10]} {each.opens[11:16]}-{each.closes[11:16]}{'*' * each.extended}" for each in spans]


def line(of: Of, code: str = "", *days: Weekday, opens: str, closes: str, extended: bool = False) -> HoursEntry:
    return HoursEntry(of=of, code=code, weekdays=days, opens=opens, closes=closes, extended=extended)


def test_today_and_the_week_ahead_are_told() -> None:
    week = told(hall())
    assert times(week.hall) == [f"{day} 09:00-17:00" for day in (18, 19, 20, 23, 24, 25)]
    assert week.services["one"] == week.hall
    assert week.open_until == "17:00"


def test_a_hall_that_says_no_hours_is_told_as_open_whenever_it_is() -> None:
    nothing = told(hall(hours=Hours()))
    assert (nothing.hall, nothing.services, nothing.open_until) == (None, {"one": None, "two": None}, None)


def test_the_hall_is_open_longer_while_any_service_is() -> None:
    late = line(Of.SERVICE, "one", Weekday.WEDNESDAY, opens="17:00", closes="19:30", extended=True)
    saturday = line(Of.SERVICE, "two", Weekday.SATURDAY, opens="09:00", closes="12:00", extended=True)
    week = told(hall(late, saturday))
    assert times(week.hall)[:4] == ["18 09:00-17:00", "18 17:00-19:30*", "19 09:00-17:00", "20 09:00-17:00"]
    assert times(week.hall)[4] == "21 09:00-12:00*"
    assert times(week.services["one"])[:2] == ["18 09:00-17:00", "18 17:00-19:30*"]
    assert "21 09:00-12:00*" not in times(week.services["one"])
    assert week.open_until == "17:00", "the usual end; what is extended is told with the spans"


def test_a_closed_date_closes_and_a_worked_saturday_opens() -> None:
    holiday = HoursEntry(of=Of.HALL, date=WEDNESDAY)
    worked = HoursEntry(of=Of.HALL, date=date(2026, 3, 21), opens="09:00", closes="17:00")
    week = told(hall(holiday, worked))
    assert times(week.hall)[:3] == ["19 09:00-17:00", "20 09:00-17:00", "21 09:00-17:00"]
    assert (times(week.services["one"]), week.open_until) == (times(week.hall), None)


def test_a_night_that_began_yesterday_is_still_told_today() -> None:
    night = line(Of.SERVICE, "one", Weekday.TUESDAY, opens="22:00", closes="02:00")
    week = told(hall(night))
    assert times(week.services["one"]) == ["17 22:00-02:00", "24 22:00-02:00"]
    assert times(week.hall)[0] == "17 22:00-02:00*"


def test_a_service_is_closed_while_all_its_counters_are() -> None:
    counters = [CounterEntry(code="1", department="d", services=["one"]), CounterEntry(code="2", department="d")]
    mornings = line(Of.COUNTER, "1", *tuple(Weekday)[:5], opens="09:00", closes="12:00")
    restricted = told(hall(mornings, counters=counters[:1]))
    assert times(restricted.services["one"])[0] == "18 09:00-12:00"
    assert times(restricted.services["two"])[0] == "18 09:00-17:00", "nobody takes it: its own hours"
    free = told(hall(mornings, counters=counters))
    assert times(free.services["one"])[0] == "18 09:00-17:00", "counter 2 has no hours of its own and takes it, too"


def test_round_the_clock_is_one_stretch_without_a_gap() -> None:
    hours = Hours(**dict.fromkeys(Hours.model_fields, "00:00-24:00"))
    week = told(hall(hours=hours))
    (whole,) = week.hall or []
    assert (whole.opens[:10], whole.closes[:10]) == ("2026-03-18", "2026-03-26")
    assert week.open_until == "24:00"


def test_the_word_changes_once_a_day(catalogue_url: str, database: Database) -> None:
    load_catalogue(catalogue_url, CATALOGUE)
    settings, morning_ms = Settings(database=catalogue_url), 1_773_795_600_000  # 2026-03-18 09:00

    def heard(minutes: int) -> tuple[HallBody, CatalogueBody]:
        now_ms = morning_ms + minutes * 60_000
        by_kind = {
            word.kind: word.body for word in database.write_now(lambda db: read_news(db, settings, now_ms)).words
        }
        return HallBody.model_validate(by_kind["hall"]), CatalogueBody.model_validate(by_kind["catalogue"])

    first = heard(0)
    assert all(heard(minutes) == first for minutes in (1, 300, 480, 899))
    assert heard(900) != first
    of_hall, catalogue = first
    assert (of_hall.open_until, of_hall.rules.elderly_years, len(of_hall.night)) == ("17:00", 60, 2)
    (social_card,) = [each for each in catalogue.services if each.code == "social-card"]
    assert "18 17:00-19:30*" in times(social_card.open_spans), "the extended Wednesday of counter 05"


def test_a_terminal_hears_the_halls_key_and_the_same_one_again(catalogue_url: str, database: Database) -> None:
    add_terminal(catalogue_url, "lobby-1", "1 号机", "Unit 1", "1")
    settings = Settings(database=catalogue_url)

    def heard() -> TerminalBody:
        (word,) = [
            each for each in database.write_now(lambda db: read_news(db, settings, 0)).words if each.kind == "terminal"
        ]
        return TerminalBody.model_validate(word.body)

    first = heard()
    assert len(bytes.fromhex(first.person_key)) == 32
    assert (first.place, heard()) == ("正门左侧", first)


def test_a_counters_page_says_that_its_hours_are_over(catalogue_url: str, database: Database) -> None:
    load_catalogue(catalogue_url, CATALOGUE)

    def off_hours(when: str) -> Any:
        now_ms = int(datetime.fromisoformat(f"2026-{when}+08:00").timestamp() * 1000)
        return database.read_now(lambda db: read_desk(db, "05", now_ms, english=False)).off_hours

    assert off_hours("03-18 19:29") is None, "Wednesday evening is extended at counter 05"
    thursday = int(datetime(2026, 3, 19, 9, tzinfo=ZONE).timestamp() * 1000)
    assert off_hours("03-18 19:30") == OffHours(thursday)


# --- stretches of time -----------------------------------------------------------------------------

NOON = datetime(2026, 3, 18, 12, tzinfo=ZONE)
minutes = st.integers(0, 600)
some = st.lists(
    st.builds(
        lambda at, long, extended: Stretch(NOON + timedelta(minutes=at), NOON + timedelta(minutes=at + long), extended),
        minutes,
        st.integers(1, 200),
        st.booleans(),
    ),
    max_size=6,
)


def covers(many: list[Stretch], minute: int) -> bool:
    at = NOON + timedelta(minutes=minute)
    return any(each.opens <= at < each.closes for each in many)


@given(one=some, other=some, minute=minutes)
def test_joined_met_and_cut_out_are_what_they_say_minute_by_minute(
    one: list[Stretch], other: list[Stretch], minute: int
) -> None:
    mine, theirs = join(one), join(other)
    assert covers(mine, minute) == covers(one, minute)
    assert covers(meet(mine, theirs), minute) == (covers(one, minute) and covers(other, minute))
    assert covers(cut_out(mine, theirs), minute) == (covers(one, minute) and not covers(other, minute))
    usual = [each for each in one if not each.extended]
    assert covers([each for each in mine if not each.extended], minute) == covers(usual, minute)


@given(one=some)
def test_joined_stretches_stand_in_order_and_never_overlap(one: list[Stretch]) -> None:
    joined = join(one)
    assert all(first.closes <= second.opens for first, second in pairwise(joined))


spans = st.builds(lambda opens, long: Span(opens, opens + long), st.integers(0, 1439), st.integers(1, 1440))
weeks = st.lists(st.lists(spans, max_size=2).map(tuple), min_size=7, max_size=7).map(tuple)


@given(own=weeks, counter=weeks, minute=st.integers(0, 7 * 1440))
def test_the_next_opening_is_the_first_minute_in_which_both_are_there(own: Any, counter: Any, minute: int) -> None:
    hours = ServiceHours(OpeningHours(own), (OpeningHours(counter),))
    instant = NOON + timedelta(minutes=minute)
    opens_at = hours.opens_at(instant)
    day = instant.date()
    brief = hours.between(day, DAYS_TOLD, ZONE)
    assert (opens_at == instant) == any(each.opens <= instant < each.closes for each in brief)
    if opens_at is not None:
        assert opens_at >= instant
        assert not any(instant < each.closes <= opens_at for each in brief)


def test_hours_survive_their_way_through_the_table() -> None:
    late = line(Of.COUNTER, "1", Weekday.MONDAY, opens="22:00", closes="02:00", extended=True)
    holiday = HoursEntry(of=Of.HALL, date=WEDNESDAY)
    counters = [CounterEntry(code="1", department="d", services=["one"])]
    hours = read_service_hours(service_hours(hall(late, holiday, counters=counters))["one"])
    assert hours is not None
    assert hours.own.on(WEDNESDAY) == ()
    assert hours.counters[0].on(date(2026, 3, 16)) == (Span(540, 1020), Span(1320, 1560, True))

"""The tables of the centre. Everything the server knows stands here; no process keeps anything of its own.

Times are milliseconds since 1970 (`_ms`), days are ISO dates of the hall. `central/migrations` makes them.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

_Row = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts by itself in INTEGER only


_THERE = text("state IN ('called', 'recalled', 'serving')")  # central.states.AT_COUNTER
_KEPT = text("for_counter <> ''")
_ENDED = text("state IN ('done', 'no_show')")
_BOOKED = text("appointment IS NOT NULL")
_KNOWN = text("person <> ''")  # most are not: the index is small


def _text(name: str, default: str = "") -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


# --- what the hall says of itself ------------------------------------------------------------------

hall = Table(
    "hall",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # always 1
    Column("time_zone", Text, nullable=False),
    Column("body", Text, nullable=False),  # central.catalogue.Hall as JSON
)
departments = Table(
    "departments",
    metadata,
    Column("code", Text, primary_key=True),
    Column("place_in_list", Integer, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("body", Text, nullable=False),  # wire.Department as JSON
)
services = Table(
    "services",
    metadata,
    Column("code", Text, primary_key=True),
    Column("place_in_list", Integer, nullable=False),
    Column("department", Text, nullable=False),
    Column("body", Text, nullable=False),  # central.catalogue.ServiceEntry as JSON
    _text("hours"),  # central.service_hours.ServiceHours as JSON, made when the catalogue was taken; empty: not said
)
counters = Table(
    "counters",
    metadata,
    Column("code", Text, primary_key=True),
    Column("place_in_list", Integer, nullable=False),
    Column("department", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="closed"),
    _text("state_day"),  # a state of another day is "closed"
    Column("turn", BigInteger, nullable=False, server_default="0"),  # rises with every deed: a double click is none
    _text("hours"),  # its own, as those of services
)
counter_services = Table(
    "counter_services",
    metadata,
    Column("counter", Text, primary_key=True),
    Column("service", Text, primary_key=True),
)
places = Table(
    "places",
    metadata,
    Column("terminal", Text, primary_key=True),
    _text("place"),
    _text("place_en"),
    _text("elsewhere"),
    _text("elsewhere_en"),
)

hours = Table(  # of departments, services and counters; the hall's own week stands in its body
    "hours",
    metadata,
    Column("place_in_list", Integer, primary_key=True, autoincrement=False),
    Column("of", Text, nullable=False),  # central.hours_entry.Of
    Column("code", Text, nullable=False),
    Column("weekdays", Text, nullable=False),  # "monday friday"; empty for a date
    Column("date", Text),
    Column("opens", Text),  # "09:00"; NULL: closed on that date
    Column("closes", Text),
    Column("extended", Boolean, nullable=False),
)

# --- terminals and what they tell ------------------------------------------------------------------

terminals = Table(
    "terminals",
    metadata,
    Column("code", Text, primary_key=True),
    Column("unit", Text, nullable=False),
    Column("unit_en", Text, nullable=False),
    Column("series", Text, nullable=False, unique=True),
    Column("token_sha256", Text, nullable=False, unique=True),
    Column("added_ms", BigInteger, nullable=False),
    Column("seen_ms", BigInteger),
    Column("heard_ms", BigInteger),  # when its journal had last told everything (central/late_rank.py)
    _text("software"),
    Column("started_ms", BigInteger),
    Column("stopped_ms", BigInteger),  # an orderly stop after the last start
    _text("stop_reason"),
    Column("face_replaced_ms", BigInteger),
    _text("face_reason"),
    _text("counter"),  # a window terminal's
)
journals = Table(
    "journals",
    metadata,
    Column("no", _Row, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("terminal", Text, nullable=False),
    Column("acked_through", BigInteger, nullable=False),
    Column("last_hash", Text, nullable=False),
    Column("opened_ms", BigInteger, nullable=False),
    Column("batch_ms", BigInteger, nullable=False),
)
batches = Table(  # events as they came, a JSON array a row; the view `events` shows one a row
    "batches",
    metadata,
    Column("journal", BigInteger, primary_key=True, autoincrement=False),
    Column("first", BigInteger, primary_key=True, autoincrement=False),
    Column("last", BigInteger, nullable=False),
    Column("arrived_ms", BigInteger, nullable=False),
    Column("events", Text, nullable=False),
)
quarantine = Table(
    "quarantine",
    metadata,
    Column("journal", BigInteger, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("arrived_ms", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
)
breaks = Table(
    "breaks",
    metadata,
    Column("journal", BigInteger, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("arrived_ms", BigInteger, nullable=False),
    Column("expected", Text, nullable=False),
    Column("found", Text, nullable=False),
)
devices = Table(
    "devices",
    metadata,
    Column("terminal", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("changed_ms", BigInteger, nullable=False),
    Column("body", Text, nullable=False),  # events.DeviceChanged as JSON
)
assistance = Table(
    "assistance",
    metadata,
    Column("id", _Row, primary_key=True),
    Column("terminal", Text, nullable=False),
    Column("asked_ms", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("ticket_key", Text),
    Column("taken_ms", BigInteger),  # somebody is on the way
    Column("taken_by", BigInteger),  # staff
    Column("done_ms", BigInteger),  # the person has been helped
    Index("ix_assistance_taken_ms", "taken_ms"),
)

# --- numbers, tickets, calls -----------------------------------------------------------------------

number_counts = Table(
    "number_counts",
    metadata,
    Column("day", Text, primary_key=True),
    Column("prefix", Text, primary_key=True),
    Column("span", Text, primary_key=True),  # central.numbers.Range
    Column("given", BigInteger, nullable=False),
)
requests = Table(
    "requests",
    metadata,
    Column("terminal", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("abandoned", Boolean, nullable=False),
    _text("refused"),  # wire.TicketRefused as JSON: the answer that this key got
)
leases = Table(
    "leases",
    metadata,
    Column("terminal", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("day", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("numbers", Text, nullable=False),  # JSON array
)
tickets = Table(
    "tickets",
    metadata,
    Column("id", _Row, primary_key=True),  # rises in the order of arrival
    Column("day", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("copy", Integer, nullable=False, server_default="0"),  # above 0: the number was on another ticket already
    Column("department", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("state", Text, nullable=False),  # central.states.TicketState
    Column("source", Text, nullable=False),  # events.NumberSource
    Column("terminal", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("token", Text, nullable=False),
    Column("issued_ms", BigInteger, nullable=False),  # as the terminal says; for display, never for order
    Column("known_ms", BigInteger, nullable=False),  # when the centre first knew of it
    Column("called_ms", BigInteger),
    Column("ended_ms", BigInteger),
    Column("counter", Text),
    Column("print", Text),  # events.PrintOutcome
    Column("rank_ms", BigInteger, nullable=False, server_default="0"),  # order of calling (central/rank.py), then id
    _text("visit"),  # the terminal's; its tickets belong to one person
    _text("person"),  # kiosk/person.py; emptied when the day is over
    _text("green"),  # kiosk.person.Green, or empty
    Column("appointment", BigInteger),
    Column("begun_ms", BigInteger),
    Column("held_ms", BigInteger),
    _text("for_counter"),  # only this counter calls it: after a transfer, or put back for its return
    _text("return_to"),  # the counter that it goes back to when the one it was transferred to has finished
    _text("return_service"),  # what it goes on with there
    UniqueConstraint("day", "number", "copy"),
    Index("ix_tickets_key", "key"),
    Index("ix_tickets_token", "token"),
    Index("ix_tickets_order", "day", "state", "service", "rank_ms", "id"),  # who is next, how many are before
    Index("ix_tickets_day_visit", "day", "visit"),
    Index("ix_tickets_day_person", "day", "person", sqlite_where=_KNOWN, postgresql_where=_KNOWN),
    Index("ix_tickets_kept", "day", "for_counter", sqlite_where=_KEPT, postgresql_where=_KEPT),
    Index("ix_tickets_ended", "day", "counter", sqlite_where=_ENDED, postgresql_where=_ENDED),  # a counter's figures
    Index("ix_tickets_appointment", "appointment", sqlite_where=_BOOKED, postgresql_where=_BOOKED),
    # One person at a counter: what the counters' turns see to, the database keeps.
    Index("uq_tickets_there", "counter", unique=True, sqlite_where=_THERE, postgresql_where=_THERE),
)
deeds = Table(  # what counters did: the hall display's recent calls
    "deeds",
    metadata,
    Column("id", _Row, primary_key=True),
    Column("day", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("counter", Text, nullable=False),
    Column("deed", Text, nullable=False),  # central.states.Deed
    Column("ticket", BigInteger),
    Column("staff", BigInteger),  # whose deed, where a clerk was signed in
    Index("ix_deeds_day_counter", "day", "counter"),
)

# --- appointments, ratings, notices ----------------------------------------------------------------

secrets = Table(
    "secrets",
    metadata,
    Column("name", Text, primary_key=True),  # "person": the key of kiosk/person.py, as hex
    Column("value", Text, nullable=False),
)
appointments = Table(
    "appointments",
    metadata,
    Column("id", _Row, primary_key=True),
    Column("reference", Text, nullable=False, unique=True),  # of the system that it comes from
    Column("code", Text, nullable=False, unique=True),  # kiosk.person.appointment_hash
    Column("person", Text, nullable=False),  # kiosk.person.person_hash, or empty
    Column("shown", Text, nullable=False),  # the masked name: 张*华
    Column("service", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("starts_ms", BigInteger, nullable=False),
    Column("ends_ms", BigInteger, nullable=False),
    Column("state", Text, nullable=False, server_default="booked"),  # wire.BookedState
    Column("changed_ms", BigInteger, nullable=False),
    Index("ix_appointments_day", "day"),
)
ratings = Table(
    "ratings",
    metadata,
    Column("ticket", BigInteger, primary_key=True, autoincrement=False),  # one a ticket: the first that came
    Column("level", Integer, nullable=False),
    Column("options", Text, nullable=False),  # JSON array of the standard's codes
    Column("way", Text, nullable=False),  # events.RatingWay
    Column("counter", Text, nullable=False),
    Column("staff", BigInteger),
    Column("at_ms", BigInteger, nullable=False),
    Column("handled_ms", BigInteger),  # a manager has seen to it; of bad ones
    Column("handled_by", BigInteger),  # staff
    Index("ix_ratings_at_ms", "at_ms"),
)
notices = Table(  # lines that run on the hall's displays
    "notices",
    metadata,
    Column("id", _Row, primary_key=True),
    Column("text", Text, nullable=False),
    Column("text_en", Text, nullable=False),
    _text("zone"),  # empty: everywhere
    Column("from_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger),  # None: until it is removed
    Column("written_ms", BigInteger, nullable=False),
    Column("written_by", BigInteger),  # staff
    Column("removed_ms", BigInteger),
)

estimates = Table(  # central/estimates.py: how long services take, and one who comes now will wait
    "estimates",
    metadata,
    Column("service", Text, primary_key=True),
    Column("day", Text, nullable=False),
    Column("measured_ms", BigInteger, nullable=False),
    Column("mean_s", Integer),  # a counter is taken so long by one person; NULL: not known
    Column("spread_s", Integer),
    Column("no_show_permille", Integer, nullable=False),
    Column("wait_s", Integer),  # NULL: no open counter takes it, or nothing is known
    Column("wait_spread_s", Integer),
    Column("people", Integer, nullable=False),  # who waited for it then
)

# --- the feed --------------------------------------------------------------------------------------

feed = Table(
    "feed",
    metadata,
    Column("audience", Text, primary_key=True),  # a terminal's code, or empty for all
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("n", BigInteger, nullable=False, unique=True),
    Column("body", Text, nullable=False),
    Column("expires_at", Text),
    Column("at_ms", BigInteger, nullable=False),
)
feed_head = Table(
    "feed_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # always 1
    Column("n", BigInteger, nullable=False),
)

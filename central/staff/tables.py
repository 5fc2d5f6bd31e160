"""The tables of accounts, sessions and counters' sittings; made by migration 0002, beside central/tables.py."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, text

from central.tables import metadata

_Row = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts by itself in INTEGER only
_OPEN = text("ended_ms IS NULL")

staff = Table(
    "staff",
    metadata,
    Column("id", _Row, primary_key=True),
    Column("name", Text, nullable=False, unique=True),  # what one signs in with
    Column("shown", Text, nullable=False),  # what the counter's page calls its clerk
    Column("role", Text, nullable=False),  # central.staff.roles.Role
    Column("password", Text, nullable=False),  # argon2id, with its parameters
    Column("added_ms", BigInteger, nullable=False),
    Column("signed_in_ms", BigInteger),  # the last time
    Column("disabled_ms", BigInteger),
)
staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("token_sha256", Text, primary_key=True),
    Column("staff", BigInteger, nullable=False),
    Column("begun_ms", BigInteger, nullable=False),
    Column("seen_ms", BigInteger, nullable=False),
    Index("ix_staff_sessions_staff", "staff"),
)
staff_links = Table(  # one sign-in without a password
    "staff_links",
    metadata,
    Column("token_sha256", Text, primary_key=True),
    Column("staff", BigInteger, nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
)
staff_attempts = Table(
    "staff_attempts",
    metadata,
    Column("key", Text, primary_key=True),  # account:NAME or address:NETWORK
    Column("failures", Integer, nullable=False),
    Column("last_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger, nullable=False),  # nobody is let in before
)
staff_audit = Table(
    "staff_audit",
    metadata,
    Column("id", _Row, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("what", Text, nullable=False),  # central.staff.audit.What
    Column("staff", BigInteger),  # whose account; none for a name that nobody has
    Column("address", Text, nullable=False),
    Column("by_staff", BigInteger),  # the administrator, for what was done to an account on a page
    Index("ix_staff_audit_at_ms", "at_ms"),
)
sittings = Table(  # who was at which counter from when to when
    "sittings",
    metadata,
    Column("id", _Row, primary_key=True),
    Column("counter", Text, nullable=False),
    Column("staff", BigInteger, nullable=False),
    Column("session", Text, nullable=False),
    Column("began_ms", BigInteger, nullable=False),
    Column("ended_ms", BigInteger),
    Column("ended_by", Text),  # central.staff.sittings.Ending
    Index("uq_sittings_open_counter", "counter", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("uq_sittings_open_staff", "staff", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_sittings_session", "session"),
)
sitting_services = Table(
    "sitting_services",
    metadata,
    Column("sitting", BigInteger, primary_key=True, autoincrement=False),
    Column("service", Text, primary_key=True),
)
rests = Table(  # the breaks of a sitting
    "rests",
    metadata,
    Column("id", _Row, primary_key=True),
    Column("sitting", BigInteger, nullable=False),
    Column("began_ms", BigInteger, nullable=False),
    Column("ended_ms", BigInteger),
    Index("uq_rests_open_sitting", "sitting", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
)

"""Order, visits, persons, transfers and returns of tickets; appointments, ratings, notices; window terminals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TEXTS = ("visit", "person", "green", "for_counter", "return_to", "return_service")
_THERE = "state IN ('called', 'recalled', 'serving')"
_NUMBERS = ("appointment", "begun_ms", "held_ms")


def _row() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def upgrade() -> None:
    op.add_column("terminals", _text("counter"))
    op.add_column("terminals", sa.Column("heard_ms", sa.BigInteger(), nullable=True))
    op.add_column("services", _text("hours"))
    op.add_column("counters", _text("hours"))
    op.add_column("requests", _text("refused"))
    op.add_column("assistance", sa.Column("taken_by", sa.BigInteger(), nullable=True))
    op.add_column("assistance", sa.Column("done_ms", sa.BigInteger(), nullable=True))
    op.execute("UPDATE assistance SET done_ms = taken_ms")
    op.add_column("tickets", sa.Column("rank_ms", sa.BigInteger(), server_default="0", nullable=False))
    for name in _TEXTS:
        op.add_column("tickets", _text(name))
    for name in _NUMBERS:
        op.add_column("tickets", sa.Column(name, sa.BigInteger(), nullable=True))
    op.execute("UPDATE tickets SET rank_ms = known_ms")
    op.drop_index("ix_tickets_day_state_service", "tickets")
    op.create_index("ix_tickets_order", "tickets", ["day", "state", "service", "rank_ms", "id"], unique=False)
    # The days before: nobody stands at a counter any more, and the index below has room for one person each.
    op.execute(
        f"UPDATE tickets SET state = 'done' WHERE {_THERE} "  # noqa: S608 (a constant)
        f"AND id NOT IN (SELECT max(id) FROM tickets WHERE {_THERE} AND day = (SELECT max(day) FROM tickets) "
        "AND counter IS NOT NULL GROUP BY counter)"
    )
    there = sa.text(_THERE)
    op.create_index("uq_tickets_there", "tickets", ["counter"], unique=True, sqlite_where=there, postgresql_where=there)
    op.create_index("ix_tickets_day_visit", "tickets", ["day", "visit"], unique=False)
    known = sa.text("person <> ''")
    op.create_index("ix_tickets_day_person", "tickets", ["day", "person"], sqlite_where=known, postgresql_where=known)
    kept = sa.text("for_counter <> ''")
    op.create_index("ix_tickets_kept", "tickets", ["day", "for_counter"], sqlite_where=kept, postgresql_where=kept)
    op.create_table(
        "secrets",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secrets")),
    )
    op.create_table(
        "appointments",
        _row(),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("starts_ms", sa.BigInteger(), nullable=False),
        sa.Column("ends_ms", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default="booked", nullable=False),
        sa.Column("changed_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
        sa.UniqueConstraint("reference", name=op.f("uq_appointments_reference")),
        sa.UniqueConstraint("code", name=op.f("uq_appointments_code")),
    )
    op.create_index("ix_appointments_day", "appointments", ["day"], unique=False)
    op.create_table(
        "ratings",
        sa.Column("ticket", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("counter", sa.Text(), nullable=False),
        sa.Column("staff", sa.BigInteger(), nullable=True),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("handled_ms", sa.BigInteger(), nullable=True),
        sa.Column("handled_by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("ticket", name=op.f("pk_ratings")),
    )
    op.create_index("ix_ratings_at_ms", "ratings", ["at_ms"], unique=False)
    op.create_table(
        "notices",
        _row(),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        _text("zone"),
        sa.Column("from_ms", sa.BigInteger(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=True),
        sa.Column("written_ms", sa.BigInteger(), nullable=False),
        sa.Column("written_by", sa.BigInteger(), nullable=True),
        sa.Column("removed_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_table(
        "estimates",
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("measured_ms", sa.BigInteger(), nullable=False),
        sa.Column("mean_s", sa.Integer(), nullable=True),
        sa.Column("spread_s", sa.Integer(), nullable=True),
        sa.Column("no_show_permille", sa.Integer(), nullable=False),
        sa.Column("wait_s", sa.Integer(), nullable=True),
        sa.Column("wait_spread_s", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("service", name=op.f("pk_estimates")),
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)

"""Accounts of staff, their sessions, and who sits at which counter; each deed knows whose it was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_OPEN = sa.text("ended_ms IS NULL")


def _row() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def upgrade() -> None:
    op.add_column("deeds", sa.Column("staff", sa.BigInteger(), nullable=True))
    op.create_table(
        "staff",
        _row(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("added_ms", sa.BigInteger(), nullable=False),
        sa.Column("signed_in_ms", sa.BigInteger(), nullable=True),
        sa.Column("disabled_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("name", name=op.f("uq_staff_name")),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("token_sha256", sa.Text(), nullable=False),
        sa.Column("staff", sa.BigInteger(), nullable=False),
        sa.Column("begun_ms", sa.BigInteger(), nullable=False),
        sa.Column("seen_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_staff_sessions")),
    )
    op.create_index("ix_staff_sessions_staff", "staff_sessions", ["staff"], unique=False)
    op.create_table(
        "staff_links",
        sa.Column("token_sha256", sa.Text(), nullable=False),
        sa.Column("staff", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_staff_links")),
    )
    op.create_table(
        "staff_attempts",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_ms", sa.BigInteger(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_staff_attempts")),
    )
    op.create_table(
        "staff_audit",
        _row(),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("staff", sa.BigInteger(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("by_staff", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_audit")),
    )
    op.create_index("ix_staff_audit_at_ms", "staff_audit", ["at_ms"], unique=False)
    _sittings()


def _sittings() -> None:
    op.create_table(
        "sittings",
        _row(),
        sa.Column("counter", sa.Text(), nullable=False),
        sa.Column("staff", sa.BigInteger(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("began_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sittings")),
    )
    for name, table, column in (
        ("uq_sittings_open_counter", "sittings", "counter"),
        ("uq_sittings_open_staff", "sittings", "staff"),
    ):
        op.create_index(name, table, [column], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_index("ix_sittings_session", "sittings", ["session"], unique=False)
    op.create_table(
        "sitting_services",
        sa.Column("sitting", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sitting", "service", name=op.f("pk_sitting_services")),
    )
    op.create_table(
        "rests",
        _row(),
        sa.Column("sitting", sa.BigInteger(), nullable=False),
        sa.Column("began_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rests")),
    )
    op.create_index(
        "uq_rests_open_sitting", "rests", ["sitting"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
    )

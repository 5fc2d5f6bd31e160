"""Cabinets, their doors, alarms and staff; parcels, what happened to them, and their messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_LIVE_CODE = "standing = 'open' AND code_hash <> ''"
_WANTS_CODE = "standing = 'open' AND code_hash = '' AND kind = 'pickup'"


def upgrade() -> None:
    _cabinets()
    _parcels()


def _cabinets() -> None:
    op.create_table(
        "badges",
        sa.Column("staff", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.Column("given_ms", sa.BigInteger(), nullable=False),
        sa.Column("revoked_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("staff", name=op.f("pk_badges")),
    )
    op.create_table(
        "bulk_openings",
        _row(),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_ms", sa.BigInteger(), nullable=False),
        _text("approved_by"),
        sa.Column("approved_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_openings")),
    )
    op.create_table(
        "cabinet_alarms",
        _row(),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("alarm", sa.Text(), nullable=False),
        sa.Column("cell", sa.Integer(), nullable=False),
        _text("detail"),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=True),
        sa.Column("seen_ms", sa.BigInteger(), nullable=True),
        _text("seen_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cabinet_alarms")),
    )
    op.create_index(
        "ix_cabinet_alarms_open",
        "cabinet_alarms",
        ["terminal"],
        sqlite_where=sa.text("until_ms IS NULL"),
        postgresql_where=sa.text("until_ms IS NULL"),
    )
    op.create_table(
        "cabinet_cells",
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        _text("size"),
        _text("parcel"),
        sa.Column("door", sa.Text(), server_default="unknown", nullable=False),
        _text("door_cause"),
        sa.Column("door_ms", sa.BigInteger(), nullable=True),
        sa.Column("disabled", sa.Boolean(), server_default=sa.text("FALSE"), nullable=False),
        _text("reason"),
        _text("set_by"),
        sa.Column("set_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("terminal", "number", name=op.f("pk_cabinet_cells")),
    )
    op.create_table(
        "cabinet_fitted",
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("told_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("terminal", name=op.f("pk_cabinet_fitted")),
    )
    op.create_table(
        "cabinet_orders",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("cell", sa.Integer(), nullable=False),
        _text("parcel"),
        sa.Column("by", sa.Text(), nullable=False),
        _text("second"),
        _text("why"),
        sa.Column("bulk", sa.BigInteger(), nullable=True),
        sa.Column("asked_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        _text("outcome"),
        _text("detail"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_cabinet_orders")),
    )
    op.create_index("ix_cabinet_orders_terminal", "cabinet_orders", ["terminal", "asked_ms"])
    op.create_table(
        "cabinet_staff",
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("staff", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("terminal", "staff", name=op.f("pk_cabinet_staff")),
    )
    op.create_table(
        "cabinets",
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        _text("name_en"),
        _text("place"),
        _text("place_en"),
        _text("phone"),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.Column("digits", sa.Integer(), nullable=False),
        sa.Column("phone_tail", sa.Boolean(), nullable=False),
        sa.Column("wrong_a_visit", sa.Integer(), nullable=False),
        sa.Column("wrong_a_day", sa.Integer(), nullable=False),
        sa.Column("keep_days", sa.Integer(), nullable=False),
        sa.Column("added_ms", sa.BigInteger(), nullable=False),
        sa.Column("heard_n", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("terminal", name=op.f("pk_cabinets")),
    )
    op.create_table(
        "code_refusals",
        _row(),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        _text("visit"),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_refusals")),
    )
    op.create_index("ix_code_refusals_day", "code_refusals", ["day"])
    op.create_table(
        "door_intents",
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column("cell", sa.Integer(), nullable=False),
        sa.Column("for_what", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        _text("parcel"),
        _text("by"),
        _text("second"),
        _text("visit"),
        sa.Column("pulse", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        _text("outcome"),
        _text("error"),
        sa.PrimaryKeyConstraint("terminal", "intent", name=op.f("pk_door_intents")),
    )
    op.create_index("ix_door_intents_parcel", "door_intents", ["parcel"])
    op.create_index("ix_door_intents_terminal_cell", "door_intents", ["terminal", "cell", "at_ms"])
    op.create_table(
        "door_movements",
        _row(),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("cell", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        _text("intent"),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_movements")),
    )
    op.create_index("ix_door_movements_terminal_cell", "door_movements", ["terminal", "cell", "at_ms"])
    op.create_table(
        "once_passes",
        _row(),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("staff", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.Column("used_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_once_passes")),
    )
    op.create_index("ix_once_passes_terminal", "once_passes", ["terminal", "until_ms"])
    op.create_table(
        "staff_visits",
        _row(),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("there", sa.Boolean(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_visits")),
    )
    op.create_index("ix_staff_visits_terminal", "staff_visits", ["terminal", "at_ms"])


def _parcels() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("parcel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.Column("due_ms", sa.BigInteger(), nullable=False),
        sa.Column("changed_ms", sa.BigInteger(), nullable=False),
        _text("error"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index("ix_messages_state", "messages", ["state", "due_ms"])
    op.create_index("uq_messages_parcel_kind_issue", "messages", ["parcel", "kind", "issue"], unique=True)
    op.create_table(
        "parcel_conflicts",
        _row(),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("parcel", sa.Text(), nullable=False),
        sa.Column("cell", sa.Integer(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("seen_ms", sa.BigInteger(), nullable=True),
        _text("seen_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel_conflicts")),
    )
    op.create_table(
        "parcel_disputes",
        _row(),
        sa.Column("parcel", sa.Text(), nullable=False),
        sa.Column("terminal", sa.Text(), nullable=False),
        sa.Column("cell", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("history", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("seen_ms", sa.BigInteger(), nullable=True),
        _text("seen_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel_disputes")),
    )
    op.create_table(
        "parcel_steps",
        _row(),
        sa.Column("parcel", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        _text("by"),
        _text("detail"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel_steps")),
    )
    op.create_index("ix_parcel_steps_parcel", "parcel_steps", ["parcel"])
    op.create_table(
        "parcels",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("cabinet", sa.Text(), nullable=False),
        _text("case_number"),
        _text("title"),
        _text("title_en"),
        _text("receiver"),
        _text("person"),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        _text("phone_shown"),
        sa.Column("size", sa.Text(), nullable=False),
        sa.Column("low", sa.Boolean(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=True),
        _text("code_hash"),
        sa.Column("issue", sa.Integer(), server_default="1", nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=True),
        sa.Column("token_sha256", sa.Text(), nullable=True),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cell", sa.Integer(), nullable=True),
        sa.Column("registered_ms", sa.BigInteger(), nullable=False),
        sa.Column("registered_by", sa.Text(), nullable=False),
        sa.Column("deposited_ms", sa.BigInteger(), nullable=True),
        _text("deposited_by"),
        sa.Column("out_ms", sa.BigInteger(), nullable=True),
        _text("out_by"),
        _text("way"),
        sa.Column("expires_ms", sa.BigInteger(), nullable=False),
        _text("department"),
        _text("receipt"),
        _text("waybill"),
        _text("post_state"),
        sa.Column("forgotten_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcels")),
        sa.UniqueConstraint("label", name=op.f("uq_parcels_label")),
        sa.UniqueConstraint("reference", name=op.f("uq_parcels_reference")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_parcels_token_sha256")),
    )
    op.create_index("ix_parcels_cabinet_state", "parcels", ["cabinet", "state"])
    op.create_index("ix_parcels_case_number", "parcels", ["case_number"])
    op.create_index("ix_parcels_state", "parcels", ["state", "expires_ms"])
    op.create_index(
        "ix_parcels_wants_code",
        "parcels",
        ["id"],
        sqlite_where=sa.text(_WANTS_CODE),
        postgresql_where=sa.text(_WANTS_CODE),
    )
    op.create_index(
        "uq_parcels_live_code",
        "parcels",
        ["cabinet", "code_hash"],
        unique=True,
        sqlite_where=sa.text(_LIVE_CODE),
        postgresql_where=sa.text(_LIVE_CODE),
    )


def _row() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)

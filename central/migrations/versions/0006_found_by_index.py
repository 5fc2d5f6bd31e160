"""What a counter did today, and the ticket of an appointment, are found without going through the day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    ended = sa.text("state IN ('done', 'no_show')")
    op.create_index("ix_tickets_ended", "tickets", ["day", "counter"], sqlite_where=ended, postgresql_where=ended)
    booked = sa.text("appointment IS NOT NULL")
    op.create_index("ix_tickets_appointment", "tickets", ["appointment"], sqlite_where=booked, postgresql_where=booked)

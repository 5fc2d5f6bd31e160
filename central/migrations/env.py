"""Alembic's way in: the connection, with its transaction and lock, comes from central/migrate.py."""

from __future__ import annotations

from alembic import context

from central.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()

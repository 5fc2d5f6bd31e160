"""Bring a database to this version's tables, at every start; of several processes that start at once, one does it."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from central.database import Database

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x68616C6C  # "hall", the number of PostgreSQL's advisory lock


def migrate(database: Database) -> None:
    """Returns when the tables are this version's. SQLite's write lock, PostgreSQL's advisory lock keep others out."""
    database.write_now(_upgrade)


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")

"""Many rows at once, each database in its quickest way: executemany for SQLite, unnest for PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Boolean, Connection, Integer, Table

Row = tuple[Any, ...]


def insert_rows(db: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert `rows`, whose values stand in the order of `columns`."""
    if not rows:
        return
    names = ", ".join(columns)
    if db.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        db.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", list(rows))  # noqa: S608
    else:
        arrays = ", ".join(f"%s::{_array(table, column)}" for column in columns)
        values = tuple(list(column) for column in zip(*rows, strict=True))
        db.exec_driver_sql(f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest({arrays})", values)  # noqa: S608


def _array(table: Table, column: str) -> str:
    kind = table.c[column].type
    if isinstance(kind, Boolean):
        return "boolean[]"
    return "bigint[]" if isinstance(kind, BigInteger | Integer) else "text[]"

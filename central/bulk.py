"""Many rows at once, each database in its quickest way: executemany for SQLite, one JSON text for PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import BigInteger, Connection, Integer, Table, TextClause, text

Row = tuple[Any, ...]


def insert_new_rows(db: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> int:
    """Insert those `rows` that break no unique constraint; returns how many. Values stand in the order of `columns`."""
    names = ", ".join(columns)
    if db.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        insert = f"INSERT INTO {table.name} ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608
        return db.exec_driver_sql(insert, list(rows)).rowcount
    typed = ", ".join(f"{column} {_type(table, column)}" for column in columns)
    insert = f"INSERT INTO {table.name} ({names}) SELECT * FROM json_to_recordset(%s::json) AS row({typed}) "  # noqa: S608
    objects = orjson.dumps([dict(zip(columns, row, strict=True)) for row in rows])
    return db.exec_driver_sql(insert + "ON CONFLICT DO NOTHING", (objects.decode(),)).rowcount


def _type(table: Table, column: str) -> str:
    return "bigint" if isinstance(table.c[column].type, BigInteger | Integer) else "text"


def with_list(db: Connection, query: str) -> TextClause:
    """`query` with `{list}` for a parameter `list` of any length: `WHERE key IN {list}`. Give it `as_list(values)`."""
    return _with_list(db.dialect.name == "sqlite", query)


@cache
def _with_list(sqlite: bool, query: str) -> TextClause:
    listed = "(SELECT value FROM json_each(:list))" if sqlite else "(SELECT json_array_elements_text(:list))"
    return text(query.replace("{list}", listed))


def as_list(values: Iterable[str | int]) -> str:
    return orjson.dumps(list(values)).decode()

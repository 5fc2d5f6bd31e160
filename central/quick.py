"""Statements of the busiest ways (a number, a call, a terminal's token), straight to the database's own driver.

SQLAlchemy's contexts and result rows cost six times what SQLite itself needs for such a statement; they stay everywhere
else. Values are always given by name, `:name`; rows come as tuples in the order of the columns.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from typing import Any, NoReturn

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

_NAME = re.compile(r":([a-z_]+)")
_ERRORS = (sqlite3.Error, psycopg.Error)

Row = tuple[Any, ...]


class Quick:
    """One statement. Used inside a transaction of `central.database.Database`; raises what SQLAlchemy would raise."""

    def __init__(self, sql: str) -> None:
        self._sqlite = sql
        self._postgresql = _NAME.sub(r"%(\1)s", sql.replace("%", "%%"))

    def first(self, db: Connection, values: Mapping[str, Any]) -> Row | None:
        """The first row; None without one."""
        with closing(self._done(db, values)) as cursor:  # a row that is left there would keep COMMIT from its work
            row: Row | None = cursor.fetchone()
        return row

    def one(self, db: Connection, values: Mapping[str, Any]) -> Row:
        """The first row, where there must be one. Raises LookupError."""
        row = self.first(db, values)
        if row is None:
            raise LookupError(f"no row: {self._sqlite}")
        return row

    def rows(self, db: Connection, values: Mapping[str, Any]) -> list[Row]:
        return list(self._done(db, values).fetchall())

    def count(self, db: Connection, values: Mapping[str, Any]) -> int:
        """How many rows it changed."""
        return int(self._done(db, values).rowcount)

    def value(self, db: Connection, values: Mapping[str, Any]) -> Any:
        """The first column of the first row; None without one."""
        row = self.first(db, values)
        return None if row is None else row[0]

    def _done(self, db: Connection, values: Mapping[str, Any]) -> Any:
        driver: Any = db.connection.driver_connection
        try:
            if db.dialect.name == "sqlite":
                return driver.execute(self._sqlite, values)
            return driver.execute(self._postgresql, values)
        except _ERRORS as error:
            self._fail(error, values)

    def _fail(self, error: Exception, values: Mapping[str, Any]) -> NoReturn:
        base = sqlite3.Error if isinstance(error, sqlite3.Error) else psycopg.Error
        raise DBAPIError.instance(self._sqlite, dict(values), error, base, hide_parameters=True) from error

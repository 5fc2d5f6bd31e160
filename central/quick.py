"""Statements of the busiest ways (a number, a call, a terminal's token), straight to the database's own driver.

SQLAlchemy's contexts and result rows cost six times what SQLite itself needs for such a statement; they stay everywhere
else. Values are always given by name, `:name`; rows come as tuples in the order of the columns.
"""

from __future__ import annotations

import re
import sqlite3
from collections import namedtuple
from collections.abc import Callable, Mapping
from contextlib import closing
from enum import Enum
from typing import Any, NoReturn, cast

import psycopg
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

_NAME = re.compile(r":([a-z_]+)")
_ERRORS = (sqlite3.Error, psycopg.Error)

_SQLITE: Any = sqlite.dialect(paramstyle="named")
_POSTGRESQL: Any = postgresql.dialect(paramstyle="pyformat")  # type: ignore[no-untyped-call]

Row = Any  # a tuple; named where SQLAlchemy made the statement


class Quick:
    """One statement. Used inside a transaction of `central.database.Database`; raises what SQLAlchemy would raise."""

    def __init__(self, sql: str) -> None:
        self._sqlite = sql
        self._postgresql = _NAME.sub(r"%(\1)s", sql.replace("%", "%%"))
        self._fixed: dict[str, Any] = {}
        self._shape: Callable[[Row], Row] = tuple

    @classmethod
    def of(cls, statement: Any, *given: str) -> Quick:
        """A statement that SQLAlchemy makes, made once. `given`: the names of the parameters that come with each run,
        all others have their values in it. Rows have the names of its columns.
        """
        quick = cls("")
        empty = dict.fromkeys(given, "")
        lite, post = (each.construct_expanded_state(empty) for each in _compiled(statement))
        quick._sqlite, quick._postgresql = lite.statement, post.statement
        values = lite.parameters | post.parameters
        quick._fixed = {name: _plain(value) for name, value in values.items() if name not in empty}
        names = [column.key or "" for column in getattr(statement, "exported_columns", ())]
        quick._shape = _named(names)
        return quick

    def first(self, db: Connection, values: Mapping[str, Any]) -> Row | None:
        """The first row; None without one."""
        with closing(self._done(db, values)) as cursor:  # a row that is left there would keep COMMIT from its work
            row: Row | None = cursor.fetchone()
        return None if row is None else self._shape(row)

    def one(self, db: Connection, values: Mapping[str, Any]) -> Row:
        """The first row, where there must be one. Raises LookupError."""
        row = self.first(db, values)
        if row is None:
            raise LookupError(f"no row: {self._sqlite}")
        return row

    def rows(self, db: Connection, values: Mapping[str, Any]) -> list[Row]:
        return list(map(self._shape, self._done(db, values).fetchall()))

    def count(self, db: Connection, values: Mapping[str, Any]) -> int:
        """How many rows it changed."""
        return int(self._done(db, values).rowcount)

    def value(self, db: Connection, values: Mapping[str, Any]) -> Any:
        """The first column of the first row; None without one."""
        row = self.first(db, values)
        return None if row is None else row[0]

    def _done(self, db: Connection, values: Mapping[str, Any]) -> Any:
        driver: Any = db.connection.driver_connection
        if self._fixed:
            values = self._fixed | dict(values)
        try:
            if db.dialect.name == "sqlite":
                return driver.execute(self._sqlite, values)
            return driver.execute(self._postgresql, values)
        except _ERRORS as error:
            self._fail(error, values)

    def _fail(self, error: Exception, values: Mapping[str, Any]) -> NoReturn:
        base = sqlite3.Error if isinstance(error, sqlite3.Error) else psycopg.Error
        raise DBAPIError.instance(self._sqlite, dict(values), error, base, hide_parameters=True) from error


def _compiled(statement: Any) -> tuple[Any, Any]:
    return statement.compile(dialect=_SQLITE), statement.compile(dialect=_POSTGRESQL)


def _named(columns: list[str]) -> Callable[[Row], Row]:
    made: Any = namedtuple("Found", columns, rename=True)  # type: ignore[misc]
    return cast(Callable[[Row], Row], made._make)


def _plain(value: Any) -> Any:
    """As the drivers take it: they know no enums."""
    return value.value if isinstance(value, Enum) else value

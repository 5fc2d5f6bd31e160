"""A PostgreSQL database that is brought back to what it held, for the next test: copying a template anew takes the
server thirty times as long. Used by tests/central/conftest.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import sql

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_SEQUENCES = "SELECT sequencename, start_value, last_value FROM pg_sequences WHERE schemaname = 'public'"
_CUT_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
# Row by row, as text: what a test left alone is not written again, so that no table grows with the number of tests.
_REMOVE = "DELETE FROM public.{table} AS had WHERE had::text NOT IN (SELECT was::text FROM kept.{table} AS was);"
_ENTER = (
    "INSERT INTO public.{table} OVERRIDING SYSTEM VALUE SELECT was.* FROM kept.{table} AS was "
    "WHERE was::text NOT IN (SELECT had::text FROM public.{table} AS had);"
)
_FUNCTION = "CREATE FUNCTION kept.restore() RETURNS void LANGUAGE plpgsql AS {body}"


@dataclass(frozen=True, slots=True)
class KeptDatabase:
    """`url`: of a database whose rows are kept in a schema beside its own, with a function that puts them back."""

    url: str

    def restore(self) -> None:
        """Ends every connection to it, then all tables and sequences are as they were at `keep`."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(_CUT_OTHERS)
            connection.execute("SET session_replication_role = replica")  # rows return in any order
            connection.execute("SELECT kept.restore()")


def keep(url: str) -> KeptDatabase:
    """From now on `restore` brings back what the database at `url` holds now."""
    with psycopg.connect(url) as connection:
        connection.execute("CREATE SCHEMA kept")
        steps = []
        for (name,) in connection.execute(_TABLES).fetchall():
            table = sql.Identifier(name)
            connection.execute(sql.SQL("CREATE TABLE kept.{table} AS TABLE public.{table}").format(table=table))
            steps += [sql.SQL(step).format(table=table) for step in (_REMOVE, _ENTER)]
        for name, start, last in connection.execute(_SEQUENCES).fetchall():
            again = sql.SQL("PERFORM setval({}, {}, {});")
            steps.append(again.format(f"public.{name}", start if last is None else last, last is not None))
        body = sql.SQL("BEGIN {} END").format(sql.SQL(" ").join(steps)).as_string(connection)
        connection.execute(sql.SQL(_FUNCTION).format(body=sql.Literal(body)))
    return KeptDatabase(url)

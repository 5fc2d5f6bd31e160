"""A terminal's journal, read from outside: its engine may be running, in another process or in this one."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import apsw
import orjson


def read_events(journal: Path) -> list[dict[str, Any]]:
    """Everything that the file holds, oldest first; nothing before there is one."""
    if not journal.exists():
        return []
    with closing(apsw.Connection(str(journal), flags=apsw.SQLITE_OPEN_READONLY)) as sql:
        return [orjson.loads(row[0]) for row in sql.execute("SELECT bytes FROM events ORDER BY seq")]

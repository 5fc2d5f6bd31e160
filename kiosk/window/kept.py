"""Which tickets have their rating: the journal's own events say it, so that no restart forgets one.

Events are removed after `disk.keep_days`; by then a ticket is of another day and can be rated here no more.
"""

from __future__ import annotations

import apsw
import orjson

from kiosk.events import RatingGiven

_EVENTS = "SELECT bytes FROM events WHERE instr(bytes, ?) > 0 ORDER BY seq"


def rated(sql: apsw.Connection) -> frozenset[str]:
    """The keys of the tickets."""
    mark = b'"kind":"' + RatingGiven.kind.encode() + b'"'
    return frozenset(orjson.loads(row[0])["body"]["ticket"] for row in sql.execute(_EVENTS, (mark,)))

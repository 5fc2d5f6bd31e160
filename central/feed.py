"""The log down: numbered rows, each the newest word on one thing, for all terminals or for one.

A row's number is taken under a lock that is held until its transaction ends: whoever has read through `n` has
missed nothing. At every start of a server the rows are numbered anew, above anything that another database of this
hall can have reached: a terminal that knows a later number than this database, or than the backup it came from,
hears everything again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, select, text, update

from central.quick import Quick
from central.tables import feed, feed_head
from kiosk.wire import FeedAnswer, FeedRow, canonical

NUMBERS_PER_SECOND = 64  # more than the rows a hall's feed gets; a later start is always at a higher number
EVERYBODY = ""
ROWS_AT_ONCE = 2_000  # of one answer: a cabinet may have ten thousand parcels

_PUT = text(
    "INSERT INTO feed (audience, kind, key, n, body, expires_at, at_ms) "
    "VALUES (:audience, :kind, :key, :n, :body, :expires, :now) ON CONFLICT (audience, kind, key) "
    "DO UPDATE SET n = excluded.n, body = excluded.body, expires_at = excluded.expires_at, at_ms = excluded.at_ms"
)
_ANEW = text(
    "UPDATE feed SET n = :start + ranked.place FROM (SELECT audience, kind, key, "
    "row_number() OVER (ORDER BY n) AS place FROM feed) AS ranked "
    "WHERE feed.audience = ranked.audience AND feed.kind = ranked.kind AND feed.key = ranked.key"
)

_HEAD = Quick("SELECT n FROM feed_head")
_ROWS = Quick(
    "SELECT n, kind, key, body, expires_at FROM feed WHERE audience IN ('', :terminal) AND n > :after AND n <= :head "
    "ORDER BY n LIMIT :most"
)


@dataclass(frozen=True, slots=True)
class Word:
    """What terminals shall know of one thing. `every_ms`: not told again sooner."""

    audience: str
    kind: str
    key: str
    body: dict[str, Any]
    every_ms: int = 0
    beside: str = ""  # a field of the body whose change alone is no news
    expires_at: str | None = None  # of a command: ISO 8601 with offset


def tell(db: Connection, words: list[Word], now_ms: int) -> int:
    """Put the words that differ from what was told, and return how many did. Call it with what is true under `lock`.

    Reads what was told of these audiences and kinds only: of other kinds there may be ten thousands of rows.
    """
    audiences, kinds = ({word.audience for word in words}, {word.kind for word in words})
    of_these = feed.c.audience.in_(audiences) & feed.c.kind.in_(kinds)
    told = {(row.audience, row.kind, row.key): row for row in db.execute(select(feed).where(of_these))}
    return put(
        db, [word for word in words if _is_news(word, told.get((word.audience, word.kind, word.key)), now_ms)], now_ms
    )


def put(db: Connection, words: Sequence[Word], now_ms: int) -> int:
    """Tell all of them, whatever was told before; returns how many. From here to its end the transaction keeps other
    writers of the feed out.
    """
    if words:
        n = db.execute(update(feed_head).values(n=feed_head.c.n + len(words)).returning(feed_head.c.n)).scalar_one()
        rows = [
            {"audience": word.audience, "kind": word.kind, "key": word.key, "expires": word.expires_at}
            | {"n": n - len(words) + place, "body": canonical(word.body).decode(), "now": now_ms}
            for place, word in enumerate(words, 1)
        ]
        db.execute(_PUT, rows)
    return len(words)


def _is_news(word: Word, row: Any, now_ms: int) -> bool:
    if row is None:
        return True
    if 0 <= now_ms - row.at_ms < word.every_ms:
        return False
    told = orjson.loads(row.body)
    return {**told, word.beside: None} != {**word.body, word.beside: None}


def lock(db: Connection) -> int:
    """Keep other writers of the feed out until the transaction ends. Returns the last number."""
    query = select(feed_head.c.n).with_for_update()
    return int(db.execute(query).scalar_one())


def tell_anew(db: Connection, now_ms: int) -> None:
    """Number all rows anew, from where no other database of this hall can have been."""
    start = max(lock(db), now_ms * NUMBERS_PER_SECOND // 1000)
    told = db.execute(_ANEW, {"start": start}).rowcount
    db.execute(update(feed_head).values(n=start + told))


def read(db: Connection, terminal: str, after: int) -> FeedAnswer:
    """The rows after `after`, the first ROWS_AT_ONCE of them; from the start for one who has heard more than there is
    (of another database, or a backup's). `through` then says how far they go, and it asks on from there.
    """
    head = int(_HEAD.value(db, {}))
    wanted = {"terminal": terminal, "head": head, "after": after if after <= head else 0, "most": ROWS_AT_ONCE}
    rows = [
        FeedRow(n=n, kind=kind, key=key, body=orjson.loads(body), expires_at=expires_at)
        for n, kind, key, body, expires_at in _ROWS.rows(db, wanted)
    ]
    return FeedAnswer(rows=rows, through=head if len(rows) < ROWS_AT_ONCE else rows[-1].n)

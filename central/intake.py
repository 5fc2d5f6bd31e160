"""Take a batch of a journal in: events, cursor, hash chain and tables in one transaction.

What is known is ignored, a gap is answered with what is expected, nothing is refused for its content.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection

from central.batch import ReadBatch, read_batch, read_exactly
from central.chain import Break, Chained, check
from central.project import apply
from central.quick import Quick
from central.refusals import NotYours
from central.tables import breaks, quarantine
from central.tokens import Caller, caller
from central.told import Told, fold
from kiosk.wire import FIRST_HASH, BatchAnswer, Gap

_JOURNAL = "SELECT no, terminal, acked_through, last_hash FROM journals WHERE id = :id"
_KNOWN = {"sqlite": Quick(_JOURNAL), "postgresql": Quick(_JOURNAL + " FOR UPDATE")}
_OPEN = Quick(
    "INSERT INTO journals (id, terminal, acked_through, last_hash, opened_ms, batch_ms) "
    "VALUES (:id, :terminal, 0, :hash, :now, :now) ON CONFLICT (id) DO NOTHING"
)
_KEEP = Quick(
    "INSERT INTO batches (journal, first, last, arrived_ms, events) VALUES (:journal, :first, :last, :now, :events)"
)
_ADVANCE = Quick("UPDATE journals SET acked_through = :last, last_hash = :hash, batch_ms = :now WHERE no = :no")
_SEEN = Quick("UPDATE terminals SET seen_ms = :now WHERE code = :code")


@dataclass(frozen=True)
class Intake:
    """One request: the token that came with it, the journal it names, and its body.

    `read_ahead` first, on a reader's thread: what needs no lock is then done when the writer's turn comes.
    """

    token: str
    journal: str
    body: bytes
    limit_events: int
    now_ms: int
    seen_every_ms: int

    @cached_property
    def batch(self) -> ReadBatch:
        return read_batch(self.body, self.limit_events)

    @cached_property
    def told(self) -> Told:
        """What the whole batch says."""
        return fold(self.batch.understood)

    def read_ahead(self, db: Connection) -> None:
        """Raises UnknownTerminal, NotUnderstood or TooLarge."""
        caller(db, self.token)
        _ = self.told

    def __call__(self, db: Connection) -> BatchAnswer | Gap:
        """Raises UnknownTerminal, NotYours, NotUnderstood or TooLarge."""
        teller = caller(db, self.token)
        batch = self.batch
        if batch.terminal != teller.terminal:
            raise NotYours(f"the token is that of terminal {teller.terminal}, the batch says {batch.terminal}")
        no, acked_through, last_hash = self._journal(db, teller)
        if batch.first > acked_through + 1:
            return Gap(expected=acked_through + 1)
        skip = acked_through + 1 - batch.first
        if skip >= len(batch.raw):
            return BatchAnswer(acked_through=acked_through)
        chained = check(acked_through + 1, last_hash, batch.hashes[skip:], batch.prevs[skip:])
        if chained.breaks and not batch.exact:
            batch = read_exactly(self.body, self.limit_events)
            chained = check(acked_through + 1, last_hash, batch.hashes[skip:], batch.prevs[skip:])
        last = batch.first + len(batch.raw) - 1
        self._keep(db, no, acked_through, batch, chained)
        if skip or batch is not self.batch:
            told = fold(event for event in batch.understood if event["seq"] > acked_through)
        else:
            told = self.told
        apply(db, teller.terminal, told, self.now_ms)
        _ADVANCE.count(db, {"last": last, "hash": chained.last_hash, "now": self.now_ms, "no": no})
        note_seen(db, teller, self.now_ms, self.seen_every_ms)
        return BatchAnswer(acked_through=last)

    def _journal(self, db: Connection, teller: Caller) -> tuple[int, int, str]:
        """Number, cursor and last hash of the journal, locked. A journal belongs to the terminal that opened it."""
        known = _KNOWN[db.dialect.name]
        row = known.first(db, {"id": self.journal})
        if row is None:
            opened = {"id": self.journal, "terminal": teller.terminal, "hash": FIRST_HASH, "now": self.now_ms}
            _OPEN.count(db, opened)
            row = known.one(db, {"id": self.journal})
        no, owner, acked_through, last_hash = row
        if owner != teller.terminal:
            raise NotYours(f"journal {self.journal} belongs to another terminal than {teller.terminal}")
        return no, acked_through, last_hash

    def _keep(self, db: Connection, no: int, acked_through: int, batch: ReadBatch, chained: Chained) -> None:
        raw = batch.raw[acked_through + 1 - batch.first :]
        array = (b"[" + b",".join(raw) + b"]").decode()
        span = {"journal": no, "first": acked_through + 1, "last": batch.first + len(batch.raw) - 1}
        _KEEP.count(db, span | {"now": self.now_ms, "events": array})
        strange = [
            {
                "journal": no,
                "seq": s.seq,
                "arrived_ms": self.now_ms,
                "reason": s.reason,
                "bytes": batch.raw[s.seq - batch.first],
            }
            for s in batch.strange
            if s.seq > acked_through
        ]
        if strange:
            db.execute(quarantine.insert(), strange)
        if chained.breaks:
            db.execute(breaks.insert(), [_break_row(no, found, self.now_ms) for found in chained.breaks])


def _break_row(no: int, found: Break, now_ms: int) -> dict[str, object]:
    return {"journal": no, "seq": found.seq, "arrived_ms": now_ms, "expected": found.expected, "found": found.found}


def note_seen(db: Connection, teller: Caller, now_ms: int, every_ms: int) -> None:
    """Write that the terminal spoke, unless that was written a moment ago."""
    if teller.seen_ms is None or now_ms - teller.seen_ms >= every_ms:
        _SEEN.count(db, {"now": now_ms, "code": teller.terminal})

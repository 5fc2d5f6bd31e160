"""What the centre says of this cabinet's parcels, found by code, person or label. Kept up row by row with the feed.

A row is read once: with 10,000 parcels a feed that changed one of them costs a look at each row and one reading.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from pydantic import ValidationError

from kiosk.lockers.wire import CABINET, PARCEL, CabinetBody, ParcelBody
from kiosk.wire import FeedRow

Rows = Mapping[tuple[str, str], FeedRow]


class Parcels:
    """`code`: this terminal's; `fault` is told a sentence for each row that cannot be understood."""

    def __init__(self, code: str, fault: Callable[[str], None]) -> None:
        self.bodies: dict[str, ParcelBody] = {}
        self.cabinet: CabinetBody | None = None
        self._code = code
        self._fault = fault
        self._rows: dict[str, FeedRow] = {}
        self._cabinet_row: FeedRow | None = None
        self._by_code: defaultdict[str, set[str]] = defaultdict(set)
        self._by_person: defaultdict[str, set[str]] = defaultdict(set)
        self._by_label: defaultdict[str, set[str]] = defaultdict(set)

    def told(self, rows: Rows) -> list[str]:
        """Take over what has changed; returns the ids of those parcels."""
        self._take_cabinet(rows.get((CABINET, self._code)))
        changed, seen = [], 0
        for (kind, key), row in rows.items():
            if kind != PARCEL:
                continue
            seen += 1
            if self._rows.get(key) is not row:
                self._take(key, row)
                changed.append(key)
        if seen < len(self._rows):
            gone = [key for key in self._rows if (PARCEL, key) not in rows]
            for key in gone:
                self._drop(key)
                del self._rows[key]
            changed += gone
        return changed

    def with_code(self, code: str) -> frozenset[str]:
        """Ids. `code`: kiosk/lockers/secret.py; an empty one finds nothing."""
        return frozenset(self._by_code.get(code, ()))

    def of_person(self, person: str) -> frozenset[str]:
        return frozenset(self._by_person.get(person, ()))

    def with_label(self, label: str) -> frozenset[str]:
        return frozenset(self._by_label.get(label, ()))

    def _take_cabinet(self, row: FeedRow | None) -> None:
        if row is self._cabinet_row:
            return
        self._cabinet_row = row
        try:
            self.cabinet = None if row is None else CabinetBody.model_validate(row.body)
        except ValidationError as error:
            self._fault(_sentence(row, error))  # the last one that was understood still counts

    def _take(self, key: str, row: FeedRow) -> None:
        self._drop(key)
        self._rows[key] = row
        try:
            body = ParcelBody.model_validate(row.body)
        except ValidationError as error:
            self._fault(_sentence(row, error))
            return
        self.bodies[key] = body
        for index, value in self._indexes(body):
            index[value].add(key)

    def _drop(self, key: str) -> None:
        body = self.bodies.pop(key, None)
        for index, value in self._indexes(body) if body else ():
            index[value].discard(key)
            if not index[value]:
                del index[value]

    def _indexes(self, body: ParcelBody) -> list[tuple[defaultdict[str, set[str]], str]]:
        every = ((self._by_code, body.code), (self._by_person, body.person), (self._by_label, body.label))
        return [(index, value) for index, value in every if value]


def _sentence(row: FeedRow | None, error: ValidationError) -> str:
    first = error.errors()[0]
    where = f"feed row {row.n} ({row.kind} {row.key})" if row else "feed"
    return f"{where}: {'.'.join(map(str, first['loc']))}: {first['msg']}; the centre's operator corrects it"

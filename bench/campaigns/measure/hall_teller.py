"""A terminal that tells of tickets which it gave by itself: people who wait, as many as a measurement needs."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bench.campaigns.queue_hall.catalogue import Service
from bench.campaigns.queue_hall.quick_http import Connection
from kiosk.wire import BATCH_LIMIT_EVENTS, FIRST_HASH, canonical, event_hash

TERMINAL = "t-0"


class Teller:
    """One journal. The tickets have numbers of the terminal's own series."""

    def __init__(self, connection: Connection, headers: Mapping[str, str]) -> None:
        self._connection = connection
        self._headers = headers
        self._journal = str(uuid.uuid4())
        self._prev, self._seq = FIRST_HASH, 0

    async def give(self, people: int, services: Sequence[Service]) -> None:
        """So many more wait, dealt out over the services. At most as many as one batch holds."""
        assert people <= BATCH_LIMIT_EVENTS
        first = self._seq + 1
        events = [self._event(service) for service in itertools.islice(itertools.cycle(services), people)]
        body = canonical({"terminal": TERMINAL, "first": first, "events": events})
        answer = await self._connection.post(f"/api/v1/journals/{self._journal}/batches", self._headers, body)
        if answer.status != 200:
            raise RuntimeError(f"the centre does not take a batch: {answer.status} {answer.body[:200]!r}")

    def _event(self, service: Service) -> dict[str, Any]:
        self._seq += 1
        now = datetime.now(ZoneInfo("Asia/Shanghai"))
        name = f"{self._journal[:8]}-{self._seq:06d}"
        body = {"key": f"key-{name}", "token": f"token-{name}", "visit": name, "service": service.code, "source": "own"}
        body |= {"number": f"{service.prefix}0-{self._seq:03d}", "prefix": service.prefix}
        event = {
            "seq": self._seq,
            "kind": "ticket.given",
            "at": now.isoformat(timespec="milliseconds"),
            "boot": "b0a7c1d2e3f4",
            "monotonic_ms": self._seq,
            "body": body | {"day": now.date().isoformat(), "issued_at": now.isoformat(timespec="seconds")},
            "prev": self._prev,
        }
        self._prev = event_hash(canonical(event))
        return event

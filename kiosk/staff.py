"""Calls staff: the call goes through the journal, and it counts as told only once the centre has acknowledged it."""

from __future__ import annotations

from kiosk.events import AssistanceAsked
from kiosk.journal import Journal, JournalError
from kiosk.sync.up import Uplink


class StaffCalls:
    def __init__(self, journal: Journal, uplink: Uplink, deadline_seconds: float) -> None:
        self._journal = journal
        self._uplink = uplink
        self._deadline_seconds = deadline_seconds

    async def tell(self, visit: str | None, key: str | None, reason: str) -> bool:
        """Whether the centre has it within the deadline. If not, it still goes up later."""
        try:
            seq = await self._journal.append(AssistanceAsked(visit=visit, key=key, reason=reason))
        except JournalError:
            return False
        return await self._uplink.reached(seq, self._deadline_seconds)

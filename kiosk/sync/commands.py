"""Commands of the feed: carried out at most once, never late, and the result goes up as an event.

One that has no expiry, an unreadable one or one that has passed is not carried out: by the terminal's own clock, and by
the centre's, as it was at the answer that brought it. A terminal that was without power, or whose clock was
set back, does not know by itself how late it is. A kind that this software does not know is refused, not ignored.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from structlog.typing import FilteringBoundLogger

from kiosk.clock import Clock
from kiosk.journal import Journal, commands
from kiosk.journal.commands import CommandOutcome
from kiosk.wire import FeedRow

Act = Callable[[FeedRow], Awaitable[None]]


class Commands:
    def __init__(self, journal: Journal, clock: Clock, acts: Mapping[str, Act], log: FilteringBoundLogger) -> None:
        self._journal = journal
        self._clock = clock
        self._acts = acts  # by the row's kind
        self._log = log
        self._new: set[tuple[str, str]] = set()
        self._centre_ahead_seconds: float | None = None  # of our monotonic time; None: the centre has not said its time

    def heard(self, centre_seconds: float) -> None:
        """The centre's time at this moment, seconds since 1970; 0: it does not say."""
        self._centre_ahead_seconds = centre_seconds - self._clock.monotonic() if centre_seconds else None

    async def note(self, rows: list[FeedRow]) -> None:
        """Make durable that these are about to be carried out; those known from before are not carried out again."""
        begun = await self._journal.write(lambda tx: [row for row in rows if commands.begin(tx, row.kind, row.key)])
        self._new |= {(row.kind, row.key) for row in begun}

    async def carry_out(self, row: FeedRow) -> None:
        """Do it if `note` found it new."""
        if (row.kind, row.key) not in self._new:
            return
        self._new.discard((row.kind, row.key))
        outcome, detail = await self._outcome(row)
        self._log.info("command", kind=row.kind, key=row.key, outcome=outcome, detail=detail)
        await self._journal.write(lambda tx: commands.end(tx, row.kind, row.key, outcome, detail))

    async def _outcome(self, row: FeedRow) -> tuple[CommandOutcome, str]:
        act = self._acts.get(row.kind)
        if act is None:
            return CommandOutcome.REFUSED, "unknown kind"
        if not all(in_time(row.expires_at, now) for now in self._nows()):
            return CommandOutcome.EXPIRED, f"expires_at {row.expires_at}"
        try:
            await act(row)
        except Exception as error:  # noqa: BLE001 - a deliberate boundary: a failing order is an outcome, not an end
            return CommandOutcome.FAILED, f"{type(error).__name__}: {error}"
        return CommandOutcome.DONE, ""

    def _nows(self) -> list[datetime]:
        """What time it is, by whoever may know."""
        if self._centre_ahead_seconds is None:
            return [self._clock.now()]
        centre_seconds = self._clock.monotonic() + self._centre_ahead_seconds
        return [self._clock.now(), datetime.fromtimestamp(centre_seconds, self._clock.zone)]


def in_time(expires_at: str | None, now: datetime) -> bool:
    """Whether `expires_at` (ISO 8601 with offset) is known and not past."""
    try:
        return expires_at is not None and now < datetime.fromisoformat(expires_at)
    except (ValueError, TypeError):  # unreadable, or without an offset
        return False

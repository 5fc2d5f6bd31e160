"""Ask the centre for a deed of this counter, once. What it means is the flow's."""

from __future__ import annotations

from structlog.typing import FilteringBoundLogger

from kiosk.sync.centre import Centre, CentreAway
from kiosk.sync.verdict import understood
from kiosk.window.state import DeedEnded, Do
from kiosk.wire import CounterDeed, CounterDone


class Deeds:
    def __init__(self, centre: Centre, counter: str, deadline_seconds: float, log: FilteringBoundLogger) -> None:
        self._centre = centre
        self._path = f"/counters/{counter}/deeds"
        self._deadline_seconds = deadline_seconds
        self._log = log

    async def do(self, wanted: Do) -> DeedEnded:
        """The counter as it is now, whether this was done or came too late. Never repeated."""
        body = CounterDeed(deed=wanted.deed, turn=wanted.turn, ticket=wanted.ticket)
        try:
            reply = await self._centre.post(self._path, body.model_dump_json().encode(), self._deadline_seconds)
        except CentreAway as error:
            self._log.warning(
                "the clerk's key was not carried out, as far as is known", deed=wanted.deed, why=str(error)
            )
            return DeedEnded(None, away=True)
        done = understood(CounterDone, reply.body) if reply.ok else None
        if done is None:
            self._log.warning("the centre refuses the clerk's key", deed=wanted.deed, why=reply.told())
            return DeedEnded(None)
        self._centre.heard()
        if not done.done:
            self._log.info("the clerk's key came too late", deed=wanted.deed, turn=wanted.turn)
        return DeedEnded(done.now)

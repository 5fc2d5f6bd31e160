"""GET /api/v1/counters/{counter} and POST .../deeds: a counter for the window terminal that stands at it.

A deed is that of the clerk who sits there; the keys of a terminal are nobody's own.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.api.reading import answer, read_body, understand
from central.calling import Act, Transfer
from central.calling.named import ticket_named
from central.centre import Centre
from central.counter_state import counter_body
from central.queue import today
from central.quick import Quick
from central.refusals import NobodyThere, NotUnderstood, NotYours
from central.staff import sessions
from central.staff.sittings import held_there
from central.states import Deed
from central.tokens import bearer, caller, token_hash
from kiosk.wire import API, CounterBody, CounterDeed, CounterDone

_STANDS_AT = Quick("SELECT counter FROM terminals WHERE token_sha256 = :hash")


def routes(centre: Centre) -> list[Route]:
    settings = centre.settings
    rating_ms = settings.rating_seconds * 1000

    async def state(request: Request) -> Response:
        token, counter = bearer(request.headers.get("authorization", "")), request.path_params["counter"]
        now_ms = centre.clock()

        def read(db: Connection) -> CounterBody:
            check_stands_there(db, token, counter)
            return counter_body(db, counter, now_ms, rating_ms)

        return answer(await centre.database.read(read))

    async def deed(request: Request) -> Response:
        token, counter = bearer(request.headers.get("authorization", "")), request.path_params["counter"]
        asked = understand(CounterDeed, await read_body(request, settings.form_bytes, settings.body_seconds))
        if asked.deed not in set(Deed):
            raise NotUnderstood(f"deed: a counter cannot {asked.deed!r}; see central/states.py, Deed")
        now_ms = centre.clock()
        done = await centre.database.write(WindowDeed(token, counter, asked, now_ms, settings.reserved_grace_ms))
        # read after the transaction, which others wait for: the counter as it is by now
        now = await centre.database.read(lambda db: counter_body(db, counter, now_ms, rating_ms))
        return answer(CounterDone(done=done, now=now))

    path = f"{API}/counters/{{counter}}"
    return [Route(path, state, methods=["GET"]), Route(f"{path}/deeds", deed, methods=["POST"])]


@dataclass(frozen=True, slots=True)
class WindowDeed:
    token: str
    counter: str
    asked: CounterDeed
    now_ms: int
    grace_ms: int

    def __call__(self, db: Connection) -> bool:
        """Whether it was done now. Raises UnknownTerminal, NotYours, NobodyThere, or NotHere for a service or counter
        of a transfer.
        """
        check_stands_there(db, self.token, self.counter)
        sitting = held_there(db, self.counter)
        if sitting is None:
            raise NobodyThere(f"nobody sits at counter {self.counter}; a clerk signs in there first")
        asked, deed = self.asked, Deed(self.asked.deed)
        ticket = None
        if asked.ticket:
            ticket = ticket_named(db, asked.ticket, self.counter, today(db, self.now_ms), deed)
        act = Act(
            counter=self.counter,
            deed=deed,
            turn=asked.turn,
            now_ms=self.now_ms,
            grace_ms=self.grace_ms,
            ticket=ticket,
            sitting=sitting,
            transfer=Transfer(asked.service, asked.to_counter, asked.returns),
        )
        sessions.see(db, sitting.session, self.now_ms)  # the box's keys are the clerk's: who calls has not gone home
        return act(db)


def check_stands_there(db: Connection, token: str, counter: str) -> None:
    """Raises UnknownTerminal, or NotYours for a terminal of another counter or of none."""
    stands_at = _STANDS_AT.value(db, {"hash": token_hash(token)})
    if stands_at != counter:
        terminal = caller(db, token).terminal
        where = f"stands at counter {stands_at}" if stands_at else "stands at no counter"
        raise NotYours(f"terminal {terminal} {where}, not at {counter}; `main.py terminal add --counter` says where")

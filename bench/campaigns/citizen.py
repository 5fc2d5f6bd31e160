"""A citizen in a hurry, on the engine's local socket in the place of the face: takes one ticket after the other.

Remembers each number that the engine gave to be shown: from that moment the number must exist for ever.
"""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

from kiosk import local
from kiosk.views import (
    Answer,
    ChoseDepartment,
    ChoseService,
    Confirmed,
    ConfirmView,
    DepartmentsView,
    Ended,
    Finished,
    IdentifyView,
    Printing,
    RefusedView,
    ServicesView,
    Started,
    TicketView,
    TroubleView,
    WelcomeView,
    WithoutCard,
)


class Citizen:
    """`shown`: the numbers in the order in which the screen got them. A patient one waits for each ticket's print.

    `pause_seconds`: between two visits.
    """

    def __init__(self, socket: Path, rng: random.Random, *, patient: bool = False, pause_seconds: float = 0.0) -> None:
        self._socket = socket
        self._rng = rng
        self._patience = 1.0 if patient else 0.5  # how often a print is waited for
        self._pause_seconds = pause_seconds
        self.shown: list[str] = []

    async def visit_until_cut(self) -> None:
        """Answer every view until the engine is gone. Returns also when it was not there yet."""
        try:
            reader, writer = await asyncio.open_unix_connection(str(self._socket), limit=local.LINE_LIMIT_BYTES)
        except OSError:
            return
        try:
            writer.write(local.encode(local.Hello(role="face")))
            while line := await reader.readline():
                message = local.decode(line)
                if isinstance(message, local.Show) and isinstance(message.view, WelcomeView):
                    await asyncio.sleep(self._pause_seconds)
                for reply in self._replies(message):
                    writer.write(local.encode(reply))
                await writer.drain()
        except OSError:
            return
        finally:
            writer.close()

    def _replies(self, message: local.Message) -> list[local.Message]:
        if isinstance(message, local.Ping):
            return [local.Drawn(count=message.count)]
        if not isinstance(message, local.Show):
            return []
        replies: list[local.Message] = [local.Shown(number=message.number)]
        answer = self._answer(message)
        if answer is not None:
            touch = local.Answered(view=message.number, answer=answer)
            replies += [touch, touch]  # a double touch, every time
        return replies

    def _answer(self, message: local.Show) -> Answer | None:
        view = message.view
        match view:
            case WelcomeView():
                return Started()
            case DepartmentsView():
                return ChoseDepartment(self._rng.choice([tile.code for tile in view.tiles if tile.closed is None]))
            case ServicesView():
                return ChoseService(self._rng.choice([row.code for row in view.rows if row.closed is None]))
            case IdentifyView(may_skip=True):
                return WithoutCard()
            case IdentifyView() | RefusedView(busy=False):
                return Ended()
            case ConfirmView(busy=False):
                return Confirmed()
            case TicketView() | TroubleView():
                if not self.shown or self.shown[-1] != view.number:
                    self.shown.append(view.number)
                waits = isinstance(view, TicketView) and view.printing is Printing.WORKING
                return None if waits and self._rng.random() < self._patience else Finished()
        return None

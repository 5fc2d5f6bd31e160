"""A screen for tests: sits on the engine's local socket in the face's place, sees each view, answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

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
    ServicesView,
    Started,
    TicketView,
    TroubleView,
    View,
    WelcomeView,
)

DEADLINE_SECONDS = 20.0


class Glass:
    """`view` is what is shown now. Use it in an `async with`."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._number = 0
        self._changed = asyncio.Condition()
        self.view: View | None = None

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_unix_connection(str(self._socket), limit=local.LINE_LIMIT_BYTES)
        self._send(local.Hello(role="face"))
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)
        self._writer.close()

    def answer(self, answer: Answer) -> None:
        self._send(local.Answered(view=self._number, answer=answer))

    async def until(self, wanted: Callable[[View], bool], seconds: float = DEADLINE_SECONDS) -> View:
        """The first view, now or later, that is wanted."""
        try:
            async with asyncio.timeout(seconds), self._changed:
                await self._changed.wait_for(lambda: self.view is not None and wanted(self.view))
        except TimeoutError:
            raise AssertionError(f"not shown within {seconds:g} s; shown is {self.view}") from None
        assert self.view is not None
        return self.view

    async def to_welcome(self) -> None:
        await self.until(lambda view: not isinstance(view, ConfirmView) or not view.busy)
        if isinstance(self.view, TicketView | TroubleView):
            self.answer(Finished())
        elif not isinstance(self.view, WelcomeView):
            self.answer(Ended())
        await self.until(lambda view: isinstance(view, WelcomeView))

    async def to_confirm(self) -> ConfirmView:
        """From the welcome screen to "take the number" for the first open service."""
        await self.to_welcome()
        self.answer(Started())
        departments = await self.until(lambda view: isinstance(view, DepartmentsView))
        assert isinstance(departments, DepartmentsView)
        self.answer(ChoseDepartment(next(tile.code for tile in departments.tiles if tile.closed is None)))
        services = await self.until(lambda view: isinstance(view, ServicesView))
        assert isinstance(services, ServicesView)
        self.answer(ChoseService(next(row.code for row in services.rows if row.closed is None)))
        confirm = await self.until(lambda view: isinstance(view, ConfirmView))
        assert isinstance(confirm, ConfirmView)
        return confirm

    async def take_number(self) -> TicketView | TroubleView:
        """One whole visit up to the first view with a number on it."""
        await self.to_confirm()
        return await self.take_number_from_confirm()

    async def take_number_from_confirm(self) -> TicketView | TroubleView:
        """ "Take the number", and once more when the terminal first says that there is no paper."""
        asked = self._number
        self.answer(Confirmed())
        view = await self.until(lambda view: self._number > asked and not (isinstance(view, ConfirmView) and view.busy))
        if isinstance(view, ConfirmView):
            self.answer(Confirmed())
            view = await self.until(lambda view: isinstance(view, TicketView | TroubleView))
        assert isinstance(view, TicketView | TroubleView)
        return view

    def _send(self, message: local.Message) -> None:
        self._writer.write(local.encode(message))

    async def _listen(self) -> None:
        while line := await self._reader.readline():
            message = local.decode(line)
            if isinstance(message, local.Ping):
                self._send(local.Drawn(count=message.count))
            if isinstance(message, local.Show):
                async with self._changed:
                    self._number, self.view = message.number, message.view
                    self._changed.notify_all()
                self._send(local.Shown(number=message.number))

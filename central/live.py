"""Live pages: a stream of server-sent events, each a part of the page as HTML, drawn once for all who look at the same
page.

`event: page` replaces the part; `event: beat` says that the stream lives. A browser that hears no beat says "as of"
on its own.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.responses import StreamingResponse

from central.gate import Gate
from central.pulse import Pulse
from central.settings import Settings

LOOKED_AT_KEPT = 64  # pages: the zones of a hall in two languages

Paint = Callable[[], Awaitable[str]]


class Live:
    def __init__(self, changes: Pulse, settings: Settings) -> None:
        self._changes = changes
        self._settings = settings
        self._gate = Gate(settings.live_pages, "live pages open", settings.retry_after_seconds)
        self._drawings: dict[str, _Drawing] = {}
        self._looked_at: dict[str, _Drawing] = {}  # without a stream, the one not looked at for longest first

    def response(self, page: str, paint: Paint) -> StreamingResponse:
        """The stream of one page. All with the same name `page` share what `paint` draws. Raises TooBusy."""
        with self._gate.pass_through():
            pass  # told here that it is full, as an answer; the place itself is taken while the stream runs
        return StreamingResponse(self._events(page, paint), media_type="text/event-stream", headers=_UNBUFFERED)

    async def drawn(self, page: str, paint: Paint) -> str:
        """The same for one look: what the others see, at most `redraw_ms` older than the newest change."""
        drawing = self._looked_at.pop(page, None) or self._drawings.get(page) or _Drawing(paint)
        self._looked_at[page] = drawing
        if len(self._looked_at) > LOOKED_AT_KEPT:
            del self._looked_at[next(iter(self._looked_at))]
        settings = self._settings
        return await drawing.at(self._changes.count, settings.repaint_seconds, settings.redraw_ms / 1000)

    async def _events(self, page: str, paint: Paint) -> AsyncIterator[bytes]:
        with self._gate.pass_through():
            drawing = self._drawings.setdefault(page, _Drawing(paint))
            drawing.watchers += 1
            try:
                async for event in self._changing(drawing):
                    yield event
            finally:
                drawing.watchers -= 1
                if not drawing.watchers:
                    self._drawings.pop(page, None)

    async def _changing(self, drawing: _Drawing) -> AsyncIterator[bytes]:
        shown = None
        while not self._changes.ended:
            count = self._changes.count
            html = await drawing.at(count, self._settings.repaint_seconds)
            if html != shown:
                shown = html
                yield _event("page", html)
                yield _event("beat", "")
                await asyncio.sleep(self._settings.redraw_ms / 1000)
            else:
                yield _event("beat", "")
            await self._changes.after(count, self._settings.beat_seconds)


_UNBUFFERED = {"X-Accel-Buffering": "no"}


class _Drawing:
    """The newest drawing of one page."""

    def __init__(self, paint: Paint) -> None:
        self.watchers = 0
        self._paint = paint
        self._drawn = asyncio.Lock()
        self._count = -1
        self._at_seconds = 0.0
        self._html = ""

    async def at(self, count: int, repaint_seconds: float, rest_seconds: float = 0.0) -> str:
        """As it is after `count` changes; not older than `repaint_seconds`, because minutes pass without a change.

        `rest_seconds`: however much has changed, one that is not older than this is still good.
        """
        async with self._drawn:
            now_seconds = time.monotonic()
            age_seconds = now_seconds - self._at_seconds
            changed = self._count < count and (age_seconds >= rest_seconds or not self._html)
            if changed or age_seconds >= repaint_seconds:
                self._html = await self._paint()
                self._count, self._at_seconds = count, now_seconds
            return self._html


def _event(name: str, data: str) -> bytes:
    lines = "\n".join(f"data: {line}" for line in data.splitlines()) or "data:"
    return f"event: {name}\n{lines}\n\n".encode()

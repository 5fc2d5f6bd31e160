"""The kiosk's screen as a stream of pictures: taken only while somebody looks, and only what has changed."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import suppress

from PIL import Image

from bench.changes import Changes
from bench.screen import Screen

FRAMES_PER_SECOND = 8.0
QUALITY = 80


class Camera:
    """One for a screen, however many look at it."""

    def __init__(self, screen: Screen, *, frames_per_second: float = FRAMES_PER_SECOND) -> None:
        self.screen = screen
        self._pause_seconds = 1 / frames_per_second
        self._frames = Changes()
        self._frame = b""
        self._watchers = 0
        self._task: asyncio.Task[None] | None = None

    async def frames(self) -> AsyncIterator[bytes]:
        """JPEGs; the present one first, then one for each change. Ends when the camera is closed."""
        self._watchers += 1
        if self._task is None:
            self._task = asyncio.create_task(self._film(), name="bench camera")
        try:
            seen = self._frames.count if self._frame else 0
            if self._frame:
                yield self._frame
            while not self._frames.closed:
                seen = await self._frames.after(seen)
                if not self._frames.closed:
                    yield self._frame
        finally:
            self._watchers -= 1

    async def png(self) -> bytes:
        return await asyncio.to_thread(lambda: encoded(self.screen.capture(), "PNG"))

    async def touch(self, x: int, y: int) -> float:
        return await asyncio.to_thread(self.screen.touch, x, y)

    async def close(self) -> None:
        self._frames.close()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _film(self) -> None:
        before = b""
        self._frame = b""
        while self._watchers:
            if self.screen.drawn() or not before:
                picture = await asyncio.to_thread(self.screen.capture)
                pixels = picture.tobytes()
                if pixels != before:
                    before = pixels
                    self._frame = await asyncio.to_thread(encoded, picture, "JPEG")
                    self._frames.tell()
            await asyncio.sleep(self._pause_seconds)
        self._task = None


def encoded(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    if kind == "JPEG":
        picture.save(out, kind, quality=QUALITY)
    else:
        picture.save(out, kind, compress_level=1)
    return out.getvalue()

"""A camera that reads codes, as the role `Scanner`. Pictures come from `capture.py`, codes from `cascade.py`.

Decoding runs in a thread of its own, one frame at a time and always the newest; the decoders release the interpreter's
lock, so that the loop goes on meanwhile. A read that ends while a frame is decoded leaves that frame to its thread.
"""

from __future__ import annotations

import asyncio
import math
from random import Random
from typing import ClassVar

from drivers.camera.agreement import Agreement
from drivers.camera.capture import FILES, CameraLink, Shot
from drivers.camera.cascade import Cascade
from drivers.camera.codes import Code, Format, formats_named
from drivers.camera.decoders import Picture, Sighting
from drivers.camera.health import Sight, Stillness, sight_of
from drivers.camera.reading import read_frame
from drivers.camera.settings import CameraSettings
from drivers.clock import Clock
from drivers.device import Device, Works
from drivers.errors import DeviceError, ProtocolError, ReaderError
from drivers.facts import Operational
from drivers.link.blocking import in_own_thread
from drivers.roles import Outcome, Scanner, ScanResult

MENDING = {
    Sight.BLACK: "sees nothing but black: covered, or no light",
    Sight.BLINDED: "is blinded: a lamp or the sun shines into it",
    Sight.BLURRED: "sees no edges: out of focus, or its window is dirty",
    Sight.FROZEN: "gives the same picture again and again",
}


class CameraScanner(Device, Scanner):
    """One camera. While nobody reads, one picture a second is looked at, for its sight only."""

    driver: ClassVar[str] = "camera"

    def __init__(self, name: str, settings: CameraSettings, *, clock: Clock, random: Random) -> None:
        shot = Shot(
            width_px=settings.width_px,
            height_px=settings.height_px,
            frames_per_second=settings.frames_per_second,
            open_deadline_seconds=settings.open_deadline_seconds,
        )
        self._camera = CameraLink(settings.port, shot, self._see)
        super().__init__(name, self._camera, settings, clock, random)
        self._settings = settings
        self._formats = formats_named(settings.formats)
        self._cascade = Cascade()
        self._one_read = asyncio.Lock()
        self._newest: Picture | None = None
        self._frame = asyncio.Event()
        self._frames = 0
        self._frames_at_poll = 0
        self._sight = Sight.UNKNOWN
        self._stillness = Stillness(settings.frozen_seconds)
        self._broken: DeviceError | None = None
        # a fingerprint, because the text may be personal, and when it was told
        self._last_code: tuple[int, float] = (0, -math.inf)

    # --- the role ---

    async def read(self, deadline_seconds: float, formats: frozenset[str] = frozenset()) -> ScanResult:
        wanted = formats_named(formats) if formats else self._formats
        agreement = Agreement(self._settings.agreement_seconds)
        try:
            async with asyncio.timeout(deadline_seconds), self._one_read:
                if self._broken is not None or not self.online:
                    return ScanResult(Outcome.FAILED, error=self._broken.code if self._broken else "link.absent")
                return await self._read(wanted, agreement)
        except TimeoutError:
            nothing = "scan.unreadable" if agreement.seen else "scan.timeout"
            return ScanResult(Outcome.FAILED, error="scan.inoperative" if self._sight in MENDING else nothing)
        except DeviceError as error:
            return ScanResult(Outcome.FAILED, error=error.code)

    async def _read(self, wanted: frozenset[Format], agreement: Agreement) -> ScanResult:
        self._newest = None  # what was seen before the read is not taken
        self._camera.reading = True
        try:
            while True:
                picture = await self._next_frame()
                seen_at = self.clock.now()
                code = agreement.take(await self._look(picture, wanted), seen_at)
                if code is not None and not self._is_still_there(code):
                    return ScanResult(Outcome.DONE, text=code.text, data=code.data, format=code.format.value)
        finally:
            self._camera.reading = False

    def _is_still_there(self, code: Code) -> bool:
        """Whether it is the code that was told a moment ago and has not been taken away; else it is told now."""
        fingerprint, now = hash(code), self.clock.now()
        before, told_at = self._last_code
        again = fingerprint == before and now - told_at < self._settings.same_code_seconds
        if not again:
            self._last_code = fingerprint, now
        return again

    async def _next_frame(self) -> Picture:
        while self._newest is None:
            self._frame.clear()
            await self._frame.wait()
            if self._broken is not None:
                raise self._broken
        picture, self._newest = self._newest, None
        return picture

    async def _look(self, picture: Picture, wanted: frozenset[Format]) -> list[Sighting]:
        budget_ms = float(self._settings.budget_ms)
        return await in_own_thread(f"codes {self.name}", read_frame, self._cascade, picture, wanted, budget_ms)

    # --- the life ---

    def _see(self, picture: Picture) -> None:
        """A frame, on the loop."""
        self._frames += 1
        self._newest = picture
        self._frame.set()

    async def identify(self) -> None:
        """A camera that gives a picture is one."""
        self._broken = None
        try:
            async with asyncio.timeout(self._settings.first_frame_seconds):
                picture = await self._next_frame()
        except TimeoutError as error:
            seconds = self._settings.first_frame_seconds
            raise ProtocolError(
                "proto.timeout", f"{self.name} at {self.link.port} gave no picture in {seconds} s"
            ) from error
        await self._judge(picture)

    async def poll(self) -> bool:
        came = self._frames > self._frames_at_poll
        self._frames_at_poll = self._frames
        if came and self._newest is not None and not self._camera.reading:
            await self._judge(self._newest)
        return came

    async def _judge(self, picture: Picture) -> None:
        now = self.clock.now()
        sight = await in_own_thread(f"sight {self.name}", sight_of, picture)
        if not self.link.port.startswith(FILES) and self._stillness.frozen(picture, now):
            sight = Sight.FROZEN
        if sight is not self._sight:
            self._sight = sight
            self.changed()

    async def soft_reset(self) -> None:
        """A camera has no such command; opening it again is its reset."""

    def received(self, data: bytes) -> None:
        """A camera sends pictures, no bytes."""

    def line_broke(self, error: DeviceError) -> None:
        self._broken = error
        self._sight = Sight.UNKNOWN
        self._newest = None
        self._frame.set()

    def works(self) -> Works:
        consumables = {"sight": self._sight.value}
        if self._sight not in MENDING:
            return Works(Operational.READY, consumables)
        message = f"{self.name} at {self.link.port} {MENDING[self._sight]}"
        return Works(Operational.ATTENTION, consumables, ReaderError("scan.inoperative", message))

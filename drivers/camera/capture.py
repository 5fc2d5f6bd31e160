"""Pictures from a camera, or from files that stand for one. The only file that opens a camera; a link for `scanner.py`.

A thread of its own takes every frame from the system, so that a picture is never older than one frame, and hands on the
newest: all of them while somebody reads, one a second else. OpenCV's calls block, some of them for seconds.
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np

from drivers.camera.decoders import Picture
from drivers.errors import LinkError
from drivers.link.blocking import in_own_thread, opened_within
from drivers.link.contract import Lost, OwnLine, Received
from drivers.link.faults import broke, opening_failed

FILES = "file://"
PICTURES = frozenset((".png", ".jpg", ".jpeg", ".bmp", ".webp"))
IDLE_SECONDS = 1.0  # between two pictures that are looked at while nobody reads
CLOSE_SECONDS = 2.0  # for a camera to give its last frame; one that hangs is left to its thread

Seen = Callable[[Picture], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """What the camera is asked for; it gives what it can."""

    width_px: int = 1280
    height_px: int = 720
    frames_per_second: float = 15.0
    open_deadline_seconds: float = 10.0


class _Frames(Protocol):
    """Where frames come from. Blocking; one thread at a time."""

    def grab(self) -> bool:
        """Take the next frame; False when there will be none any more."""

    def picture(self) -> Picture | None:
        """The frame taken last, in grey."""

    def release(self) -> None: ...


class CameraLink(OwnLine):
    """`port`: /dev/v4l/by-id/..., or file:// and a picture, a folder of pictures or a video, again and again.

    `seen` is called on the loop with each picture that is looked at.
    """

    bits_per_second: int | None = None

    def __init__(self, port: str, shot: Shot, seen: Seen) -> None:
        super().__init__()
        self.port = port
        self.reading = False  # somebody waits for a code: every frame counts
        self._shot = shot
        self._seen = seen
        self._stop = threading.Event()
        self._ended: asyncio.Future[None] | None = None

    async def open(self, received: Received, lost: Lost) -> None:
        frames = await opened_within(
            self._shot.open_deadline_seconds, self.port, "the camera", self._open, lambda frames: frames.release()
        )
        self._stop = threading.Event()
        loop = asyncio.get_running_loop()
        self._ended = in_own_thread(self.port, self._take, frames, self._stop, loop, lost)

    async def write(self, data: bytes, deadline_seconds: float) -> None:
        raise LinkError("config.invalid", f"{self.port} is a camera: nothing can be sent to it")

    async def close(self) -> None:
        self._stop.set()
        if self._ended is not None:
            ended, self._ended = self._ended, None
            await asyncio.wait((ended,), timeout=CLOSE_SECONDS)

    async def appears(self) -> None:
        if self.port.startswith(FILES):
            await super().appears()
        from drivers.link.appearing import appeared, leads_to  # only a terminal that misses its camera loads it

        await appeared(self.port, leads_to(self.port))

    # --- in threads ---

    def _open(self) -> _Frames:
        cv2.setNumThreads(1)  # for the process: a picture is too small for a pool, which would take the other cores
        if self.port.startswith(FILES):
            return _files(self.port, self._shot)
        try:
            os.close(os.open(self.port, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC))  # OpenCV does not say why not
        except OSError as error:
            raise opening_failed(self.port, error.errno, error.strerror or str(error)) from error
        capture = cv2.VideoCapture(self.port, cv2.CAP_V4L2)
        if not capture.isOpened():
            raise opening_failed(self.port, None, "it is no camera, or another program shows its picture")
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, self._shot.width_px)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self._shot.height_px)
        capture.set(cv2.CAP_PROP_FPS, self._shot.frames_per_second)
        return _Capture(capture)

    def _take(self, frames: _Frames, stop: threading.Event, loop: asyncio.AbstractEventLoop, lost: Lost) -> None:
        looked_at = -IDLE_SECONDS
        handed = threading.Event()
        handed.set()
        try:
            while not stop.is_set():
                if not frames.grab():
                    self._tell(loop, stop, lambda: lost(broke(self.port, "it gives no more frames")))
                    return
                now = time.monotonic()
                if not handed.is_set() or not (self.reading or now - looked_at >= IDLE_SECONDS):
                    continue
                picture = frames.picture()
                if picture is not None:
                    looked_at = now
                    handed.clear()
                    self._tell(loop, stop, lambda picture=picture: self._hand(picture, handed, stop))  # type: ignore[misc]
        finally:
            frames.release()

    def _hand(self, picture: Picture, handed: threading.Event, stop: threading.Event) -> None:
        handed.set()
        if not stop.is_set():
            self._seen(picture)

    @staticmethod
    def _tell(loop: asyncio.AbstractEventLoop, stop: threading.Event, call: Callable[[], None]) -> None:
        try:
            loop.call_soon_threadsafe(call)
        except RuntimeError:  # the loop has ended
            stop.set()


class _Capture:
    """A camera, or a video file that begins again at its end."""

    def __init__(self, capture: cv2.VideoCapture, *, again: bool = False, pause_seconds: float = 0.0) -> None:
        self._capture = capture
        self._again = again
        self._pause_seconds = pause_seconds

    def grab(self) -> bool:
        time.sleep(self._pause_seconds)
        if self._capture.grab():
            return True
        return self._again and self._capture.set(cv2.CAP_PROP_POS_FRAMES, 0) and self._capture.grab()

    def picture(self) -> Picture | None:
        taken, frame = self._capture.retrieve()
        return _grey(frame) if taken else None

    def release(self) -> None:
        self._capture.release()


class _Pictures:
    """A folder's pictures, one after the other, at the pace of a camera. Read anew each time: they may be exchanged."""

    def __init__(self, files: Callable[[], Iterator[Path]], pause_seconds: float) -> None:
        self._files = files
        self._pause_seconds = pause_seconds
        self._turn: Iterator[Path] = iter(())
        self._file: Path | None = None

    def grab(self) -> bool:
        time.sleep(self._pause_seconds)
        self._file = next(self._turn, None)
        if self._file is None:
            self._turn = self._files()
            self._file = next(self._turn, None)
        return self._file is not None

    def picture(self) -> Picture | None:
        frame = cv2.imread(str(self._file), cv2.IMREAD_GRAYSCALE)
        return None if frame is None else np.asarray(frame, dtype=np.uint8)

    def release(self) -> None:
        pass


def _files(port: str, shot: Shot) -> _Frames:
    path, pause_seconds = Path(port.removeprefix(FILES)), 1 / shot.frames_per_second
    if path.is_dir():
        return _Pictures(lambda: iter(sorted(p for p in path.iterdir() if p.suffix.lower() in PICTURES)), pause_seconds)
    if not path.is_file():
        raise opening_failed(port, None, "no such file or folder")
    if path.suffix.lower() in PICTURES:
        return _Pictures(lambda: iter((path,) if path.exists() else ()), pause_seconds)
    capture = cv2.VideoCapture(str(path))
    if not capture.isOpened():
        raise opening_failed(port, None, "it is no picture, no folder and no video that OpenCV can read")
    return _Capture(capture, again=True, pause_seconds=pause_seconds)


def _grey(frame: cv2.typing.MatLike) -> Picture:
    return np.asarray(frame if frame.ndim == 2 else cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), dtype=np.uint8)

"""A relay on the way to the printer that notes when bytes pass: the clock that counts for "the first ticket byte"."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

CHUNK_BYTES = 65536
SMALL_TALK_BYTES = 40  # status questions, markers and cuts are shorter than this
JOB_GAP_SECONDS = 0.05  # between two jobs


@dataclass(slots=True)
class WireTap:
    """`starts`: the monotonic seconds at which the first bytes of each ticket passed."""

    address: str  # "socket://127.0.0.1:PORT"
    starts: list[float] = field(default_factory=list)
    _last: float = 0.0

    def note(self, chunk: bytes, at: float) -> None:
        if len(chunk) < SMALL_TALK_BYTES:
            return
        if at - self._last > JOB_GAP_SECONDS:
            self.starts.append(at)
        self._last = at


@contextmanager
def wire_tap(printer: str) -> Iterator[WireTap]:
    """Listen in front of `printer` ("socket://HOST:PORT") and pass everything both ways."""
    host, _, port = printer.removeprefix("socket://").rpartition(":")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        tap = WireTap(f"socket://127.0.0.1:{listener.getsockname()[1]}")
        threads: list[threading.Thread] = []
        accepting = threading.Thread(target=_accept, args=(listener, (host, int(port)), tap, threads))
        accepting.start()
        try:
            yield tap
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join()
            for thread in threads:
                thread.join(5)


def _accept(listener: socket.socket, printer: tuple[str, int], tap: WireTap, threads: list[threading.Thread]) -> None:
    while True:
        try:
            engine, _ = listener.accept()
        except OSError:
            return
        device = socket.create_connection(printer, 5)
        for end in (engine, device):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for source, target, noted in ((engine, device, tap), (device, engine, None)):
            thread = threading.Thread(target=_pass_on, args=(source, target, noted))
            thread.start()
            threads.append(thread)


def _pass_on(source: socket.socket, target: socket.socket, tap: WireTap | None) -> None:
    with source, contextlib.suppress(OSError):
        while chunk := source.recv(CHUNK_BYTES):
            if tap is not None:
                tap.note(chunk, time.monotonic())
            target.sendall(chunk)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)

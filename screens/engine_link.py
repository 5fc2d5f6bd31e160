"""The face's end of the local socket: lines in, lines out, never blocking a frame. Standard library only.

The engine listens; the face connects, says `Hello`, and connects again whenever the engine was away.
"""

from __future__ import annotations

import logging
import select
import socket
import time
from collections.abc import Iterator

from kiosk.local import LINE_LIMIT_BYTES, Hello, LocalError, Message, decode, encode

log = logging.getLogger(__name__)


class EngineLink:
    """One connection at a time. `fileno` changes with each; None while there is none."""

    def __init__(self, path: str, *, retry_seconds: float) -> None:
        self._path = path
        self._retry_seconds = retry_seconds
        self._socket: socket.socket | None = None
        self._next_try = 0.0
        self._incoming = bytearray()
        self._outgoing = bytearray()

    @property
    def connected(self) -> bool:
        return self._socket is not None

    def fileno(self) -> int | None:
        return self._socket.fileno() if self._socket else None

    def connect(self) -> bool:
        """Try once, not more often than every `retry_seconds`. True when connected."""
        now = time.monotonic()
        if self._socket is not None or now < self._next_try:
            return self._socket is not None
        self._next_try = now + self._retry_seconds
        attempt = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            attempt.connect(self._path)
        except OSError as error:
            attempt.close()
            log.debug("engine not there yet: %s: %s", self._path, error)
            return False
        attempt.setblocking(False)
        self._socket = attempt
        self.send(Hello(role="face"))
        return True

    def wait(self, seconds: float) -> None:
        """Sleep until the engine speaks, at most so long."""
        if self._socket is None:
            time.sleep(seconds)
        else:
            select.select([self._socket], [], [], seconds)

    def messages(self) -> Iterator[Message]:
        """What has arrived, without waiting. A line that is no message is logged and left out."""
        self._receive()
        while (end := self._incoming.find(b"\n")) >= 0:
            line = bytes(self._incoming[:end])
            del self._incoming[: end + 1]
            try:
                yield decode(line)
            except LocalError as error:
                log.warning("%s", error)
        if len(self._incoming) > LINE_LIMIT_BYTES:
            self._lost(f"a line longer than {LINE_LIMIT_BYTES} bytes")

    def send(self, message: Message) -> None:
        """Send, or keep for the next turn. With no connection it is dropped: it answered a view that is gone."""
        if self._socket is None:
            return
        self._outgoing += encode(message)
        self.flush()

    def flush(self) -> None:
        if self._socket is None or not self._outgoing:
            return
        try:
            del self._outgoing[: self._socket.send(self._outgoing)]
        except BlockingIOError:
            pass
        except OSError as error:
            self._lost(str(error))
        if len(self._outgoing) > LINE_LIMIT_BYTES:
            self._lost("it does not read what it is sent")

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket = None
        self._incoming.clear()
        self._outgoing.clear()

    def _receive(self) -> None:
        while self._socket is not None:
            try:
                data = self._socket.recv(65536)
            except BlockingIOError:
                return
            except OSError as error:
                self._lost(str(error))
                return
            if not data:
                self._lost("it closed the connection")
                return
            self._incoming += data

    def _lost(self, why: str) -> None:
        log.warning("engine lost: %s: %s", self._path, why)
        self.close()

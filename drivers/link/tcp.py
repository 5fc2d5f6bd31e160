"""Printers on the network, usually at port 9100: `socket://host:port`."""

from __future__ import annotations

import asyncio
import fcntl
import socket
import struct
import termios
from dataclasses import dataclass

from drivers.link.contract import Lost, OwnLine, Received
from drivers.link.descriptor import Descriptor
from drivers.link.faults import opening_failed


@dataclass(frozen=True, slots=True, kw_only=True)
class TcpLine:
    """A dead peer is found after `keepalive_idle_seconds` of silence, or `unacknowledged_seconds` after a write."""

    connect_deadline_seconds: float = 3.0
    keepalive_idle_seconds: int = 10
    unacknowledged_seconds: float = 20.0


class TcpLink(OwnLine):
    """One connection. Most printers take only one at a time, so it is closed before it is opened again."""

    bits_per_second: int | None = None

    def __init__(self, host: str, number: int, line: TcpLine) -> None:
        super().__init__()
        self.port = f"socket://{f'[{host}]' if ':' in host else host}:{number}"
        self._address = host, number
        self._line = line
        self._socket: socket.socket | None = None
        self._descriptor: Descriptor | None = None

    async def open(self, received: Received, lost: Lost) -> None:
        deadline_seconds = self._line.connect_deadline_seconds
        try:
            async with asyncio.timeout(deadline_seconds):
                connected = await self._connect()
        except TimeoutError as error:
            raise opening_failed(self.port, None, f"no connection in {deadline_seconds:.1f} s") from error
        except OSError as error:
            raise opening_failed(self.port, error.errno, error.strerror or str(error)) from error
        self._socket = connected
        self._descriptor = Descriptor(connected.fileno(), self.port, received, lost)

    async def write(self, data: bytes, deadline_seconds: float) -> None:
        if self._descriptor is None:
            raise opening_failed(self.port, None, "not open")
        await self._descriptor.write(data, deadline_seconds)

    async def close(self) -> None:
        if self._descriptor is not None:
            self._descriptor.detach()
            self._descriptor = None
        if self._socket is not None:
            if _unsent(self._socket):
                # Else the system would go on sending them to a printer that wakes up later.
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._socket.close()
            self._socket = None

    async def _connect(self) -> socket.socket:
        loop = asyncio.get_running_loop()
        host, number = self._address
        found = await loop.getaddrinfo(host, number, type=socket.SOCK_STREAM)
        failure: OSError = OSError("no address")
        for family, kind, protocol, _, address in found:
            connecting = socket.socket(family, kind, protocol)
            try:
                connecting.setblocking(False)
                self._configure(connecting)
                await loop.sock_connect(connecting, address)
            except OSError as error:
                connecting.close()
                failure = error
            except BaseException:
                connecting.close()
                raise
            else:
                return connecting
        raise failure

    def _configure(self, connecting: socket.socket) -> None:
        connecting.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connecting.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        connecting.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, self._line.keepalive_idle_seconds)
        connecting.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, max(1, self._line.keepalive_idle_seconds // 3))
        connecting.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3)
        unacknowledged_ms = int(self._line.unacknowledged_seconds * 1000)
        connecting.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, unacknowledged_ms)


def _unsent(connected: socket.socket) -> int:
    """Bytes that the peer has not acknowledged yet."""
    return int(struct.unpack("i", fcntl.ioctl(connected.fileno(), termios.TIOCOUTQ, bytes(4)))[0])

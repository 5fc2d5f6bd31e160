"""Settings that many drivers share: how the port is driven. Declared once: type, unit, range, default, sentence."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from drivers.life import LifeSettings
from drivers.link.flow import Flow, Parity

PORT_SPELLINGS = "/dev/..., socket://host:port or usb://VID:PID[:SERIAL]"
SOCKET = re.compile(r"socket://(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s/:\[\]]+):(?P<port>\d{1,5})")
USB = re.compile(r"usb://(?P<vendor>[0-9A-Fa-f]{4}):(?P<product>[0-9A-Fa-f]{4})(?::(?P<serial>[^\s:]+))?")
HID = re.compile(r"hid://(?P<vendor>[0-9A-Fa-f]{4}):(?P<product>[0-9A-Fa-f]{4})(?::(?P<serial>[^\s:]+))?")
HID_SPELLINGS = "/dev/input/... or hid://VID:PID[:SERIAL]"

_BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600)


def _port(port: str) -> str:
    socket = SOCKET.fullmatch(port)
    if socket is not None:
        if not 1 <= int(socket["port"]) <= 65535:
            raise ValueError("a TCP port is 1 to 65535")
    elif USB.fullmatch(port) is None and not (port.startswith("/") and "\0" not in port):
        raise ValueError(f"a port is spelled {PORT_SPELLINGS}")
    return port


def _hid_port(port: str) -> str:
    if HID.fullmatch(port) is None and not (port.startswith("/") and "\0" not in port):
        raise ValueError(f"a keyboard's port is spelled {HID_SPELLINGS}")
    return port


def _baud(baud: int) -> int:
    if baud not in _BAUDS:
        raise ValueError(f"a baud rate is one of {', '.join(map(str, _BAUDS))}")
    return baud


Baud = Annotated[int, Field(strict=True), AfterValidator(_baud)]


class PortSettings(LifeSettings):
    """The port of a device that is a stream of bytes, with the life of any device."""

    port: Annotated[str, AfterValidator(_port)]
    """Where the device is: /dev/..., socket://host:port or usb://VID:PID[:SERIAL]."""

    baud: Baud = 9600
    """Bits a second of a serial port."""

    parity: Parity = Parity.NONE
    """The parity bit of a serial port: none, even or odd."""

    flow: Flow = Flow.NONE
    """Who tells a serial port to wait: none, rtscts, xonxoff or dsrdtr."""

    chunk_bytes: Annotated[int, Field(strict=True, ge=1, le=4096)] = 256
    """The most bytes between two looks at DSR with flow = dsrdtr."""

    hang_up_on_close: Annotated[bool, Field(strict=True)] = False
    """Whether closing a serial port drops DTR; some devices start anew by that."""

    open_deadline_seconds: Annotated[float, Field(strict=True, gt=0, le=60)] = 5.0
    """How long opening a port or a connection may take."""

    write_deadline_seconds: Annotated[float, Field(strict=True, gt=0, le=120)] = 5.0
    """How long a write may take beyond the time that its bytes need on the wire."""

    keepalive_idle_seconds: Annotated[int, Field(strict=True, ge=1, le=3600)] = 10
    """Silence on a TCP connection after which the peer's machine is asked for a sign of life."""

    unacknowledged_seconds: Annotated[float, Field(strict=True, gt=0, le=600)] = 20.0
    """How long a TCP peer may leave bytes unacknowledged before the connection counts as broken."""


class HidPortSettings(LifeSettings):
    """The port of a device that is a keyboard to the system, with the life of any device."""

    port: Annotated[str, AfterValidator(_hid_port)]
    """Which input device: /dev/input/by-id/... or hid://VID:PID[:SERIAL]."""

    open_deadline_seconds: Annotated[float, Field(strict=True, gt=0, le=60)] = 5.0
    """How long opening the input device may take."""

    keys_up_deadline_seconds: Annotated[float, Field(strict=True, gt=0, le=60)] = 2.0
    """How long keys may be held down before the keyboard counts as blocked; it is taken over when all are up."""

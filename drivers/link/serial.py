"""Serial ports. The only file that imports pyserial, which opens and configures; `descriptor.py` reads and writes.

A port may be named by any path, so also by a stable one (/dev/serial/by-id/..., /dev/serial/by-path/...): it is
resolved anew at each opening.
"""

from __future__ import annotations

import asyncio
import errno
import fcntl
import os
import termios
from dataclasses import dataclass

import serial

from drivers.errors import LinkError
from drivers.link import usb_reset
from drivers.link.blocking import in_own_thread, opened_within
from drivers.link.contract import Lost, OwnLine, Received
from drivers.link.descriptor import Descriptor
from drivers.link.faults import opening_failed, stalled
from drivers.link.flow import Flow, Parity

PSEUDO_TERMINALS = "/dev/pts/"


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialLine:
    """How the port is driven. `chunk_bytes`: the most that goes out between two looks at DSR."""

    baud: int = 9600
    parity: Parity = Parity.NONE
    flow: Flow = Flow.NONE
    chunk_bytes: int = 256
    dsr_look_seconds: float = 0.02
    hang_up_on_close: bool = False
    open_deadline_seconds: float = 5.0


class SerialLink(OwnLine):
    """One serial port, locked against other processes while it is open."""

    def __init__(self, port: str, line: SerialLine) -> None:
        super().__init__()
        self.port = port
        self.bits_per_second: int | None = line.baud
        self._line = line
        self._serial: serial.Serial | None = None
        self._descriptor: Descriptor | None = None

    async def open(self, received: Received, lost: Lost) -> None:
        # In a thread: some adapters take seconds to answer when they are about to leave the bus.
        port = await opened_within(self._line.open_deadline_seconds, self.port, "the system", self._open, _close)
        self._serial = port
        self._descriptor = Descriptor(port.fileno(), self.port, received, lost)

    async def write(self, data: bytes, deadline_seconds: float) -> None:
        if self._descriptor is None or self._serial is None:
            raise opening_failed(self.port, None, "not open")
        if self._line.flow is not Flow.DSRDTR:
            await self._descriptor.write(data, deadline_seconds)
            return
        loop = asyncio.get_running_loop()
        ends = loop.time() + deadline_seconds
        for start in range(0, len(data), self._line.chunk_bytes):
            while not self._serial.dsr:
                if loop.time() >= ends:
                    raise stalled(self.port, deadline_seconds, start, len(data))
                await asyncio.sleep(self._line.dsr_look_seconds)
            chunk = data[start : start + self._line.chunk_bytes]
            try:
                await self._descriptor.write(chunk, max(ends - loop.time(), 0.0))
            except LinkError as error:
                error.bytes_sent += start
                raise

    async def close(self) -> None:
        if self._descriptor is not None:
            self._descriptor.detach()
            self._descriptor = None
        if self._serial is not None:
            port, self._serial = self._serial, None
            # Shielded: a cancelled close would leave the port locked.
            await asyncio.shield(in_own_thread(f"close {self.port}", _close, port))

    async def appears(self) -> None:
        from drivers.link.appearing import appeared, leads_to  # only a terminal that misses a device loads it

        await appeared(self.port, leads_to(self.port))

    async def reset(self) -> str | None:
        return await asyncio.to_thread(usb_reset.reset, self.port)

    def _open(self) -> serial.Serial:
        line = self._line
        try:
            port = serial.Serial(
                self.port,
                line.baud,
                parity={Parity.NONE: "N", Parity.EVEN: "E", Parity.ODD: "O"}[line.parity],
                rtscts=line.flow is Flow.RTSCTS,
                xonxoff=line.flow is Flow.XONXOFF,
                exclusive=True,
            )
        except serial.SerialException as error:
            number = error.errno or _number(error.__context__)  # pyserial keeps a failed setting-up to itself
            raise opening_failed(self.port, number, os.strerror(number) if number else str(error)) from error
        except (OSError, termios.error) as error:
            raise opening_failed(self.port, _number(error), str(error)) from error
        except ValueError as error:
            raise LinkError("config.invalid", f"{self.port}: {error}; a technician corrects the settings") from error
        try:
            self._own(port)
        except BaseException:
            port.close()
            raise
        return port

    def _own(self, port: serial.Serial) -> None:
        fd = port.fileno()
        attributes = termios.tcgetattr(fd)
        if self._line.hang_up_on_close:
            attributes[2] |= termios.HUPCL
        else:
            # Else the last close drops DTR, and some devices start anew by that.
            attributes[2] &= ~termios.HUPCL
        termios.tcsetattr(fd, termios.TCSANOW, attributes)
        if not os.path.realpath(self.port).startswith(PSEUDO_TERMINALS):
            # Keeps out what does not heed locks. A pseudo-terminal would keep this mark after a killed process.
            fcntl.ioctl(fd, termios.TIOCEXCL)
        if self._line.flow is Flow.DSRDTR:
            try:
                port.dsr  # noqa: B018  asked, not used
            except OSError as error:
                reason = f"flow = dsrdtr needs a port with a DSR line, and this one has none ({error.strerror})"
                raise LinkError(
                    "config.invalid", f"{self.port}: {reason}; a technician corrects the settings"
                ) from error


def _number(error: BaseException | None) -> int | None:
    """The system's number of an error; termios.error has it as its first word only."""
    return error.args[0] if error is not None and error.args and isinstance(error.args[0], int) else None


def _close(port: serial.Serial) -> None:
    # Else closing waits for a printer that takes nothing, up to half a minute inside the kernel.
    try:
        termios.tcflush(port.fileno(), termios.TCIOFLUSH)
    except termios.error as error:
        if error.args[0] not in (errno.EIO, errno.ENODEV, errno.ENOTTY, errno.ENXIO):
            raise
    finally:
        port.close()

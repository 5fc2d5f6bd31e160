"""Cuts an ESC/POS printer's bytes into replies. Stands between the link and the driver's dialogue.

The fixed bits of each kind tell them apart (docs/devices/escpos.md); what fits none is garbage: counted, kept short,
never a reason to stop. A returned marker may be broken by status that the printer sends in real time; such a byte is
below 0x20 and so cannot belong to the marker. Other blocks are answers to questions that we never ask.
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.protocol.escpos import AutomaticStatus, MarkerReturned, QueuedStatus, RealTimeStatus
from drivers.protocol.presenter import FULL_STATUS_BYTES, FULL_STATUS_HEADER, ExitStatus, FullStatus

XON, XOFF = 0x11, 0x13
MARKER_HEADER = b'7"'
MARKER_REPLY_BYTES = 7


@dataclass(frozen=True, slots=True)
class Garbage:
    """Bytes that no printer sends, or the remains of a reply that broke off."""

    data: bytes


Reply = RealTimeStatus | AutomaticStatus | QueuedStatus | MarkerReturned | FullStatus | ExitStatus | Garbage


class Replies:
    """Append bytes, get replies. Keeps at most ten bytes; a byte is looked at a bounded number of times.

    `full_status`: the printer is one of Custom's, whose full status begins like an automatic status with bits that no
    printer sets together.
    """

    def __init__(self, *, full_status: bool = False) -> None:
        self._full_status = full_status
        self._exit_expected = False
        self._status = bytearray()  # an automatic status that is not whole yet
        self._marker = bytearray()  # a returned marker that is not whole yet

    def expect_exit(self) -> None:
        """The next byte answers GS e 6, whatever it is."""
        self._exit_expected = True

    def feed(self, data: bytes) -> list[Reply]:
        """The replies that `data` completes, in their order."""
        found: list[Reply] = []
        for byte in data:
            self._take(byte, found)
        return _joined(found)

    def forget(self) -> list[Reply]:
        """After silence: what is not whole will never be. Says what it was."""
        self._exit_expected = False
        rest = bytes(self._marker) + bytes(self._status)
        self._marker.clear()
        self._status.clear()
        return [Garbage(rest)] if rest else []

    def _take(self, byte: int, found: list[Reply]) -> None:
        if self._exit_expected and not self._status and not self._marker:
            self._exit_expected = False
            found.append(ExitStatus(byte))
            return
        if byte in (XON, XOFF):
            return
        if self._full_status and self._continues_full_status(byte, found):
            return
        if self._status:
            if AutomaticStatus.continues(byte):
                self._status.append(byte)
                if len(self._status) == 4:
                    found.append(AutomaticStatus.from_bytes(bytes(self._status)))
                    self._status.clear()
                return
            found.append(Garbage(bytes(self._status)))
            self._status.clear()
        if self._marker and not self._is_real_time(byte):
            self._continue_marker(byte, found)
        else:
            self._begin(byte, found)

    def _continues_full_status(self, byte: int, found: list[Reply]) -> bool:
        if not self._status or (bytes(self._status) + bytes((byte,)))[:2] != FULL_STATUS_HEADER:
            return False
        self._status.append(byte)
        if len(self._status) == FULL_STATUS_BYTES:
            found.append(FullStatus.from_bytes(bytes(self._status)))
            self._status.clear()
        return True

    @staticmethod
    def _is_real_time(byte: int) -> bool:
        return 0 < byte < 0x20 and (RealTimeStatus.matches(byte) or AutomaticStatus.begins(byte))

    def _begin(self, byte: int, found: list[Reply]) -> None:
        if RealTimeStatus.matches(byte):
            found.append(RealTimeStatus(byte))
        elif AutomaticStatus.begins(byte):
            self._status.append(byte)
        elif QueuedStatus.matches(byte):
            found.append(QueuedStatus(byte))
        elif byte == MARKER_HEADER[0]:
            self._marker.append(byte)
        else:
            found.append(Garbage(bytes((byte,))))

    def _continue_marker(self, byte: int, found: list[Reply]) -> None:
        self._marker.append(byte)
        length = len(self._marker)
        if length == MARKER_REPLY_BYTES:
            fits = byte == 0
        elif length > len(MARKER_HEADER):
            fits = 0x20 <= byte < 0x7F
        else:
            fits = self._marker == MARKER_HEADER
        if not fits:
            # Only the header is garbage for certain: the bytes behind it may be the beginning of a real reply.
            rest = bytes(self._marker[1:])
            found.append(Garbage(bytes(self._marker[:1])))
            self._marker.clear()
            for again in rest:
                self._take(again, found)
        elif length == MARKER_REPLY_BYTES:
            found.append(MarkerReturned.from_bytes(bytes(self._marker)))
            self._marker.clear()


def _joined(replies: list[Reply]) -> list[Reply]:
    """Neighbouring garbage as one value."""
    joined: list[Reply] = []
    pending = bytearray()
    for reply in replies:
        if isinstance(reply, Garbage):
            pending += reply.data
            continue
        if pending:
            joined.append(Garbage(bytes(pending)))
            pending.clear()
        joined.append(reply)
    if pending:
        joined.append(Garbage(bytes(pending)))
    return joined

"""Frames of the SAM that reads Chinese identity cards ("SDT"). Facts: docs/devices/sdt.md.

`AA AA AA 96 69 | LEN | CMD PARA or SW1 SW2 SW3 | data | XOR`. LEN counts everything after itself; the XOR covers LEN to
the byte before it. A reply does not say which command it answers. Between the link and `drivers/sdt/dialogue.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, IntEnum
from functools import reduce
from itertools import accumulate
from operator import xor

PREAMBLE = bytes.fromhex("AA AA AA 96 69")
HEAD_BYTES = len(PREAMBLE) + 2
LONGEST_LEN = 4096  # the longest reply known, text with photo and two fingerprints, has 2314
SHORTEST_REPLY_LEN = 4  # three status bytes and the XOR
COMMAND_LENS = (2, 3)  # of what hosts send: on a line that echoes, it comes back and is no reply


class Command(Enum):
    """CMD and PARA of what is asked."""

    RESET = b"\x10\xff"
    STATUS = b"\x11\xff"
    SAM_NUMBER = b"\x12\xff"
    FIND = b"\x20\x01"
    SELECT = b"\x20\x02"
    READ = b"\x30\x01"  # text and photo
    READ_ADDRESS = b"\x30\x03"  # the address that was appended later
    READ_FINGERPRINTS = b"\x30\x10"  # with text and photo

    def to_bytes(self) -> bytes:
        body = bytes((0, len(self.value) + 1)) + self.value
        return PREAMBLE + body + bytes((xor_of(body),))


class Status(IntEnum):
    """SW3 of a reply. With 31, 41, 47 and 81, SW1 SW2 may be the card's own status, so they are never required 00."""

    HOST_CHECKSUM_WRONG = 0x10
    HOST_LENGTH_WRONG = 0x11
    COMMAND_ERROR = 0x21
    NOT_ALLOWED = 0x23
    UNKNOWN_ERROR = 0x24
    CARD_REFUSED_SAM = 0x31
    SAM_REFUSED_CARD = 0x32
    CHECK_FAILED = 0x33
    CARD_TYPE_UNKNOWN = 0x40
    READ_FAILED = 0x41
    RANDOM_FAILED = 0x47
    SELF_TEST_FAILED = 0x60
    NOT_AUTHORISED = 0x66
    NO_CARD = 0x80
    SELECT_FAILED = 0x81
    OK = 0x90
    NO_SUCH_ITEM = 0x91
    FOUND = 0x9F


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole frame whose XOR is right. `status`: SW3, also one that the facts do not know."""

    status: int
    data: bytes = field(default=b"", repr=False)  # may be a person's
    sw1_sw2: bytes = b"\0\0"

    def to_bytes(self) -> bytes:
        length = len(self.sw1_sw2) + 1 + len(self.data) + 1
        body = length.to_bytes(2, "big") + self.sw1_sw2 + bytes((self.status,)) + self.data
        return PREAMBLE + body + bytes((xor_of(body),))

    @classmethod
    def from_bytes(cls, frame: bytes) -> Reply:
        """Raises ValueError for what is no whole reply with a right XOR."""
        length = int.from_bytes(frame[len(PREAMBLE) : HEAD_BYTES], "big")
        if not frame.startswith(PREAMBLE) or length < SHORTEST_REPLY_LEN or len(frame) != HEAD_BYTES + length:
            raise ValueError(f"{len(frame)} bytes are no whole reply")
        if xor_of(frame[len(PREAMBLE) :]):
            raise ValueError("the XOR of a reply is wrong")
        return cls(frame[HEAD_BYTES + 2], frame[HEAD_BYTES + 3 : -1], frame[HEAD_BYTES : HEAD_BYTES + 2])


@dataclass(frozen=True, slots=True)
class Broken:
    """A frame began here and is none: its length cannot be, its XOR is wrong, or its rest never came."""

    reason: str


_WRONG_LENGTH = Broken("a length that no frame has")
_WRONG_XOR = Broken("a wrong XOR")
_NO_REST = Broken("the rest of a frame never came")


def xor_of(data: bytes | bytearray) -> int:
    """All bytes XORed."""
    return reduce(xor, data, 0)


class _Xors:
    """XORs of parts of what is held. The second part and all further ones cost nothing: a line full of false beginnings
    must stay cheap."""

    def __init__(self, held: bytearray) -> None:
        self._held = held
        self._asked = False
        self._from_start: list[int] = []

    def of(self, start: int, end: int) -> int:
        if self._asked and not self._from_start:
            self._from_start = list(accumulate(self._held, xor, initial=0))
        self._asked = True
        return self._from_start[start] ^ self._from_start[end] if self._from_start else xor_of(self._held[start:end])


def _begun(tail: bytes | bytearray) -> int:
    """How many bytes at the end of `tail` may be the beginning of a preamble."""
    return next((count for count in range(len(PREAMBLE) - 1, 0, -1) if tail.endswith(PREAMBLE[:count])), 0)


class Replies:
    """Append bytes, get replies. Keeps one unfinished frame at most, and overwrites with zeros what it drops."""

    def __init__(self) -> None:
        self._held = bytearray()
        self.garbage_bytes = 0  # outside of any frame, since the object was made
        self.echoes = 0  # of our own commands

    @property
    def unfinished(self) -> bool:
        """Whether the beginning of a frame waits for its rest."""
        return len(self._held) >= len(PREAMBLE)

    def feed(self, data: bytes) -> list[Reply | Broken]:
        self._held += data
        found: list[Reply | Broken] = []
        at, held, xors = 0, self._held, _Xors(self._held)
        while (start := held.find(PREAMBLE, at)) >= 0:
            self.garbage_bytes += start - at
            at = start
            if len(held) < at + HEAD_BYTES:
                break
            length = int.from_bytes(held[at + len(PREAMBLE) : at + HEAD_BYTES], "big")
            if not COMMAND_LENS[0] <= length <= LONGEST_LEN:
                found.append(_WRONG_LENGTH)
                at += len(PREAMBLE)
                continue
            end = at + HEAD_BYTES + length
            if len(held) < end:
                break
            if xors.of(at + len(PREAMBLE), end):
                found.append(_WRONG_XOR)
                at += len(PREAMBLE)  # what follows may be whole: the length may be what is wrong
                continue
            if length in COMMAND_LENS:
                self.echoes += 1
            else:
                found.append(Reply.from_bytes(bytes(held[at:end])))
            at = end
        else:
            garbage = len(held) - at - _begun(held[at:][-len(PREAMBLE) :])
            self.garbage_bytes += garbage
            at += garbage
        self._drop(at)
        return found

    def give_up(self) -> list[Reply | Broken]:
        """After silence: the unfinished frame will never be whole. Gives what stood inside it."""
        found: list[Reply | Broken] = []
        while self.unfinished:
            self._drop(len(PREAMBLE))
            found += [_NO_REST, *self.feed(b"")]
        self.forget()
        return found

    def forget(self) -> None:
        self._drop(len(self._held))

    def _drop(self, count: int) -> None:
        if count:
            self._held[:count] = bytes(count)
            del self._held[:count]

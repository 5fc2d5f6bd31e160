"""SYN6288 speech chips, and the XFS and VTX316 chips with the same frame. Facts: docs/devices/syn6288.md.

`FD lenH lenL cmd [param text] XOR`, 9600 8N1; XFS chips have no XOR. The chip answers with single bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import reduce
from operator import xor
from typing import Self

HEAD = 0xFD
ANSWERS_LIMIT = 4096  # in one portion; more at once is noise


class Command(IntEnum):
    SPEAK = 0x01
    STOP = 0x02  # from memory, as open implementations have it
    STATUS = 0x21  # medium


class Encoding(StrEnum):
    """What the bytes of a text are."""

    GB2312 = "gb2312"
    GBK = "gbk"
    UTF16 = "utf-16"  # high byte first; number and order from open implementations

    @property
    def number(self) -> int:
        return {Encoding.GB2312: 0, Encoding.GBK: 1, Encoding.UTF16: 3}[self]

    @property
    def codec(self) -> str:
        return "utf-16-be" if self is Encoding.UTF16 else self.value


class Answer(IntEnum):
    """Everything that the chip ever says."""

    STARTED = 0x4A  # it has power and is ready
    RECEIVED = 0x41
    ERROR = 0x45
    SPEAKING = 0x4E
    IDLE = 0x4F


@dataclass(frozen=True, slots=True)
class Order:
    """`body`: what follows the command's byte."""

    command: Command
    body: bytes = b""

    def to_bytes(self, *, checksum: bool = True) -> bytes:
        length = 1 + len(self.body) + checksum
        data = bytes((HEAD,)) + length.to_bytes(2, "big") + bytes((self.command,)) + self.body
        return data + bytes((reduce(xor, data),)) if checksum else data

    @classmethod
    def from_bytes(cls, data: bytes, *, checksum: bool = True) -> Self:
        """One whole frame. Raises ValueError."""
        end = len(data) - checksum
        if end < 4 or data[0] != HEAD or int.from_bytes(data[1:3], "big") != len(data) - 3:
            raise ValueError(f"no frame of {len(data)} bytes: {data[:4].hex()}")
        if checksum and reduce(xor, data):
            raise ValueError("a frame's XOR is wrong")
        return cls(Command(data[3]), data[4:end])


def speak(text: bytes, encoding: Encoding) -> Order:
    """Speak `text`, without music; what was being spoken ends."""
    return Order(Command.SPEAK, bytes((encoding.number,)) + text)


class Answers:
    """The chip's bytes as answers; every other byte is dropped. Keeps nothing."""

    def feed(self, data: bytes) -> list[Answer]:
        return [Answer(byte) for byte in data[-ANSWERS_LIMIT:] if byte in _KNOWN]

    def forget(self) -> None:
        """Each answer is one byte: none is ever unfinished."""


_KNOWN = frozenset(Answer)

"""DE2120 scan modules and clones. Facts: docs/devices/serial-scanner.md.

115200 8N1. Host: `^_^` command `.`, answered by one byte. What was read ends with CR.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from drivers.protocol.scan import Answer
from drivers.protocol.scan_stream import Found

_HEAD, _END = b"^_^", b"."
_DONE = b"\x06"


@dataclass(frozen=True, slots=True)
class Command:
    """Six letters with their argument: "SCAN", "SLEEP", "LAMENA1". Answered by 06 done or 15 refused."""

    word: str

    def to_bytes(self) -> bytes:
        return _HEAD + self.word.encode("ascii") + _END

    @classmethod
    def from_bytes(cls, data: bytes) -> Command:
        """Raises ValueError."""
        if not data.startswith(_HEAD) or not data.endswith(_END) or len(data) <= len(_HEAD + _END):
            raise ValueError(f"{len(data)} bytes are no command to a DE2120")
        return cls(data[len(_HEAD) : -len(_END)].decode("ascii"))


TRIGGER_ON = Command("SCAN")
TRIGGER_OFF = Command("SLEEP")
ASK_VERSION = Command("DSPYFW")


class Acknowledgements:
    """Single bytes among texts, which never hold them: `scan_stream.Answers`."""

    lead = re.compile(b"[\x06\x15]")

    def at(self, data: bytes, start: int) -> Found | None:
        return Found(1, Answer(data[start : start + 1] == _DONE))

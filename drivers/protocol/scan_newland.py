"""Newland scanners, current commands. Facts: docs/devices/serial-scanner.md (manuals of NLS-HR42, NLS-HR52).

Host: `7E 01 "0000" P settings ; 03`, P `#` until power-off, `@` kept. Scanner: the same behind `02 01`, each setting
followed by 06 done, 15 value refused, 05 not known. No checksum.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from drivers.protocol.scan import Answer
from drivers.protocol.scan_stream import UNFINISHED, Found, Unfinished

SHORT_TRIGGER = bytes.fromhex("01 54 04")  # one source
SHORT_STOP = bytes.fromhex("01 50 04")  # from memory
MAX_REPLY_BYTES = 256

_ASKED, _REPLIED, _END = b"\x7e\x010000", b"\x02\x010000", b";\x03"


@dataclass(frozen=True, slots=True)
class Command:
    """Settings of one tag, separated by commas: "SCNTRG1", "C11*" (a question), "C11ENA1,MIN12". ASCII."""

    settings: str
    kept: bool = False

    def to_bytes(self) -> bytes:
        return _ASKED + _storage(kept=self.kept) + self.settings.encode("ascii") + _END

    @classmethod
    def from_bytes(cls, data: bytes) -> Command:
        """Raises ValueError."""
        kept, body = _body(data, _ASKED)
        return cls(body.decode("ascii"), kept)


class Verdict(Enum):
    DONE = b"\x06"
    REFUSED = b"\x15"
    UNKNOWN = b"\x05"


@dataclass(frozen=True, slots=True)
class Reply:
    """Each setting of the command with what became of it."""

    settings: tuple[tuple[str, Verdict], ...]
    kept: bool = False

    def to_bytes(self) -> bytes:
        said = b",".join(setting.encode("ascii") + verdict.value for setting, verdict in self.settings)
        return _REPLIED + _storage(kept=self.kept) + said + _END

    @classmethod
    def from_bytes(cls, data: bytes) -> Reply:
        """Raises ValueError."""
        kept, body = _body(data, _REPLIED)
        said = body.split(b",")
        return cls(tuple((each[:-1].decode("ascii"), Verdict(each[-1:])) for each in said), kept)

    def answer(self) -> Answer:
        return Answer(
            accepted=all(verdict is Verdict.DONE for _, verdict in self.settings),
            to=",".join(setting for setting, _ in self.settings),
        )


class Replies:
    """Replies among texts: `scan_stream.Answers`."""

    lead = re.compile(b"\x02(?=\x01|\\Z)")

    def at(self, data: bytes, start: int) -> Found | Unfinished | None:
        if not _REPLIED.startswith(data[start : start + len(_REPLIED)]):
            return None
        end = data.find(_END, start + len(_REPLIED), start + MAX_REPLY_BYTES)
        if end < 0:
            return UNFINISHED if len(data) - start < MAX_REPLY_BYTES else None
        try:
            reply = Reply.from_bytes(data[start : end + len(_END)])
        except ValueError:
            return None
        return Found(end + len(_END) - start, reply.answer())


def _storage(*, kept: bool) -> bytes:
    return b"@" if kept else b"#"


def _body(data: bytes, head: bytes) -> tuple[bool, bytes]:
    storage, body = data[len(head) : len(head) + 1], data[len(head) + 1 : -len(_END)]
    if not data.startswith(head) or not data.endswith(_END) or storage not in (b"#", b"@") or not body:
        raise ValueError(f"{len(data)} bytes are no frame of a Newland scanner")
    return storage == b"@", body

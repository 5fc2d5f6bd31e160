"""From a code's bytes to a text that may be handed out, by the scanner's settings. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import category

from drivers.protocol.scan import Code
from drivers.scanner.reading import Judged
from drivers.scanner.text import Encoding, UndecodableText, decode_text

# Control characters that no code for people holds; pieces of answers and noise do. HT, line ends, EOT and the four
# separators of data matrix and PDF417 formats are left out.
_NO_TEXT = re.compile("[\x00-\x03\x05-\x08\x0b\x0c\x0e-\x1b\x7f]")
_NO_LETTERS = frozenset(("Cn", "Co"))  # given to nobody, or to whoever likes: what noise makes of Chinese


@dataclass(frozen=True, slots=True)
class Rules:
    prefix: bytes = b""
    suffix: bytes = b""
    encoding: Encoding = Encoding.AUTO
    no_read: bytes = b""

    def judge(self, code: Code, formats: frozenset[str]) -> Judged:
        """`formats`: what was asked for; a code whose format the scanner does not say is taken."""
        if self.no_read and code.data == self.no_read:
            return Judged(None, wanted=False)
        if formats and code.format is not None and code.format not in formats:
            return Judged(None, wanted=False)
        data = self._unwrapped(code.data)
        if data is None:
            return Judged(None)
        try:
            text = decode_text(data, self.encoding)
        except UndecodableText:
            return Judged(None)
        return Judged(text if _is_text(text) else None, data)

    def _unwrapped(self, data: bytes) -> bytes | None:
        inner = len(data) - len(self.prefix) - len(self.suffix)
        if inner < 0 or not data.startswith(self.prefix) or not data.endswith(self.suffix):
            return None
        return data[len(self.prefix) : len(self.prefix) + inner]


def _is_text(text: str) -> bool:
    return bool(text) and _NO_TEXT.search(text) is None and not any(category(each) in _NO_LETTERS for each in text)

"""Text for ESC/POS printers: which characters the printer's own font may print, and as which bytes.

Chinese models print two-byte GB18030 after FS & and single bytes after FS . ; the mode is always said, because models
differ in what they wake up with. What the font cannot be trusted with is drawn as a picture (`escpos_page.py`).
No control character passes `printable`.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from functools import lru_cache

from drivers.protocol.escpos import CHINESE_OFF, CHINESE_ON


class Cjk(StrEnum):
    """The set of Chinese characters that a printer's font is trusted with."""

    NONE = "none"
    GB2312 = "gb2312"
    GBK = "gbk"
    GB18030 = "gb18030"  # its two-byte part; four-byte characters are drawn


# Typographic forms that a ticket loses nothing by; a two-byte dash would also be twice as wide as it should be.
_PLAIN = {ord(dash): "-" for dash in "\u2010\u2011\u2012\u2013\u2212"}
_NEVER_FIRST = frozenset("，。、；：！？）》」』】”’…,.;:!?)]}%")


def printable(text: str) -> str:
    """`text` in NFC, spaces for tabs and line ends, without control, format, surrogate and selector characters."""
    return "".join(map(_kept, unicodedata.normalize("NFC", text)))


@lru_cache(maxsize=4096)  # single characters only: what was printed must not stay in memory
def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\t\n\r\v\f\x85" or category in ("Zl", "Zp") or (category == "Zs" and character != "\u3000"):
        return " "
    code = ord(character)
    if category in ("Cc", "Cf", "Cs") or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
        return ""
    return _PLAIN.get(code, character)


@lru_cache(maxsize=4096)  # asked several times for each character of a ticket, which has a millisecond to leave
def native(character: str, cjk: Cjk) -> bytes | None:
    """The one or two bytes that print `character` in the printer's own font, or None: it must be drawn."""
    if " " <= character <= "~":
        return character.encode("ascii")
    if cjk is Cjk.NONE or unicodedata.category(character) == "Co":
        return None
    try:
        encoded = character.encode("gb18030")
    except UnicodeEncodeError:
        return None
    if len(encoded) != 2:
        return None
    if cjk is not Cjk.GB18030:
        # Asked of the bytes, since the codecs of the older sets read some of the same bytes as other signs.
        try:
            encoded.decode(cjk.value)
        except UnicodeDecodeError:
            return None
    return encoded


def is_native(text: str, cjk: Cjk) -> bool:
    return None not in [native(character, cjk) for character in text]


def cells(text: str, cjk: Cjk) -> int:
    """How many columns of the small font `text` takes."""
    return sum([_cells_of(character, cjk) for character in text])


def encode(text: str, cjk: Cjk) -> bytes | None:
    """Native text with its mode switches, beginning and ending in single-byte mode; None: it must be drawn."""
    out = bytearray()
    chinese = False
    for character in text:
        encoded = native(character, cjk)
        if encoded is None:
            return None
        if chinese is not (len(encoded) == 2):
            chinese = not chinese
            out += CHINESE_ON if chinese else CHINESE_OFF
        out += encoded
    if chinese:
        out += CHINESE_OFF
    return bytes(out)


def wrap(text: str, columns: int, cjk: Cjk) -> list[str]:
    """Lines of at most `columns` cells. Words stay whole where they can; a line does not begin with a full stop."""
    if cells(text, cjk) <= columns:
        return [text.rstrip()]
    lines: list[str] = []
    line = ""
    for piece in _pieces(text, cjk):
        if not line or cells(line + piece, cjk) <= columns:
            line = line + piece if line or piece != " " else line
        elif piece == " ":
            lines.append(line)
            line = ""
        elif piece in _NEVER_FIRST and len(line) > 1:
            lines.append(line[:-1].rstrip())
            line = line[-1] + piece
        else:
            lines.append(line.rstrip())
            line = piece
        while cells(line, cjk) > columns and len(line) > 1:
            head = _prefix(line, columns, cjk)
            lines.append(line[:head])
            line = line[head:]
    if line.strip() or not lines:
        lines.append(line.rstrip())
    return lines


@lru_cache(maxsize=4096)
def _cells_of(character: str, cjk: Cjk) -> int:
    encoded = native(character, cjk)
    if encoded is not None:
        return len(encoded)
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _pieces(text: str, cjk: Cjk) -> list[str]:
    """Words of narrow characters, single wide characters, single spaces."""
    pieces: list[str] = []
    word = ""
    for character in text:
        if character != " " and _cells_of(character, cjk) == 1:
            word += character
            continue
        if word:
            pieces.append(word)
            word = ""
        pieces.append(character)
    if word:
        pieces.append(word)
    return pieces


def _prefix(text: str, columns: int, cjk: Cjk) -> int:
    """How many characters of `text` fit; at least one."""
    used = 0
    for index, character in enumerate(text):
        used += _cells_of(character, cjk)
        if used > columns:
            return max(index, 1)
    return len(text)

"""The bytes of a code -> its text. Pure; between any scanner and the fact `Scanned`.

A QR code without ECI may hold UTF-8 or GB18030, and nothing in it says which. Facts: docs/devices/serial-scanner.md.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Encoding(StrEnum):
    """How a code's bytes are read. `AUTO`: as its ECI says, else UTF-8 where they can be that, else GB18030."""

    AUTO = "auto"
    UTF_8 = "utf-8"
    GB18030 = "gb18030"


class UndecodableText(ValueError):
    """The bytes are text in no encoding that was asked for. The message holds none of them: they may be personal."""


# Some scanners send an ECI designator as text. After another backslash it is text itself, and after a byte from 81 on
# its backslash may be the second half of a Chinese character.
_ECI = re.compile(rb"(?<![\\\x81-\xfe])\\0000(26|29|32)")
_NAMED = {b"26": Encoding.UTF_8, b"29": Encoding.GB18030, b"32": Encoding.GB18030}

# Two bytes each in UTF-8: the letters and signs that two bytes of GB18030 can be mistaken for.
_TWO_BYTE_UTF_8 = range(0x0080, 0x0800)
_HAN = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x32000))


def decode_text(data: bytes, encoding: Encoding = Encoding.AUTO) -> str:
    """The text of a code, without ECI designators (`\\000026`, `\\000029`, `\\000032`), which `AUTO` obeys.

    `UTF_8` and `GB18030` stand above the designators. Raises UndecodableText.
    """
    parts = _ECI.split(data)  # text, designator, text, designator, text, ...
    named = [Encoding.AUTO, *(_NAMED[number] for number in parts[1::2])]
    return "".join(
        _decode(part, meant if encoding is Encoding.AUTO else encoding)
        for part, meant in zip(parts[::2], named, strict=True)
    )


def _decode(data: bytes, encoding: Encoding) -> str:
    if encoding is not Encoding.AUTO:
        text = _strict(data, encoding)
        if text is None:
            raise UndecodableText(f"{len(data)} bytes are no {encoding.value}")
        return text
    utf_8, gb18030 = _strict(data, Encoding.UTF_8), _strict(data, Encoding.GB18030)
    if utf_8 is None and gb18030 is None:
        raise UndecodableText(f"{len(data)} bytes are neither UTF-8 nor GB18030")
    if utf_8 is None or (gb18030 is not None and _is_chinese_by_mistake(utf_8, gb18030)):
        return gb18030 or ""
    return utf_8


def _is_chinese_by_mistake(utf_8: str, gb18030: str) -> bool:
    """Whether bytes that can be UTF-8 are Chinese: 目 is C4 BF, which in UTF-8 would be one letter of Catalan."""
    foreign = [ord(letter) for letter in utf_8 if not letter.isascii()]
    chinese = [ord(letter) for letter in gb18030 if not letter.isascii()]
    return (
        bool(foreign)
        and all(code in _TWO_BYTE_UTF_8 for code in foreign)
        and all(any(code in block for block in _HAN) for code in chinese)
    )


def _strict(data: bytes, encoding: Encoding) -> str | None:
    try:
        return data.decode(encoding.value)
    except UnicodeDecodeError:
        return None

"""From a code's bytes to its text. Pure; between the decoders and `Code`.

What the code itself says of its encoding (ECI) holds. Where it says nothing, UTF-8 or GB18030 as for every scanner
(`drivers/scanner/text.py`), but for Japanese and Western texts that GB18030 would turn into rare characters.
"""

from __future__ import annotations

import re

from drivers.camera.codes import LINES, Format
from drivers.scanner.text import UndecodableText, decode_text

# AIM's table of extended channel interpretations, as Python's codecs. 25 is UTF-16, 899 are bytes.
_ECI = {
    1: "iso8859-1",
    3: "iso8859-1",
    **{number: f"iso8859-{number - 2}" for number in (4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 17, 18)},
    20: "shift_jis",
    21: "cp1250",
    22: "cp1251",
    23: "cp1252",
    24: "cp1256",
    25: "utf-16-be",
    26: "utf-8",
    27: "ascii",
    28: "big5",
    29: "gb18030",
    30: "euc-kr",
    32: "gb18030",
    170: "ascii",
    899: "iso8859-1",
}
_DESIGNATOR = re.compile(rb"\\(\d{6})|\\(\\)")
_BETWEEN_LETTERS = re.compile(rb"(?:^|[A-Za-z])[\xc0-\xff](?:$|[A-Za-z])")
_HIGH = re.compile(rb"[\x80-\xff]")


def text_of(format_: Format, data: bytes, designated: bytes | None) -> str:
    """`data`: the bytes alone. `designated`: the same with their designators (`\\000026`, backslashes doubled), when
    the code has any."""
    if designated is not None:
        return "".join(_in_encoding(format_, part, number) for number, part in _segments(designated))
    return _undesignated(format_, data)


def _segments(designated: bytes) -> list[tuple[int | None, bytes]]:
    segments: list[tuple[int | None, bytes]] = []
    number, part, at = None, bytearray(), 0
    for found in _DESIGNATOR.finditer(designated):
        part += designated[at : found.start()]
        at = found.end()
        if found[2]:
            part += found[2]
            continue
        segments.append((number, bytes(part)))
        number, part = int(found[1]), bytearray()
    return [*segments, (number, bytes(part) + designated[at:])]


def _in_encoding(format_: Format, data: bytes, number: int | None) -> str:
    codec = _ECI.get(-1 if number is None else number)
    if codec is None:
        return _undesignated(format_, data)
    try:
        return data.decode(codec)
    except UnicodeDecodeError:  # it says what it is not
        return _undesignated(format_, data)


def _undesignated(format_: Format, data: bytes) -> str:
    if format_ in LINES:  # their standards know no Chinese: bytes above 7F are ISO 8859-1
        return _strict(data, "utf-8") or data.decode("iso8859-1")
    try:
        text = decode_text(data)
    except UndecodableText:
        return _strict(data, "shift_jis") or data.decode("iso8859-1")
    if _strict(data, "utf-8") is not None or _strict_encoding(text, "gb2312"):
        return text
    if _is_western(data):
        return data.decode("iso8859-1")
    japanese = _strict(data, "shift_jis")
    return japanese if japanese is not None and _is_japanese(japanese) else text


def _is_western(data: bytes) -> bool:
    """Whether every byte above 7F stands alone between letters, as in Zürich."""
    return bool(_HIGH.search(data)) and not _HIGH.search(_BETWEEN_LETTERS.sub(b"", data))


def _is_japanese(text: str) -> bool:
    """Kana among them, and none of the half-width ones that Chinese bytes look like."""
    return any("\u3040" <= letter <= "\u30ff" for letter in text) and not any(
        "\uff61" <= letter <= "\uff9f" for letter in text
    )


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _strict_encoding(text: str, codec: str) -> bool:
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        return False
    return True

"""Long text in parts that a speech chip takes, cut where a speaker would breathe. Pure; before `syn6288.py`."""

from __future__ import annotations

import re
import unicodedata

# Behind these a pause is natural, the strongest first; a number or a word is cut only when nothing else is left.
_BREATHS = ("。！？!?", "；;：:", "，、,", " ")
_WORD = re.compile(r"[A-Za-z0-9]")


def speakable(text: str) -> str:
    """`text` in NFC on one line, without control characters."""
    kept = (
        " " if unicodedata.category(each) in ("Cc", "Zl", "Zp") else each for each in unicodedata.normalize("NFC", text)
    )
    return " ".join("".join(kept).split())


def parts(text: str, codec: str, limit_bytes: int) -> list[str]:
    """`text` cut into parts of at most `limit_bytes` bytes in `codec`.

    Raises UnicodeEncodeError for a character that `codec` does not have.
    """
    found = []
    rest = text.strip()
    while rest:
        fits = _fitting(rest, codec, limit_bytes)
        end = fits if fits == len(rest) else _breath(rest, fits)
        found.append(rest[:end].strip())
        rest = rest[end:].strip()
    return found


def _fitting(text: str, codec: str, limit_bytes: int) -> int:
    """How many characters fit; at least one."""
    used = 0
    for index, character in enumerate(text):
        used += len(character.encode(codec))
        if used > limit_bytes:
            return max(index, 1)
    return len(text)


def _breath(text: str, fits: int) -> int:
    """Where to cut: behind a sentence, else a lesser mark in the second half, else between words, else anywhere."""
    for least, marks in zip((0, fits // 2, fits // 2, fits // 2), _BREATHS, strict=True):
        last = max(text.rfind(mark, 0, fits) for mark in marks)
        if last >= least:
            return last + 1
    for end in range(fits, 0, -1):
        if not (_WORD.match(text[end - 1]) and _WORD.match(text[end])):
            return end
    return fits

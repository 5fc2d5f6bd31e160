"""Breaks a text into lines, Chinese and Latin mixed. Pure: the width of a piece is measured by the caller.

A line may end after a space or a hyphen and between two Chinese characters; closing punctuation never begins a line
and opening punctuation never ends one. A given newline always breaks.
"""

from __future__ import annotations

from collections.abc import Callable

Measure = Callable[[str], float]

BISECTIONS = 6
CLOSE = 0.95
_OPENING = frozenset("（《“‘【〔([")
_CLOSING = frozenset("，。、；：？！）》”’】〕…·,.;:?!)]%")


def _is_chinese(character: str) -> bool:
    return "\u2e80" <= character <= "\u9fff" or "\uf900" <= character <= "\uffef" or character >= "\U00020000"


def pieces(text: str) -> list[str]:
    """The text cut at every place where a line may end; joined, they are the text again."""
    found: list[str] = []
    piece = ""
    for at, character in enumerate(text):
        piece += character
        following = text[at + 1 : at + 2]
        if following and _may_end(character, following):
            found.append(piece)
            piece = ""
    return [*found, piece] if piece else found


def _may_end(character: str, following: str) -> bool:
    """Whether a line may end between these two."""
    if following.isspace() or following in _CLOSING or character in _OPENING:
        return False
    if character.isspace() or character == "-":
        return True
    return _is_chinese(character) or _is_chinese(following)


def wrap(text: str, measure: Measure, width: float) -> list[str]:
    """The lines of `text`, each at most `width` wide unless a single piece is wider. Never empty.

    Pieces are measured one by one and added up, so that a caller may remember their widths; a line that then seems to
    fit closely is measured whole, since each width was rounded.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, so_far = "", 0.0
        for piece in pieces(paragraph):
            bare = piece.rstrip()
            sum_px = so_far + measure(bare)
            if line and (sum_px > width or (sum_px > CLOSE * width and measure(line + bare) > width)):
                lines.append(line.rstrip())
                line, so_far = "", 0.0
            line += piece
            so_far += measure(piece)
        lines.append(line.rstrip())
    return lines


def balanced(text: str, measure: Measure, width: float) -> list[str]:
    """Like `wrap`, with lines of about the same length: no single word left alone on the last one."""
    lines = wrap(text, measure, width)
    if len(lines) < 2:
        return lines
    narrow, wide = width / len(lines), width
    for _ in range(BISECTIONS):
        middle = (narrow + wide) / 2
        tried = wrap(text, measure, middle)
        if len(tried) == len(lines) and all(measure(line) <= middle for line in tried):
            lines, wide = tried, middle
        else:
            narrow = middle
    return lines


def joined(lines: list[str]) -> str:
    """Lines as one text again: words keep their space, Chinese has none."""
    text = ""
    for line in lines:
        space = " " if text and line and text[-1].isascii() and line[0].isascii() and text[-1] != "-" else ""
        text += space + line
    return text


def cut(line: str, measure: Measure, width: float) -> str:
    """`line` shortened, with three dots, so that it is at most `width` wide."""
    if measure(line) <= width:
        return line
    dots = "..." if line.isascii() else "…"  # a Chinese font sets "…" at half height
    while line and measure(line + dots) > width:
        line = line[:-1]
    return line.rstrip() + dots

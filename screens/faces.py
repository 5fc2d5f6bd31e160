"""Which font file shows a text: the everyday subset, or the whole face when a character is missing from it.

Kivy has no fallback for glyphs: a missing one is a box. The subset holds GB2312, Latin-1 and some punctuation
(tools/fonts.py cuts it), which is decided here without opening a font.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from screens.theme import Face

PUNCTUATION = frozenset("–—‘’“”…•·‧←→−×°′″①②③④⑤⑥⑦⑧⑨")
ICON_REGULAR_FROM_PX = 60


@dataclass(frozen=True, slots=True)
class FontFile:
    """`embolden`: the file has no bold cut; the renderer thickens it."""

    path: str
    embolden: bool = False


@cache
def everyday(character: str) -> bool:
    """Whether the subset has this character's glyph, or none is needed: a given break of the line."""
    point = ord(character)
    if character == "\n" or 0x20 <= point < 0x7F or 0xA0 <= point < 0x100 or character in PUNCTUATION:
        return True
    try:
        return len(character.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def font_file(fonts: Path, face: Face, text: str) -> FontFile:
    """The file of `fonts` that has every glyph of `text` in this face."""
    if face is Face.FIGURES and all(ord(character) < 0x100 or character in PUNCTUATION for character in text):
        return FontFile(str(fonts / "InterDisplay-SemiBold.otf"))
    bold = face is not Face.REGULAR
    if all(map(everyday, text)):
        return FontFile(str(fonts / f"NotoSansSC-Subset-{'Bold' if bold else 'Regular'}.otf"))
    return FontFile(str(fonts / "NotoSansSC-Full.otf"), embolden=bold)


def icon_file(fonts: Path, size_dp: float) -> FontFile:
    """Thin strokes for large icons, bold ones for small."""
    return FontFile(str(fonts / f"Phosphor-{'Regular' if size_dp >= ICON_REGULAR_FROM_PX else 'Bold'}.ttf"))

"""What goes on a ticket, as values: the only way to a printer. No byte and no control character passes through it.

A layout (data, `config/tickets/*.toml`) and fields make a Document (`drivers/layout.py`); a driver turns the Document
into its printer's bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; too long a line wraps at the paper's width. `size` 1 to 8: width and height multiplied.

    With `shrink` a line too long for its size is set in the largest size that it fits in, and wraps only in size 1.
    """

    text: str
    align: Align = Align.LEFT
    size: int = 1
    bold: bool = False
    shrink: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """Two texts on one line, at the left and the right edge."""

    left: str
    right: str
    bold: bool = False
    size: int = 1


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""

    dashed: bool = False


@dataclass(frozen=True, slots=True)
class QrCode:
    """`module_dots` 1 to 16: the side of one module."""

    text: str
    module_dots: int = 6
    align: Align = Align.CENTRE


@dataclass(frozen=True, slots=True)
class Feed:
    """Empty lines."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class Cut:
    partial: bool = True


Block = Text | Columns | Rule | QrCode | Feed | Cut


@dataclass(frozen=True, slots=True)
class Document:
    blocks: tuple[Block, ...]

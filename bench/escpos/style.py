"""How the next character is printed, as a value; and the pure step from one style to the next.

`restyle` knows the commands that change nothing but the style. Everything else is the composer's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum

from bench.escpos.commands import Command

LINE_DOTS = 30  # 3.75 mm at 8 dots per mm, the power-on line spacing
CODE_PAGES = {0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 16: "cp1252", 17: "cp866", 18: "cp852"}


class Alignment(IntEnum):
    LEFT = 0
    CENTRE = 1
    RIGHT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    width: int = 1  # multiples of a single-byte character, 1 to 8
    height: int = 1
    chinese_width: int = 1
    chinese_height: int = 1
    small: bool = False  # font B, 9 x 17
    bold: bool = False
    underline: int = 0  # dots
    chinese_underline: int = 0
    reverse: bool = False
    align: Alignment = Alignment.LEFT
    spacing: int = LINE_DOTS  # dots from line to line
    gap: int = 0  # dots at the right of each character
    left: int = 0  # left margin in dots
    area: int | None = None  # printing width in dots; None: the rest of the paper
    code_page: str = "cp437"


def restyle(style: Style, command: Command) -> Style | None:
    """The style after `command`; None when it is not one of style."""
    step = _STEPS.get(command.code)
    return step(style, command.args) if step else None


def _print_mode(style: Style, args: bytes) -> Style:
    n = args[0]
    return replace(
        style,
        small=bool(n & 0x01),
        bold=bool(n & 0x08),
        height=2 if n & 0x10 else 1,
        width=2 if n & 0x20 else 1,
        underline=1 if n & 0x80 else 0,
    )


def _chinese_mode(style: Style, args: bytes) -> Style:
    n = args[0]
    return replace(
        style,
        chinese_width=2 if n & 0x04 else 1,
        chinese_height=2 if n & 0x08 else 1,
        chinese_underline=1 if n & 0x80 else 0,
    )


def _size(style: Style, args: bytes) -> Style:
    width, height = (args[0] >> 4 & 7) + 1, (args[0] & 7) + 1
    return replace(style, width=width, height=height, chinese_width=width, chinese_height=height)


def _chinese_double(style: Style, args: bytes) -> Style:
    times = 2 if args[0] & 1 else 1
    return replace(style, chinese_width=times, chinese_height=times)


def _align(style: Style, args: bytes) -> Style:
    n = args[0] - 48 if args[0] >= 48 else args[0]
    return replace(style, align=Alignment(n)) if n in (0, 1, 2) else style


def _underline(n: int) -> int:
    return {0: 0, 1: 1, 2: 2, 48: 0, 49: 1, 50: 2}.get(n, 0)


def _word(args: bytes) -> int:
    return int.from_bytes(args, "little")


_STEPS: dict[bytes, Callable[[Style, bytes], Style]] = {
    b"\x1b!": _print_mode,
    b"\x1c!": _chinese_mode,
    b"\x1d!": _size,
    b"\x1cW": _chinese_double,
    b"\x1ba": _align,
    b"\x1bE": lambda style, args: replace(style, bold=bool(args[0] & 1)),
    b"\x1bG": lambda style, args: replace(style, bold=bool(args[0] & 1)),
    b"\x1bM": lambda style, args: replace(style, small=args[0] in (1, 49)),
    b"\x1b-": lambda style, args: replace(style, underline=_underline(args[0])),
    b"\x1c-": lambda style, args: replace(style, chinese_underline=_underline(args[0])),
    b"\x1dB": lambda style, args: replace(style, reverse=bool(args[0] & 1)),
    b"\x1b ": lambda style, args: replace(style, gap=args[0]),
    b"\x1b2": lambda style, _: replace(style, spacing=LINE_DOTS),
    b"\x1b3": lambda style, args: replace(style, spacing=args[0]),
    b"\x1bt": lambda style, args: replace(style, code_page=CODE_PAGES.get(args[0], "cp437")),
    b"\x1dL": lambda style, args: replace(style, left=_word(args)),
    b"\x1dW": lambda style, args: replace(style, area=_word(args) or None),
}

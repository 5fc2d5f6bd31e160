"""The commands of a Chinese ESC/POS printer as values, and how long each one is.

First on the data's way: `parser.py` cuts the bytes that arrived into these. Sources: docs/devices/bench.md.
"""

from __future__ import annotations

from dataclasses import dataclass

DLE, ESC, FS, GS = 0x10, 0x1B, 0x1C, 0x1D
PREFIXES = {DLE: "DLE", ESC: "ESC", FS: "FS", GS: "GS"}
WORDS = {0x04: "EOT", 0x05: "ENQ", 0x14: "DC4"}


@dataclass(frozen=True, slots=True)
class Character:
    """One character to print: one byte, or two of GB18030 in Chinese mode."""

    code: bytes

    @property
    def raw(self) -> bytes:
        return self.code


@dataclass(frozen=True, slots=True)
class Control:
    """HT, LF, CR, FF."""

    byte: int

    @property
    def raw(self) -> bytes:
        return bytes((self.byte,))


@dataclass(frozen=True, slots=True)
class Command:
    """A prefix with its letter (`code`, two bytes; three for the GS ( family) and the bytes that follow."""

    code: bytes
    args: bytes = b""

    @property
    def raw(self) -> bytes:
        return self.code + self.args

    @property
    def name(self) -> str:
        """As the data sheets write it: `GS ( k`, `ESC a`."""
        prefix, letter, *more = self.code
        return " ".join((PREFIXES[prefix], WORDS.get(letter, chr(letter)), *map(chr, more)))


@dataclass(frozen=True, slots=True)
class Unknown:
    """A prefix with a letter that no manual at hand describes: the two are swallowed, what follows is read as text."""

    raw: bytes


Item = Character | Control | Command | Unknown

# Commands with a fixed number of bytes after their two. Those the composer or the printer does not act on are
# listed all the same: a real printer of this kind swallows them without printing their arguments.
FIXED: dict[bytes, int] = {
    # printing position, spacing, character style
    b"\x1b@": 0,
    b"\x1b!": 1,
    b"\x1b-": 1,
    b"\x1bE": 1,
    b"\x1bG": 1,
    b"\x1bM": 1,
    b"\x1ba": 1,
    b"\x1bd": 1,
    b"\x1bJ": 1,
    b"\x1bt": 1,
    b"\x1bR": 1,
    b"\x1b2": 0,
    b"\x1b3": 1,
    b"\x1b ": 1,
    b"\x1b$": 2,
    b"\x1b\\": 2,
    b"\x1b{": 1,
    b"\x1bV": 1,
    b"\x1bK": 1,
    b"\x1be": 1,
    b"\x1b%": 1,
    b"\x1b?": 1,
    b"\x1dL": 2,
    b"\x1dW": 2,
    b"\x1d!": 1,
    b"\x1dB": 1,
    b"\x1dP": 2,
    b"\x1db": 1,
    b"\x1d$": 2,
    b"\x1d\\": 2,
    # Chinese
    b"\x1c&": 0,
    b"\x1c.": 0,
    b"\x1c!": 1,
    b"\x1c-": 1,
    b"\x1cW": 1,
    b"\x1cC": 1,
    b"\x1cS": 2,
    b"\x1cp": 2,
    # knife, drawer, buzzer, panel
    b"\x1bi": 0,
    b"\x1bm": 0,
    b"\x1bp": 3,
    b"\x1bB": 2,
    b"\x1b=": 1,
    b"\x1bL": 0,
    b"\x1bS": 0,
    b"\x1bv": 0,
    b"\x1bu": 1,
    # status
    b"\x1da": 1,
    b"\x1dr": 1,
    b"\x1dI": 1,
    b"\x1dz": 2,
    # line codes
    b"\x1dH": 1,
    b"\x1df": 1,
    b"\x1dh": 1,
    b"\x1dw": 1,
    b"\x1d/": 1,
    b"\x1d:": 0,
    b"\x1d^": 3,
}
SUBPREFIXED = (b"\x1b(", b"\x1c(", b"\x1d(", b"\x1b*", b"\x1bc")  # with a third letter that belongs to the name
LENGTH_LIMIT = 1 << 20  # bytes; a longer block is no ticket: its head is unknown, the rest is text

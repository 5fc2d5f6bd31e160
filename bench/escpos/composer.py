"""Commands -> what the printer does with them, one after the other: strips of paper, cuts, questions to answer.

Holds the print buffer (one line) and the style. Knows no time, no port and no fault: that is the printer's
(`bench/printer.py`). Pure but for its own state: the same items give the same acts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from PIL import Image

from bench.escpos import raster, symbols
from bench.escpos.commands import Character, Command, Control, Item, Unknown
from bench.escpos.glyphs import Glyphs
from bench.escpos.line import Line
from bench.escpos.style import Style, restyle

TABS = tuple(range(96, 4096, 96))  # dots: every eighth column of font A
MARGIN_LIMIT = 0.75  # of the paper's width: a left margin beyond it leaves no room and is not believed


@dataclass(frozen=True, slots=True)
class Strip:
    """Paper that moves: a full-width "L" picture, 255 is ink; the line of text, or the content of the code, on it."""

    picture: Image.Image
    text: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """`to_knife`: first feed until the printing position stands at the knife, and `feed_dots` more."""

    to_knife: bool
    feed_dots: int = 0
    pull_back: bool = False  # afterwards the paper returns to the head


@dataclass(frozen=True, slots=True)
class Asked:
    """A command that stood in the queue and wants an answer, or sets what is answered by itself (GS a, GS e, GS R)."""

    command: Command


@dataclass(frozen=True, slots=True)
class DrawerKicked:
    pass


Act = Strip | Cut | Asked | DrawerKicked

ASKING = {b"\x1da", b"\x1dr", b"\x1dI", b"\x1bv", b"\x1d(H", b"\x1de", b"\x1dR"}
SWALLOWED = {b"\x1c&", b"\x1c.", b"\x10\x04", b"\x10\x05", b"\x10\x14", b"\x1bL", b"\x1bS"}  # acted on elsewhere


class Composer:
    """`feeds_first`: every cut feeds to the knife before, as in a kiosk printer."""

    def __init__(self, width_dots: int, glyphs: Glyphs, *, feeds_first: bool = False) -> None:
        self.width_dots = width_dots
        self.unknown: Counter[str] = Counter()  # no manual at hand describes it
        self.unused: Counter[str] = Counter()  # described, swallowed, without effect here
        self._glyphs = glyphs
        self._feeds_first = feeds_first
        self.reset()

    def reset(self) -> None:
        """As after power-on, and ESC @: the line that was not printed is lost."""
        self._style = Style()
        self._qr = symbols.QrStore()
        self._graphics: Image.Image | None = None
        self._tabs = TABS
        self._line = self._new_line()

    def compose(self, item: Item) -> Iterator[Act]:
        match item:
            case Character():
                yield from self._character(item)
            case Control():
                yield from self._control(item.byte)
            case Unknown():
                self.unknown[item.raw.hex(" ").upper()] += 1
            case Command():
                yield from self._command(item)

    # --- text ---

    def _character(self, item: Character) -> Iterator[Act]:
        wide = len(item.code) == 2
        text = item.code.decode("gb18030" if wide else self._style.code_page, "replace")
        text = "□" if len(text) != 1 or text == "\ufffd" else text  # one cell, whatever it was
        if not self._line.fits(self._style, wide=wide):
            yield from self._print(self._style.spacing)
        self._line.put(text, self._style, wide=wide)

    def _control(self, byte: int) -> Iterator[Act]:
        if byte in (0x0A, 0x0C):
            yield from self._print(self._style.spacing)
        elif byte == 0x09:
            self._line.tab(self._style)
        elif byte != 0x0D:
            self.unused[f"{byte:02X}"] += 1

    def _print(self, feed_dots: int) -> Iterator[Act]:
        """The line buffer goes to paper; the paper moves by `feed_dots`, at least by the line's height."""
        line, self._line = self._line, self._new_line()
        if not line.empty:
            yield Strip(line.picture(max(line.height, feed_dots)), line.text)
        elif feed_dots:
            yield Strip(Image.new("L", (self.width_dots, feed_dots), 0))

    # --- commands ---

    def _command(self, command: Command) -> Iterator[Act]:
        code, args = command.code, command.args
        style = restyle(self._style, command)
        if style is not None:
            self._restyle(style)
        elif code in ASKING:
            yield Asked(command)
        elif code == b"\x1b@":
            self.reset()
        elif code in (b"\x1bd", b"\x1bJ"):
            yield from self._print(args[0] * (self._style.spacing if code == b"\x1bd" else 1))
        elif code in (b"\x1dV", b"\x1bi", b"\x1bm"):
            yield from self._cut(code, args)
        elif code == b"\x1d(k":
            yield from self._symbol(command)
        elif code == b"\x1dv":
            yield from self._picture(raster.raster(args))
        elif code in (b"\x1d(L", b"\x1d8"):
            yield from self._stored(args[2:] if code == b"\x1d(L" else args[5:])
        elif code in (b"\x1b$", b"\x1b\\"):
            self._line.move(int.from_bytes(args, "little", signed=code == b"\x1b\\"), relative=code == b"\x1b\\")
        elif code == b"\x1bD":
            self._line.tabs = self._tabs = tuple(column * 12 for column in args[:-1])
        elif code == b"\x1bp":
            yield DrawerKicked()
        elif code not in SWALLOWED:
            self.unused[command.name] += 1

    def _restyle(self, style: Style) -> None:
        if style.left > self.width_dots * MARGIN_LIMIT:
            style = replace(style, left=self._style.left)
        self._style = style
        self._line.place(style)

    def _cut(self, code: bytes, args: bytes) -> Iterator[Act]:
        yield from self._print(0)
        kind = args[0] if code == b"\x1dV" else 0
        feed = args[1] if len(args) > 1 else 0
        yield Cut(to_knife=kind >= 65 or self._feeds_first, feed_dots=feed, pull_back=kind >= 97)

    def _symbol(self, command: Command) -> Iterator[Act]:
        if symbols.asks_print(command.args):
            yield from self._picture(symbols.picture(self._qr), code=self._qr.data.decode("utf-8", "replace"))
        elif symbols.asks_size(command.args):
            yield Asked(Command(command.code, symbols.size_answer(self._qr)))
        else:
            self._qr = symbols.store(self._qr, command.args)

    def _stored(self, args: bytes) -> Iterator[Act]:
        if args[:2] == b"0p":
            self._graphics = raster.graphics(args)
        elif args[:2] in (b"02", b"0\x02"):
            yield from self._picture(self._graphics)
            self._graphics = None

    def _picture(self, ink: Image.Image | None, code: str = "") -> Iterator[Act]:
        yield from self._print(0)
        if ink is None:
            return
        paper = Image.new("L", (self.width_dots, ink.height), 0)
        left, area = self._line.left, self._line.area
        indent = {0: 0, 1: max(0, area - ink.width) // 2, 2: max(0, area - ink.width)}[self._style.align]
        paper.paste(ink, (left + indent, 0))
        yield Strip(paper, code=code)

    def _new_line(self) -> Line:
        line = Line(self.width_dots, self._glyphs, self._tabs)
        line.place(self._style)
        return line

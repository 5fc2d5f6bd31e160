"""A document as an ESC/POS printer's bytes: the last pure step before the link.

Text goes in the printer's own font; a line with a character that the font cannot be trusted with goes as a picture.
Drawing is given from outside (`drivers/raster.py`), so nothing here needs a font.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from drivers import paper
from drivers.protocol import escpos
from drivers.protocol.escpos_raster import Picture, bands
from drivers.protocol.escpos_text import Cjk, cells, encode, is_native, printable, wrap

CHARACTER_DOTS = 24  # the height of the small font and the width of a Chinese character
LINE_DOTS = 34  # a line of the small font with its spacing, a sixth of an inch
KNIFE_DOTS = 120  # from the print head to the knife
RULE_ROWS = 2  # doubled by the printer
RULE_SPACE_DOTS = 12  # above and below
LAST_FEED_LINES = 1  # before the marker: only a real print-and-feed is proof
TEAR_OFF_LINES = 4  # instead of a cut

# Bytes that a QR code of version 1, 2, ... holds with error correction M.
_QR_BYTES = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213)
_ALIGNMENTS = {
    paper.Align.LEFT: escpos.Alignment.LEFT,
    paper.Align.CENTRE: escpos.Alignment.CENTRE,
    paper.Align.RIGHT: escpos.Alignment.RIGHT,
}


@dataclass(frozen=True, slots=True)
class Page:
    """What a model can print. `columns`: of the small font, half a Chinese character wide each."""

    width_dots: int
    columns: int
    cjk: Cjk
    native_qr: bool
    partial_cut: bool
    full_cut: bool
    band_rows: int
    code_page: int


class Draw(Protocol):
    """Draws what the printer's font cannot."""

    def text(self, text: str, height_dots: int, width_dots: int, *, bold: bool) -> Picture:
        """One line, not wider than `width_dots` and cropped to what it needs."""

    def qr(self, text: str) -> Picture:
        """A QR code of one dot a module, without a quiet zone."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One job. `body` ends with a print-and-feed; `cut` is empty if the document has none."""

    body: bytes
    cut: bytes
    height_dots: int  # about; for how long the printing takes
    longest_command_bytes: int  # what a printer that lost the line in the middle may still wait for


def needs_drawing(document: paper.Document, page: Page) -> bool:
    """Whether `compile_page` will call its `draw`."""
    for block in document.blocks:
        texts: tuple[str, ...]
        match block:
            case paper.Text(text=text):
                texts = (text,)
            case paper.Columns(left=left, right=right):
                texts = (left, right)
            case paper.QrCode():
                if not page.native_qr:
                    return True
                continue
            case _:
                continue
        if not all(is_native(printable(text), page.cjk) for text in texts):
            return True
    return False


def compile_page(document: paper.Document, page: Page, draw: Draw) -> Sheet:
    """The document's bytes. Deterministic; every byte is a command of ours, printable text, or picture dots."""
    blocks = document.blocks
    cut = b""
    if blocks and isinstance(blocks[-1], paper.Cut):
        cut = _cut(blocks[-1], page)
        blocks = blocks[:-1]
    pen = _Pen(page, draw)
    for block in blocks:
        pen.put(block)
    pen.command(escpos.print_and_feed(LAST_FEED_LINES), LAST_FEED_LINES * LINE_DOTS)
    return Sheet(bytes(pen.out), cut, pen.height_dots + (KNIFE_DOTS if cut else 0), pen.longest)


def _cut(block: paper.Cut, page: Page) -> bytes:
    if page.partial_cut or page.full_cut:
        return escpos.feed_and_cut(partial=page.partial_cut and (block.partial or not page.full_cut))
    return escpos.print_and_feed(TEAR_OFF_LINES)


class _Pen:
    """Writes blocks one below another and remembers what the printer was last told."""

    def __init__(self, page: Page, draw: Draw) -> None:
        self._page = page
        self._draw = draw
        self._told: dict[Callable[..., bytes], bytes] = {}
        self.out = bytearray(escpos.CHINESE_OFF + escpos.code_page(page.code_page))
        self.height_dots = 0
        self.longest = 0
        self._style(paper.Align.LEFT, 1, bold=False)

    def put(self, block: paper.Block) -> None:
        match block:
            case paper.Text():
                self._text(block)
            case paper.Columns():
                self._columns(block)
            case paper.Rule(dashed=dashed):
                self._rule(dashed=dashed)
            case paper.QrCode():
                self._qr(block)
            case paper.Feed(lines=lines):
                self.command(escpos.print_and_feed(min(max(lines, 0), 255)), lines * LINE_DOTS)
            case paper.Cut():
                self.command(_cut(block, self._page), KNIFE_DOTS)

    def command(self, command: bytes, height_dots: int = 0) -> None:
        self.out += command
        self.height_dots += height_dots
        self.longest = max(self.longest, len(command))

    def _style(self, alignment: paper.Align, size: int, *, bold: bool) -> None:
        for kind, command in (
            (escpos.align, escpos.align(_ALIGNMENTS[alignment])),
            (escpos.size, escpos.size(size)),
            (escpos.bold, escpos.bold(on=bold)),
        ):
            if self._told.get(kind) != command:
                self._told[kind] = command
                self.command(command)

    def _text(self, block: paper.Text) -> None:
        text = printable(block.text)
        size = min(max(block.size, 1), 8)
        if block.shrink:
            while size > 1 and cells(text, self._page.cjk) > self._page.columns // size:
                size -= 1
        for line in wrap(text, max(self._page.columns // size, 2), self._page.cjk):
            self._line(line, block.align, size, bold=block.bold)

    def _line(self, line: str, alignment: paper.Align, size: int, *, bold: bool) -> None:
        encoded = encode(line, self._page.cjk)
        if encoded is not None:
            self._style(alignment, size, bold=bold)
            self.command(encoded + escpos.LINE_FEED, max(LINE_DOTS, size * CHARACTER_DOTS))
            return
        self._style(alignment, 1, bold=False)
        self._picture(self._draw.text(line, size * CHARACTER_DOTS, self._page.width_dots, bold=bold))

    def _columns(self, block: paper.Columns) -> None:
        left, right, cjk = printable(block.left), printable(block.right), self._page.cjk
        size = min(max(block.size, 1), 8)
        gap = self._page.columns // size - cells(left, cjk) - cells(right, cjk)
        if gap >= 1 and is_native(left + right, cjk):
            self._line(left + " " * gap + right, paper.Align.LEFT, size, bold=block.bold)
            return
        self._text(paper.Text(left, paper.Align.LEFT, size, block.bold))
        self._text(paper.Text(right, paper.Align.RIGHT, size, block.bold))

    def _rule(self, *, dashed: bool) -> None:
        if dashed:
            self._line("-" * self._page.columns, paper.Align.CENTRE, 1, bold=False)
            return
        # A picture that the printer doubles: unbroken on every model, and not much longer than characters would be.
        width = self._page.width_dots // 2
        row = ((1 << width) - 1 << -width % 8).to_bytes((width + 7) // 8)
        self._style(paper.Align.LEFT, 1, bold=False)
        self.command(escpos.feed_dots(RULE_SPACE_DOTS), RULE_SPACE_DOTS)
        self._picture(Picture(width, (row,) * RULE_ROWS), doubled=True)
        self.command(escpos.feed_dots(RULE_SPACE_DOTS), RULE_SPACE_DOTS)

    def _qr(self, block: paper.QrCode) -> None:
        text = printable(block.text)
        if not text:
            return
        data = text.encode("utf-8")
        modules = 17 + 4 * _qr_version(len(data))
        # A code wider than the paper is not printed at all, without a word.
        module_dots = max(1, min(block.module_dots, 16, self._page.width_dots // modules))
        self._style(block.align, 1, bold=False)
        if self._page.native_qr:
            self.command(escpos.qr_code(data, module_dots=module_dots), modules * module_dots)
            self.command(escpos.LINE_FEED, LINE_DOTS)
            return
        code = self._draw.qr(text)
        doubled = module_dots % 2 == 0
        self._picture(code.scaled(module_dots // 2 if doubled else module_dots), doubled=doubled)

    def _picture(self, picture: Picture, *, doubled: bool = False) -> None:
        for band in bands(picture, band_rows=self._page.band_rows, doubled=doubled):
            self.command(band)
        self.height_dots += len(picture.rows) * (2 if doubled else 1)


def _qr_version(length_bytes: int) -> int:
    """The smallest version that surely holds this many bytes; never too small, a little too large beyond 213 bytes."""
    for version, holds in enumerate(_QR_BYTES, start=1):
        if length_bytes <= holds:
            return version
    return min(40, 11 + (length_bytes - _QR_BYTES[-1]) // 30)

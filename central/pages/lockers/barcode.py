"""Barcodes and QRs as SVG elements that stand in a page. Pure.

Code 128 (ISO/IEC 15417) needs ten modules of white at both sides; they are part of the picture. Printers of labels have
dots of 1/8 mm (203 dpi): bars of whole dots are what a scanner reads best.
"""

from __future__ import annotations

import io
import re

import segno
import zxingcpp

DOT_MM = 0.125
_SIZE = re.compile(r'<svg width="(\d+)" height="(\d+)"')
_BARS = re.compile(r'<path d="([MHVhvzZ0-9 .-]+)"/>')


def code_128(text: str, room_mm: float, height_mm: float) -> str:
    """An element at most `room_mm` wide. Raises ValueError for what the code cannot carry, or what cannot be drawn."""
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128).to_svg()
    size, bars = _SIZE.search(drawn), _BARS.search(drawn)
    if size is None or bars is None:
        raise ValueError(f"zxing-cpp drew {text!r} in a form that this page does not know")
    wide_mm = width_mm(int(size[1]), room_mm)
    return (
        f'<svg class="bars" width="{wide_mm:g}mm" height="{height_mm:g}mm" viewBox="0 0 {size[1]} {size[2]}" '
        f'preserveAspectRatio="none" shape-rendering="crispEdges" aria-hidden="true"><path d="{bars[1]}"/></svg>'
    )


def width_mm(modules: int, room_mm: float) -> float:
    """Of whole dots a module, four at most; of less than one where the text is so long that nothing else fits."""
    dots = min(4, int(room_mm / (modules * DOT_MM)))
    return modules * dots * DOT_MM if dots else room_mm


def qr(text: str) -> str:
    """A QR (ISO/IEC 18004) with its quiet zone of four modules; error correction M: for phones' screens and badges."""
    picture = io.BytesIO()
    segno.make(text, micro=False, error="m").save(
        picture, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=4, light="#fff", svgclass="qr-code"
    )
    return picture.getvalue().decode()

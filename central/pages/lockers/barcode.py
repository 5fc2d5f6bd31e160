"""Barcodes and QRs as SVG elements that stand in a page. Pure.

Code 128 (ISO/IEC 15417) needs ten modules of white at both sides; they are part of the picture. A module is one unit
wide: the style sheet says how many millimetres that is.
"""

from __future__ import annotations

import io
import re

import segno
import zxingcpp

HEIGHT = 50  # units, as the writer draws it
_SIZE = re.compile(r'<svg width="(\d+)" height="(\d+)"')
_BARS = re.compile(r'<path d="([MHVhvzZ0-9 .-]+)"/>')


def code_128(text: str) -> str:
    """An element that fills its box in width and height. Raises ValueError for what the code cannot carry."""
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128).to_svg()
    size, bars = _SIZE.search(drawn), _BARS.search(drawn)
    if size is None or bars is None:
        raise ValueError(f"zxing-cpp drew {text!r} in a form that this page does not know")
    return (
        f'<svg class="bars" viewBox="0 0 {size[1]} {size[2]}" preserveAspectRatio="none" shape-rendering="crispEdges" '
        f'aria-hidden="true"><path d="{bars[1]}"/></svg>'
    )


def modules(text: str) -> int:
    """How many modules the barcode of this text is wide, its white included."""
    size = _SIZE.search(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128).to_svg())
    return int(size[1]) if size else 0


def qr(text: str) -> str:
    """A QR (ISO/IEC 18004) with its quiet zone of four modules; error correction M: for phones' screens and badges."""
    picture = io.BytesIO()
    segno.make(text, micro=False, error="m").save(
        picture, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=4, light="#fff", svgclass="qr-code"
    )
    return picture.getvalue().decode()

"""QR codes (GS ( k): what has been stored, and its picture. Level and module size last until ESC @."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace

import segno
from PIL import Image

LEVELS = {48: "l", 49: "m", 50: "q", 51: "h"}


@dataclass(frozen=True, slots=True, kw_only=True)
class QrStore:
    data: bytes = b""
    module_dots: int = 3
    level: str = "l"


def store(qr: QrStore, args: bytes) -> QrStore:
    """After one GS ( k of cn = 49. `args`: pL pH cn fn, the function's bytes; what is unknown changes nothing."""
    if len(args) < 5 or args[2] != 49:
        return qr
    function, value = args[3], args[4]
    if function == 67 and 1 <= value <= 16:
        return replace(qr, module_dots=value)
    if function == 69 and value in LEVELS:
        return replace(qr, level=LEVELS[value])
    if function == 80:
        return replace(qr, data=args[5:])
    return qr


def asks_print(args: bytes) -> bool:
    return args[2:4] == b"1Q"


def asks_size(args: bytes) -> bool:
    return args[2:4] == b"1R"


def picture(qr: QrStore) -> Image.Image | None:
    """An "L" mask, 255 is ink, without a quiet zone; None when there is nothing stored or it does not fit a symbol."""
    if not qr.data:
        return None
    try:
        code = segno.make_qr(qr.data, error=qr.level, boost_error=False)
    except segno.DataOverflowError:
        return None
    out = io.BytesIO()
    code.save(out, kind="png", scale=qr.module_dots, border=0)
    return Image.open(out).convert("L").point(lambda grey: 255 - grey)


def size_answer(qr: QrStore) -> bytes:
    """The answer to fn 82: width and height in dots as figures, and whether it can be printed."""
    drawn = picture(qr)
    side = str(drawn.width if drawn else 0).encode()
    return b"\x37\x36" + side + b"\x1f" + side + b"\x1f1\x1f" + (b"0" if drawn else b"1") + b"\0"

"""A receiver's phone: the messages that it got, the page behind their links, and the QR that this page shows.

The QR is read off the page as a scanner would read it off the glass; nothing is asked of the centre that a stranger
with the link could not ask.
"""

from __future__ import annotations

import json
import re
import urllib.request
from pathlib import Path

import zxingcpp
from PIL import Image, ImageDraw

from bench.front import Message

PAGE = re.compile(r"/p/[\w-]{16,64}")
SIDE = re.compile(r'<svg viewBox="0 0 (\d+) \1"[^>]*class="qr-code"')
LINE = re.compile(r'class="qrline"[^>]* d="([^"]+)"')
STROKE = re.compile(r"([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?")
DOT_PX = 4
ANSWER_SECONDS = 5.0


def read_messages(outbox: Path) -> tuple[Message, ...]:
    """The newest first; none while there is no outbox. A line that is not whole yet is left for the next look."""
    if not outbox.exists():
        return ()
    lines = outbox.read_text(encoding="utf-8").splitlines(keepends=True)
    sent = [json.loads(line) for line in lines if line.endswith("\n")]
    return tuple(Message(phone=each["phone"], text=each["text"]) for each in reversed(sent))


def page_of(message: Message) -> str | None:
    """The path of the parcel's page that the message links to."""
    found = PAGE.search(message.text)
    return found[0] if found else None


def qr_of(centre: str, path: str) -> str | None:
    """What the QR on that page says now; None: it shows none. Raises OSError while the centre does not answer."""
    with urllib.request.urlopen(centre.rstrip("/") + path, timeout=ANSWER_SECONDS) as response:
        return read_drawn(response.read().decode())


def read_drawn(html: str) -> str | None:
    """The text of the QR that is drawn in the page as strokes, one module high each."""
    side, line = SIDE.search(html), LINE.search(html)
    if side is None or line is None:
        return None
    modules = int(side[1])
    picture = Image.new("L", (modules * DOT_PX,) * 2, 255)
    pen = ImageDraw.Draw(picture)
    x = y = 0.0
    for command, first, second in STROKE.findall(line[1]):
        if command == "h":
            right = x + float(first)
            pen.rectangle((x * DOT_PX, (y - 0.5) * DOT_PX, right * DOT_PX - 1, (y + 0.5) * DOT_PX - 1), fill=0)
            x = right
        else:
            x, y = (0.0, 0.0) if command == "M" else (x, y)
            x, y = x + float(first), y + float(second)
    found = zxingcpp.read_barcode(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return found.text if found else None

"""Codes of appointments that bring none: made from the hall's key and the reference, so that they can be told again and
need not be kept. 80 bits that nobody guesses; capitals and digits, which make the smallest QR.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io

import segno

from kiosk.person import appointment_hash


def made_code(key: bytes, reference: str) -> str:
    """16 characters, for one hall and one reference always the same. `key`: the hall's."""
    digest = hmac.new(key, b"appointment code:" + reference.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:10]).decode()


def is_ours(key: bytes, reference: str, hashed: str) -> bool:
    """Whether an appointment has the code that we make. `hashed`: kiosk.person.appointment_hash of its code."""
    return hmac.compare_digest(appointment_hash(key, made_code(key, reference)), hashed)


def qr_svg(code: str) -> str:
    """The code's QR as an SVG element for a page, to print or to photograph."""
    picture = io.BytesIO()
    segno.make(code, micro=False, error="m").save(picture, kind="svg", xmldecl=False, scale=8, border=4, light="#fff")
    return picture.getvalue().decode()

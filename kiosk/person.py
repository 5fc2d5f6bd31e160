"""Who comes for a number, without keeping who it was: a class of the green channel, and a keyed hash of an ID number.

Shared with the centre. The key is the hall's, told to its terminals by the feed; it stands in no file of its own.
"""

from __future__ import annotations

import hashlib
import hmac
from enum import StrEnum


class Green(StrEnum):
    """Whom the green channel is for. Only the class is ever kept."""

    ELDERLY = "elderly"
    DISABLED = "disabled"
    PREGNANT = "pregnant"
    SOLDIER = "soldier"  # and veterans, and their families


def person_hash(key: bytes, id_number: str) -> str:
    """32 hex digits that only somebody with the hall's key can make from an ID number; the same for x and X at its end.

    Raises ValueError for an empty key: a hash without one could be searched through in minutes.
    """
    return _keyed(key, b"person:", id_number.strip().upper())


def appointment_hash(key: bytes, code: str) -> str:
    """The same of an appointment's code, as its QR carries it."""
    return _keyed(key, b"appointment:", code.strip())


def _keyed(key: bytes, purpose: bytes, text: str) -> str:
    if not key:
        raise ValueError("no hall key: the centre has not told it yet")
    return hmac.new(key, purpose + text.encode(), hashlib.sha256).hexdigest()[:32]

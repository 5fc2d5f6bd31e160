"""A made-up identity card as its chip holds it: the 256 bytes of text, a photo, an appended address. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

TEXT_BYTES = 256
PHOTO_BEGINS = bytes.fromhex("57 4C 66 00 7E 00 32 00 00 FF 85")
PHOTO_BYTES = 1024
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

# field -> (offset, bytes); what is not named is spaces
CITIZEN = {
    "name": (0, 30),
    "sex": (30, 2),
    "nation": (32, 4),
    "birth": (36, 16),
    "address": (52, 70),
    "number": (122, 36),
    "issuer": (158, 30),
    "from": (188, 16),
    "to": (204, 16),
    "flag": (248, 2),
}
RESIDENCE_PERMIT = {**CITIZEN, "pass": (220, 18), "issues": (238, 4)}
FOREIGNER_2017 = {
    "name": (0, 120),
    "sex": (120, 2),
    "number": (122, 30),
    "nationality": (152, 6),
    "chinese": (158, 30),
    "from": (188, 16),
    "to": (204, 16),
    "birth": (220, 16),
    "version": (236, 4),
    "authority": (240, 8),
    "flag": (248, 2),
}
FOREIGNER_2023 = {
    "chinese": (0, 30),
    "sex": (30, 2),
    "renewals": (32, 4),
    "birth": (36, 16),
    "english": (52, 70),
    "number": (122, 36),
    "from": (188, 16),
    "to": (204, 16),
    "english_on": (220, 22),
    "nationality": (242, 6),
    "flag": (248, 2),
}


def number(region: str, birth: str, serial: str = "000") -> str:
    """18 characters with the right last one (GB 11643). Serial 000 is given to nobody."""
    digits = region + birth + serial
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True))
    return digits + "10X98765432"[total % 11]


def record(layout: Mapping[str, tuple[int, int]], values: Mapping[str, str]) -> bytes:
    """256 bytes UTF-16LE. Raises ValueError for a value that its field cannot hold."""
    text = bytearray(" ".encode("utf-16-le") * (TEXT_BYTES // 2))
    for name, value in values.items():
        offset, room = layout[name]
        data = value.encode("utf-16-le")
        if len(data) > room:
            raise ValueError(f"{name} has room for {room // 2} characters, not {len(data) // 2}")
        text[offset : offset + len(data)] = data
    return bytes(text)


def wlt_photo(seed: int) -> bytes:
    """As long as a real one and with its beginning; no picture: the format is a secret of its maker's."""
    body = bytes((seed * 31 + n * 7) % 251 for n in range(PHOTO_BYTES - len(PHOTO_BEGINS)))
    return PHOTO_BEGINS + body


@dataclass(frozen=True, slots=True)
class Plastic:
    """One card. `fingerprints`: 0, 512 or 1024 bytes, zeros."""

    text: bytes
    photo: bytes = b""
    appended_address: str | None = None
    fingerprint_bytes: int = 0

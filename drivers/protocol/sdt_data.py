"""What stands in the data of an SDT reply: the parts of a card, sized by their length words, and the SAM's number."""

from __future__ import annotations

from dataclasses import dataclass, field

TEXT_BYTES = 256


@dataclass(frozen=True, slots=True)
class CardData:
    """The answer to 30 01 or 30 10. Fingerprints are never kept: nobody here has a use for them."""

    text: bytes = field(repr=False)
    photo: bytes = field(repr=False)

    def to_bytes(self, fingerprint: bytes | None = None) -> bytes:
        """The data of the reply; with `fingerprint`, even an empty one, as 30 10 is answered."""
        parts = (self.text, self.photo) if fingerprint is None else (self.text, self.photo, fingerprint)
        return b"".join(len(part).to_bytes(2, "big") for part in parts) + b"".join(parts)

    @classmethod
    def from_bytes(cls, data: bytes) -> CardData:
        """Raises ValueError where the length words do not fill the data exactly, or the text is not 256 bytes."""
        for words in (2, 3):  # both cannot fit: a third word alone makes two bytes of difference
            lengths = [int.from_bytes(data[2 * n : 2 * n + 2], "big") for n in range(words)]
            if 2 * words + sum(lengths) != len(data):
                continue
            if lengths[0] != TEXT_BYTES:
                raise ValueError(f"a card's text has {TEXT_BYTES} bytes, not {lengths[0]}")
            start = 2 * words
            photo_at = start + TEXT_BYTES
            return cls(data[start:photo_at], data[photo_at : photo_at + lengths[1]])
        raise ValueError(f"the length words do not fit {len(data)} bytes of data")


@dataclass(frozen=True, slots=True)
class SamNumber:
    """The number of the SAM inside a reader: 16 bytes, of which two are versions and three are little-endian counts."""

    version: tuple[int, int]
    date: int
    first: int
    second: int

    def to_bytes(self) -> bytes:
        numbers = (self.date, self.first, self.second)
        return bytes((self.version[0], 0, self.version[1], 0)) + b"".join(n.to_bytes(4, "little") for n in numbers)

    @classmethod
    def from_bytes(cls, data: bytes) -> SamNumber:
        """Raises ValueError."""
        if len(data) != 16:
            raise ValueError(f"a SAM's number has 16 bytes, not {len(data)}")
        date, first, second = (int.from_bytes(data[at : at + 4], "little") for at in (4, 8, 12))
        return cls((data[0], data[2]), date, first, second)

    def shown(self, digits: int) -> str:
        """As makers print it; libraries differ on whether the last two numbers have 9 or 10 `digits`."""
        first, second = self.version
        return f"{first:02d}.{second:02d}-{self.date:08d}-{self.first:0{digits}d}-{self.second:0{digits}d}"

"""What a link gives to whoever opened it, kept for the tests of links."""

from __future__ import annotations

from drivers.errors import LinkError


class Ends:
    """What a link has told."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.lost: list[LinkError] = []

    def received(self, data: bytes) -> None:
        self.data += data

"""Whether the card that was read last still lies on the reader. Holds a keyed digest of it, nothing that is on it."""

from __future__ import annotations

import os
from hashlib import blake2b

from drivers.card import Card


class Presence:
    """`removed_after`: looks in a row without a card after which it is gone."""

    def __init__(self, removed_after: int) -> None:
        self._removed_after = removed_after
        self._key = os.urandom(32)  # of this process alone: the digest can be matched nowhere else
        self._digest: bytes | None = None
        self._empty_looks = 0

    @property
    def known(self) -> bool:
        """Whether a card was read and has not been seen to leave."""
        return self._digest is not None

    def is_same(self, card: Card) -> bool:
        return self._digest == self._digest_of(card)

    def lies(self, card: Card) -> None:
        self._digest = self._digest_of(card)
        self._empty_looks = 0

    def seen(self) -> None:
        self._empty_looks = 0

    def not_seen(self) -> bool:
        """True when it has just become gone."""
        self._empty_looks += 1
        if not self.known or self._empty_looks < self._removed_after:
            return False
        self._digest = None
        return True

    def forget(self) -> bool:
        """Nobody looks any more. True when a card was there."""
        known, self._digest = self.known, None
        return known

    def _digest_of(self, card: Card) -> bytes:
        text = "\0".join((card.kind.value, card.id_number, card.name, card.valid_to or ""))
        return blake2b(text.encode(), key=self._key, digest_size=16).digest()

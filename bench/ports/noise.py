"""A bad wire: bytes lost, flipped, doubled and put in between, each by its own chance. Seeded."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rates:
    """Chances per byte, 0 to 1."""

    loss: float = 0.0
    flip: float = 0.0  # one bit of it
    duplication: float = 0.0
    insertion: float = 0.0  # of a random byte before it

    @classmethod
    def all(cls, rate: float) -> Rates:
        return cls(rate, rate, rate, rate)


class Noise:
    def __init__(self, rates: Rates, seed: int) -> None:
        self._rates = rates
        self._chance = random.Random(seed)

    def disturb(self, data: bytes) -> bytes:
        rates, chance, out = self._rates, self._chance, bytearray()
        for byte in data:
            if chance.random() < rates.insertion:
                out.append(chance.randrange(256))
            if chance.random() < rates.loss:
                continue
            out.append(byte ^ (1 << chance.randrange(8)) if chance.random() < rates.flip else byte)
            if chance.random() < rates.duplication:
                out.append(out[-1])
        return bytes(out)

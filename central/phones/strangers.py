"""Slow those who try addresses that no ticket has. Per network, in memory: a nuisance, not the lock (that is the
token's 128 bits or more). Known tickets are never slowed: a whole hall may share one address.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from central.refusals import TooBusy
from central.staff.attempts import network_of

_NETWORKS_KEPT = 10_000


class Strangers:
    """`free` misses at once; each is forgotten after `forget_seconds`."""

    def __init__(self, free: int, forget_seconds: float, seconds: Callable[[], float] = time.monotonic) -> None:
        self._free = free
        self._forget_seconds = forget_seconds
        self._seconds = seconds
        self._misses: OrderedDict[str, tuple[float, float]] = OrderedDict()  # network -> misses left, when counted

    def check(self, address: str) -> None:
        """Raises TooBusy for an address that missed too often; before the database is asked."""
        over = self._misses_of(network_of(address)) + 1 - self._free
        if over > 0:
            wait_seconds = math.ceil(over * self._forget_seconds)
            raise TooBusy(f"many unknown ticket addresses from here; try again in {wait_seconds} s", wait_seconds)

    def missed(self, address: str) -> None:
        network = network_of(address)
        misses = min(self._misses_of(network) + 1, 2.0 * self._free)
        self._misses[network] = (misses, self._seconds())
        self._misses.move_to_end(network)
        if len(self._misses) > _NETWORKS_KEPT:
            self._misses.popitem(last=False)

    def _misses_of(self, network: str) -> float:
        misses, at_seconds = self._misses.get(network, (0.0, 0.0))
        return max(0.0, misses - (self._seconds() - at_seconds) / self._forget_seconds)

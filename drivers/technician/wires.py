"""The bytes of a running terminal's devices, for whoever watches: `main.py` builds the devices on these taps.

Costs one call for each portion of bytes while nobody watches.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from drivers.link.contract import Link
from drivers.link.opening import link_for
from drivers.link.recording import CARRY, MaskedEar, Passed, TappedLink
from drivers.registry import driver_of

Hear = Callable[[str, str, str], None]  # the port, "in" or "out", the bytes in hex, masked


class Wires:
    """Give `link` to `build_all`, and the whole to the engine."""

    def __init__(self) -> None:
        self._hearing: list[Hear] = []

    def link(self, settings: Any) -> Link:
        """The link of a device's settings, tapped."""
        link = link_for(settings)
        ear = MaskedEar(partial(driver_of(settings.driver).masks, settings), partial(self._tell, link.port))
        return TappedLink(link, partial(self._heard, ear))

    def listen(self, hear: Hear) -> Callable[[], None]:
        """Call `hear` with what passes from now on; what is returned ends it."""
        self._hearing.append(hear)
        return lambda: self._hearing.remove(hear)

    def _heard(self, ear: MaskedEar, passed: Passed) -> None:
        if self._hearing:
            ear(passed)

    def _tell(self, port: str, passed: Passed) -> None:
        if passed.way in CARRY:
            for hear in tuple(self._hearing):
                hear(port, passed.way.value, passed.data.hex(" "))

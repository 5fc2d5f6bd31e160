"""What a printer can prove, found out by asking it: its name says nothing, since clones take the names of others."""

from __future__ import annotations

import asyncio
import string
from collections.abc import Awaitable, Callable
from random import Random

from drivers.escpos.dialogue import Dialogue
from drivers.escpos.settings import Proof
from drivers.protocol import escpos
from drivers.roles import Grade

QUIET_SECONDS = 0.3
GRADES = {Proof.MARKER: Grade.MARKER, Proof.QUEUED: Grade.QUEUED_STATUS, Proof.STATUS: Grade.STATUS_AROUND}

_CHARACTERS = string.digits + string.ascii_letters
_PLACES = 3


class OwnMarkers:
    """Markers for our own use: three counted characters behind `~`, where no job's marker should begin."""

    def __init__(self, random: Random) -> None:
        self._count = random.randrange(len(_CHARACTERS) ** _PLACES)

    def next(self, *, not_like: str = "") -> str:
        """The next one; with `}` in front if `not_like`, the job's own, begins with `~` all the same."""
        self._count += 1
        count, text = self._count, ""
        for _ in range(_PLACES):
            count, index = divmod(count, len(_CHARACTERS))
            text += _CHARACTERS[index]
        return ("}" if not_like.startswith("~") else "~") + text


async def probe(
    dialogue: Dialogue, marker: str, deadline_seconds: float, prepare: Callable[[], Awaitable[None]]
) -> Grade:
    """The strongest proof that an idle, healthy printer gives. Raises LinkError.

    A printer that does not know a question may take it for text: `prepare` says ESC @, which clears that line before
    it is printed.
    """
    returned = dialogue.expect_marker(marker)
    await dialogue.send(escpos.marker(marker), deadline_seconds)
    try:
        async with asyncio.timeout(deadline_seconds):
            await returned
    except TimeoutError:
        await prepare()
    else:
        return Grade.MARKER
    if not dialogue.echoes and await dialogue.settle_queued(deadline_seconds, QUIET_SECONDS):
        return Grade.QUEUED_STATUS
    await prepare()
    return Grade.STATUS_AROUND

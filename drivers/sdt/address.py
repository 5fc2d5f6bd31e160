"""The address that was appended to a card after it was made (30 03). Between the dialogue and a reading.

Not every reader knows the question, and the answer's length is from memory; so whatever is not a whole, sensible answer
leaves the card without it, never without the rest.
"""

from __future__ import annotations

from drivers.clock import Clock
from drivers.protocol.sdt import Command, Reply, Status
from drivers.protocol.sdt_text import UnreadableText, appended_address
from drivers.sdt.dialogue import Dialogue

TRIES = 4


class AppendedAddress:
    """Made anew for each connection: a reader that does not know the question is not asked again."""

    def __init__(self, dialogue: Dialogue, clock: Clock, deadline_seconds: float) -> None:
        self._dialogue = dialogue
        self._clock = clock
        self._deadline_seconds = deadline_seconds
        self.known = True  # as far as the reader has not said otherwise

    async def ask(self, ends: float) -> int | None:
        """The status of one try; None: no answer. What it read is dropped. Raises LinkError."""
        reply = await self._dialogue.ask(Command.READ_ADDRESS, self._deadline_seconds, ends)
        return reply.status if isinstance(reply, Reply) else None

    async def read(self, ends: float, *, twice: bool) -> tuple[str | None, str]:
        """The address, and how it went: read, none (the card has none), unread. `twice`: believed when it came so.

        Raises LinkError.
        """
        seen: set[bytes] = set()
        silent = 0
        for _ in range(TRIES):
            if self._clock.now() >= ends:
                break
            reply = await self._dialogue.ask(Command.READ_ADDRESS, self._deadline_seconds, ends)
            if reply is None:
                silent += 1
                self.known = silent < 2
                if not self.known:
                    break
            elif isinstance(reply, Reply):
                if reply.status == Status.NO_SUCH_ITEM:
                    return None, "none"
                if reply.status != Status.OK:
                    self.known = reply.status not in (Status.COMMAND_ERROR, Status.NOT_ALLOWED)
                    break
                if reply.data in seen or not twice:
                    return _decoded(reply.data)
                seen.add(reply.data)
        return None, "unread"


def _decoded(data: bytes) -> tuple[str | None, str]:
    try:
        return appended_address(data), "read"
    except UnreadableText:
        return None, "unread"

"""What the visitors of the demo's cabinet have in hand, kept up in the file that the bench page reads.

Labels and a badge from the start; messages and the QRs of their pages as they come. A QR is signed anew at each look,
so they are looked at again from time to time.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

from bench.campaigns.pickup.phone import page_of, qr_of, read_messages
from bench.front import Front, Held, Message

LOOK_SECONDS = 60.0
TRY_SECONDS = 5.0
CODE = re.compile(r"(?<!\d)\d{6,8}(?!\d)")


class Hands:
    """`path`: the file; `outbox`: the messages' (bench/front.py has the shape); `centre`: its address."""

    def __init__(self, path: Path, front: Front, held: tuple[Held, ...], outbox: Path, centre: str) -> None:
        self._path = path
        self._front = front
        self._held = held
        self._outbox = outbox
        self._centre = centre
        self._messages: tuple[Message, ...] = ()
        self._look_at = 0.0

    def look(self) -> None:
        """Write the file anew if a message has come, or the QRs have become old."""
        messages, now = read_messages(self._outbox), time.monotonic()
        if messages == self._messages and now < self._look_at and self._path.exists():
            return
        try:
            held, self._look_at = self._held + self._passes(messages), now + LOOK_SECONDS
        except OSError:  # the centre is away: what is there stays, and it is asked again
            held, self._look_at = self._held, now + TRY_SECONDS
        self._messages = messages
        self._write(self._front.model_copy(update={"held": held, "messages": messages}))

    def _passes(self, messages: tuple[Message, ...]) -> tuple[Held, ...]:
        pages = {path: message for message in reversed(messages) if (path := page_of(message))}
        passes = ((message, qr_of(self._centre, path)) for path, message in pages.items())
        return tuple(Held(kind="pickup", name=_name(message), text=text) for message, text in passes if text)

    def _write(self, front: Front) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.write_text(front.model_dump_json(), encoding="utf-8")
        fresh.replace(self._path)


def _name(message: Message) -> str:
    """The phone's last four digits and the code: a message does not say which document it is about."""
    code = CODE.search(message.text)
    return f"…{message.phone[-4:]}  {code[0] if code else ''}".rstrip()

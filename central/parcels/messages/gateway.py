"""What a gateway for short messages is asked and answers. One is chosen by the settings' file of the messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`id`: the same for every try; a gateway that knows it does not send it twice. `words`: what the text is made of,
    for gateways that fill a template of their own: code, place, until, link, title.
    """

    id: str
    phone: str = field(repr=False)
    text: str = field(repr=False)
    words: dict[str, str] = field(repr=False)


class Became(StrEnum):
    SENT = "sent"
    REFUSED = "refused"  # for good: the number, the text or the account is wrong
    AGAIN = "again"  # nothing was taken: the gateway is away or busy
    UNANSWERED = "unanswered"  # it may have been taken


@dataclass(frozen=True, slots=True)
class Answer:
    """`why`: for staff and the log; never the phone nor the text."""

    became: Became
    why: str = ""


class Gateway(Protocol):
    """`knows_ids`: a message that was not answered may be handed over again under the same id."""

    @property
    def knows_ids(self) -> bool: ...

    @property
    def deadline_seconds(self) -> float: ...

    async def send(self, message: Outgoing) -> Answer:
        """Within the deadline. Never raises for what a gateway does."""
        ...

    async def close(self) -> None: ...

"""What the centre's answer to a request for a number means. Pure; between the HTTP reply and kiosk/numbers.py."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, StringConstraints

from kiosk.sync.centre import Reply
from kiosk.sync.verdict import CONFLICT, understood
from kiosk.views import Refused
from kiosk.wanted import Declined, Held, Wanted
from kiosk.wire import TicketAnswer, TicketRefused

NOT_FOUND = 404
NO_SUCH_PATH = "Not Found"  # a server's own word: this address is nobody's


class _Sentence(BaseModel):
    """How the centre puts what it cannot do."""

    detail: Annotated[str, StringConstraints(min_length=1)]


def heard_from_centre(reply: Reply, wanted: Wanted) -> TicketAnswer | Declined | None:
    """None: nothing that could be taken for the centre's word on this number; the terminal goes on by itself."""
    if reply.ok:
        answer = understood(TicketAnswer, reply.body)
        fits = answer is not None and (answer.service, answer.prefix) == (wanted.service, wanted.prefix)
        return answer if fits else None
    if reply.status == CONFLICT:
        refused = understood(TicketRefused, reply.body)
        return None if refused is None else _declined(refused)
    if reply.status == NOT_FOUND:
        said = understood(_Sentence, reply.body)
        unknown = said is not None and said.detail != NO_SUCH_PATH
        return Declined(Refused.SERVICE_GONE) if unknown else None
    return None


def _declined(refused: TicketRefused) -> Declined:
    held = Held(refused.key, refused.number, refused.token, refused.issued_at)
    return Declined(
        refused=Refused(refused.refused.value),
        held=held if held.key and held.number else None,
        ahead=refused.ahead,
        opens_at=refused.opens_at,
    )

"""Why a request is not carried out: the status and one clear sentence. Raised anywhere, turned into an answer by
central/app.py.
"""

from __future__ import annotations


class Refused(Exception):
    """`sentence` says what, where, which value, and who can mend it."""

    status = 400

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotUnderstood(Refused):
    status = 422


class TooLarge(Refused):
    status = 413


class UnknownTerminal(Refused):
    status = 401


class NotYours(Refused):
    status = 403


class SignInFirst(Refused):
    """A page that is asked for leads to the sign-in page."""

    status = 401


class NotAllowed(Refused):
    status = 403


class NotHere(Refused):
    status = 404


class UsedUp(Refused):
    status = 409


class NobodyThere(Refused):
    """No clerk sits at the counter whose deed it would be."""

    status = 409


class TooSlow(Refused):
    status = 408


class TooBusy(Refused):
    """Nothing is wrong with the request: send it again after `retry_after_seconds`."""

    status = 429

    def __init__(self, sentence: str, retry_after_seconds: int) -> None:
        super().__init__(sentence)
        self.retry_after_seconds = retry_after_seconds

"""Which replies can answer which command, and what each status byte means for whom. Pure.

A reply does not name its command, so a late one is told from the right one by its shape alone.
"""

from __future__ import annotations

from contextlib import suppress
from enum import Enum, auto

from drivers.protocol.sdt import Command, Reply, Status
from drivers.protocol.sdt_data import CardData, SamNumber


class Meaning(Enum):
    """What a status byte means for a card's reading."""

    DONE = auto()
    EMPTY = auto()  # no card, or no such item on it
    AGAIN = auto()  # moved, or the line damaged our question: from find on again
    REFUSED = auto()  # this card cannot be read
    INOPERATIVE = auto()  # no card can be read: a technician's


_MEANINGS: dict[int, Meaning] = {
    Status.OK: Meaning.DONE,
    Status.FOUND: Meaning.DONE,
    Status.NO_CARD: Meaning.EMPTY,
    Status.NO_SUCH_ITEM: Meaning.EMPTY,
    Status.HOST_CHECKSUM_WRONG: Meaning.AGAIN,
    Status.HOST_LENGTH_WRONG: Meaning.AGAIN,
    Status.COMMAND_ERROR: Meaning.AGAIN,
    Status.NOT_ALLOWED: Meaning.AGAIN,
    Status.UNKNOWN_ERROR: Meaning.AGAIN,
    Status.READ_FAILED: Meaning.AGAIN,
    Status.RANDOM_FAILED: Meaning.AGAIN,
    Status.SELECT_FAILED: Meaning.AGAIN,
    Status.CARD_REFUSED_SAM: Meaning.REFUSED,
    Status.SAM_REFUSED_CARD: Meaning.REFUSED,
    Status.CHECK_FAILED: Meaning.REFUSED,
    Status.CARD_TYPE_UNKNOWN: Meaning.REFUSED,
    Status.SELF_TEST_FAILED: Meaning.INOPERATIVE,
    Status.NOT_AUTHORISED: Meaning.INOPERATIVE,
}
_SENTENCES: dict[int, str] = {
    Status.HOST_CHECKSUM_WRONG: "our frame arrived with a wrong checksum",
    Status.HOST_LENGTH_WRONG: "our frame arrived with a wrong length",
    Status.COMMAND_ERROR: "it does not know the command",
    Status.NOT_ALLOWED: "the operation is not allowed now",
    Status.UNKNOWN_ERROR: "an error that it has no name for",
    Status.CARD_REFUSED_SAM: "the card refused the reader's SAM",
    Status.SAM_REFUSED_CARD: "the reader's SAM refused the card",
    Status.CHECK_FAILED: "the check of the card's information failed",
    Status.CARD_TYPE_UNKNOWN: "the type of the card is not recognised",
    Status.READ_FAILED: "reading failed",
    Status.RANDOM_FAILED: "the card gave no random number",
    Status.SELF_TEST_FAILED: "the SAM failed its self-test and takes no commands; a technician replaces the reader",
    Status.NOT_AUTHORISED: "the SAM is not authorised; a technician asks its maker",
    Status.NO_CARD: "no card is found",
    Status.SELECT_FAILED: "selecting the card failed",
    Status.OK: "done",
    Status.NO_SUCH_ITEM: "the card has no such item",
    Status.FOUND: "a card is found",
}
_ANY_TIME = frozenset(
    (
        Status.HOST_CHECKSUM_WRONG,
        Status.HOST_LENGTH_WRONG,
        Status.COMMAND_ERROR,
        Status.NOT_ALLOWED,
        Status.UNKNOWN_ERROR,
        Status.SELF_TEST_FAILED,
        Status.NOT_AUTHORISED,
    )
)
_OF_A_CARD = frozenset(
    (
        Status.CARD_REFUSED_SAM,
        Status.SAM_REFUSED_CARD,
        Status.CHECK_FAILED,
        Status.CARD_TYPE_UNKNOWN,
        Status.RANDOM_FAILED,
        Status.NO_CARD,
        Status.SELECT_FAILED,
    )
)
_ONLY_OF = {
    Command.FIND: frozenset((Status.FOUND, Status.NO_CARD, Status.CARD_TYPE_UNKNOWN)),
    Command.SELECT: _OF_A_CARD,
    Command.READ: _OF_A_CARD | {Status.READ_FAILED, Status.NO_SUCH_ITEM},
    Command.READ_ADDRESS: _OF_A_CARD | {Status.READ_FAILED, Status.NO_SUCH_ITEM},
}
_SELECTED_BYTES = range(17)
_ADDRESS_BYTES = range(2, 257)  # 70 by the one example there is, which is from memory


def meaning_of(status: int) -> Meaning:
    """A status that the facts do not know is tried again, like an unknown error."""
    return _MEANINGS.get(status, Meaning.AGAIN)


def sentence_of(status: int) -> str:
    """`41 reading failed`."""
    return f"{status:02X} {_SENTENCES.get(status, 'a status that no document knows')}"


def can_answer(command: Command, reply: Reply) -> bool:
    """Whether `reply` has the shape of an answer to `command`; if not, it is a late one or noise."""
    if reply.status in _ANY_TIME or reply.status not in _MEANINGS:
        return True
    if reply.status == Status.OK:
        return _ok_can_answer(command, reply.data)
    return command not in _ONLY_OF or reply.status in _ONLY_OF[command]


def _ok_can_answer(command: Command, data: bytes) -> bool:
    with suppress(ValueError):
        if command in (Command.READ, Command.READ_FINGERPRINTS):
            CardData.from_bytes(data)
            return True
        if command is Command.SAM_NUMBER:
            SamNumber.from_bytes(data)
            return True
    if command is Command.SELECT:
        return len(data) in _SELECTED_BYTES
    if command is Command.READ_ADDRESS:
        return len(data) in _ADDRESS_BYTES
    return command in (Command.STATUS, Command.RESET) and not data

"""The text of an identity card as the SAM gives it, 256 bytes UTF-16LE, as a `Card`. Four layouts, told by one flag.

A record is refused, never guessed at, when its flag is none of the four or when what can be checked does not hold:
dates, the number's check character, the birth date inside the number.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from drivers.card import Card, CardKind
from drivers.protocol.id_number import birth_in, is_date, is_id_number
from drivers.protocol.sdt_codes import nation_of, sex_of
from drivers.protocol.sdt_data import TEXT_BYTES

LONG_TERM = "长期"
FLAG_AT = 248

_PERMIT_NUMBER = re.compile(r"[0-9A-Z]{15}")


class UnreadableText(ValueError):
    """No card can be made of it. The message names what is wrong and holds nothing of the text."""


class _Text:
    def __init__(self, record: bytes) -> None:
        self._record = record

    def at(self, offset: int, length: int, what: str) -> str:
        """The field without its padding. Raises UnreadableText."""
        return self.raw(offset, length, what).rstrip(" \0").lstrip(" ")

    def raw(self, offset: int, length: int, what: str) -> str:
        try:
            text = self._record[offset : offset + length].decode("utf-16-le")
        except UnicodeDecodeError:
            raise UnreadableText(f"the {what} is no UTF-16") from None  # the cause would carry the text
        if any("\0" < character < " " for character in text):  # rare names may be in the private use area
            raise UnreadableText(f"the {what} has control characters")
        return text

    def some(self, offset: int, length: int, what: str) -> str:
        text = self.at(offset, length, what)
        if not text:
            raise UnreadableText(f"the {what} is empty")
        return text

    def day(self, offset: int, what: str) -> str:
        text = self.at(offset, 16, what)
        if not is_date(text):
            raise UnreadableText(f"the {what} is no date")
        return text

    def last_day(self, offset: int) -> str:
        if self.at(offset, 16, "end of validity") == LONG_TERM:
            return LONG_TERM
        return self.day(offset, "end of validity")


def to_card(record: bytes, photo: bytes | None = None, *, numbers_must_check: bool = True) -> Card:
    """The card of a text record. `numbers_must_check`: False takes a number as it is. Raises UnreadableText."""
    if len(record) != TEXT_BYTES:
        raise UnreadableText(f"a card's text has {TEXT_BYTES} bytes, not {len(record)}")
    layout = _LAYOUTS.get(record[FLAG_AT : FLAG_AT + 2])
    if layout is None:
        raise UnreadableText("the flag at 248 is of no known kind of card")
    return layout(_Text(record), photo, numbers_must_check)


def appended_address(data: bytes) -> str:
    """The answer to 30 03 as text. Raises UnreadableText."""
    if len(data) % 2:
        raise UnreadableText("the appended address is no UTF-16")
    return _Text(data).some(0, len(data), "appended address")


def _number(text: _Text, birth: str, must_check: bool) -> str:
    number = text.some(122, 36, "number")
    if must_check and not is_id_number(number):
        raise UnreadableText("the number's check character does not fit")
    if must_check and birth_in(number) != birth:
        raise UnreadableText("the number holds another birth date than the card")
    return number


def _citizen(text: _Text, photo: bytes | None, must_check: bool) -> Card:
    birth = text.day(36, "birth date")
    return Card(
        kind=CardKind.CITIZEN,
        name=text.some(0, 30, "name"),
        sex=sex_of(text.at(30, 2, "sex")),
        nation=nation_of(text.at(32, 4, "nation")),
        birth=birth,
        address=text.at(52, 70, "address"),
        id_number=_number(text, birth, must_check),
        issuer=text.at(158, 30, "issuer"),
        valid_from=text.day(188, "begin of validity"),
        valid_to=text.last_day(204),
        photo=photo,
    )


def _residence_permit(text: _Text, photo: bytes | None, must_check: bool) -> Card:
    birth = text.day(36, "birth date")
    return Card(
        kind=CardKind.RESIDENCE_PERMIT,
        name=text.some(0, 30, "name"),
        sex=sex_of(text.at(30, 2, "sex")),
        birth=birth,
        address=text.at(52, 70, "address"),
        id_number=_number(text, birth, must_check),
        issuer=text.at(158, 30, "issuer"),
        valid_from=text.day(188, "begin of validity"),
        valid_to=text.last_day(204),
        pass_number=text.at(220, 18, "pass number"),
        issue_count=text.at(238, 4, "issue count"),
        photo=photo,
    )


def _foreigner_2017(text: _Text, photo: bytes | None, must_check: bool) -> Card:
    """No check rule of its 15-character number is known."""
    name = text.some(0, 120, "English name")
    number = text.some(122, 30, "number")
    if must_check and _PERMIT_NUMBER.fullmatch(number) is None:
        raise UnreadableText("the number is no permit's")
    return Card(
        kind=CardKind.FOREIGNER_2017,
        name=name,
        english_name=name,
        chinese_name=text.at(158, 30, "Chinese name"),
        sex=sex_of(text.at(120, 2, "sex")),
        nationality=text.at(152, 6, "nationality"),
        birth=text.day(220, "birth date"),
        id_number=number,
        issuer=text.at(240, 8, "authority"),
        valid_from=text.day(188, "begin of validity"),
        valid_to=text.last_day(204),
        photo=photo,
    )


def _foreigner_2023(text: _Text, photo: bytes | None, must_check: bool) -> Card:
    """The English name goes on in a second field; a space may be the last character of the first."""
    english = (text.raw(52, 70, "English name") + text.raw(220, 22, "English name")).strip(" \0")
    chinese = text.at(0, 30, "Chinese name")
    if not (chinese or english):
        raise UnreadableText("the name is empty")
    birth = text.day(36, "birth date")
    return Card(
        kind=CardKind.FOREIGNER_2023,
        name=chinese or english,
        english_name=english,
        chinese_name=chinese,
        sex=sex_of(text.at(30, 2, "sex")),
        nationality=text.at(242, 6, "nationality"),
        birth=birth,
        id_number=_number(text, birth, must_check),
        issue_count=text.at(32, 4, "renewal count"),
        valid_from=text.day(188, "begin of validity"),
        valid_to=text.last_day(204),
        photo=photo,
    )


_LAYOUTS: dict[bytes, Callable[[_Text, bytes | None, bool], Card]] = {
    b"\x20\x00": _citizen,
    b"J\x00": _residence_permit,
    b"I\x00": _foreigner_2017,
    b"Y\x00": _foreigner_2023,
}

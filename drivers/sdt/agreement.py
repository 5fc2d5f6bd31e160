"""When a card's text is believed: read whole, sensible, and twice alike. Pure; between a reply's data and a `Card`.

One XOR byte lets one in eight of the frames with two flipped bits pass, and no check of the record sees a wrong
character of a name. Two equal readings do.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from drivers.card import Card
from drivers.protocol.sdt_data import CardData
from drivers.protocol.sdt_text import UnreadableText, to_card


@dataclass(frozen=True, slots=True)
class Believed:
    """A text that can be relied on. `card` None: it is surely no card that we can read; `why` says what is wrong."""

    card: Card | None
    why: str = ""


@dataclass(slots=True)
class Agreement:
    """All texts of one reading, until two are alike."""

    numbers_must_check: bool
    _seen: list[CardData] = field(default_factory=list, repr=False)

    @property
    def begun(self) -> bool:
        return bool(self._seen)

    def saw(self, data: CardData) -> Believed | None:
        """Believed as soon as the same text has come before. A photo stands only if it came twice alike too."""
        before = [seen for seen in self._seen if seen.text == data.text]
        self._seen.append(data)
        if not before:
            return None
        return self._believed(data, any(seen.photo == data.photo for seen in before))

    def alone(self, *, sensible: bool = False) -> Believed | None:
        """The only text there is, for a clean line; with `sensible`, only one that makes a card. None: not so."""
        if len(self._seen) != 1:
            return None
        believed = self._believed(self._seen[0], photo_stands=True)
        return None if sensible and believed.card is None else believed

    def _believed(self, data: CardData, photo_stands: bool) -> Believed:
        photo = data.photo if photo_stands and data.photo else None
        try:
            return Believed(to_card(data.text, photo, numbers_must_check=self.numbers_must_check))
        except UnreadableText as error:
            return Believed(None, str(error))

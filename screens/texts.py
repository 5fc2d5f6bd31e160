"""The face's own sentences, through gettext. English stands in the code; config/texts holds the other languages.

Names of departments, services and places are data: they come with the view, already in its language.
"""

from __future__ import annotations

import gettext
from pathlib import Path

from kiosk.views import Language

DOMAIN = "hallkiosk"


class Texts:
    """`tr("Back")` in one language. An unknown sentence stays English."""

    def __init__(self, language: Language, catalogue: gettext.NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue

    def __call__(self, sentence: str) -> str:
        return self._catalogue.gettext(sentence)

    def of(self, context: str, sentence: str) -> str:
        """A sentence that is said differently by what it is about: `of("counters", "{n}")`."""
        return self._catalogue.pgettext(context, sentence)

    def plural(self, one: str, many: str, count: int | None) -> str:
        """The form for `count`; for None (unknown) the form of many."""
        return self._catalogue.ngettext(one, many, 2 if count is None else count)


def load(folder: Path, language: Language) -> Texts:
    """The catalogue of `language` in `folder` (config/texts); English needs none."""
    if language is Language.EN:
        return Texts(language, gettext.NullTranslations())
    return Texts(language, gettext.translation(DOMAIN, folder, [language.value]))

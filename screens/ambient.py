"""What every screen shows besides its view: hall, unit, time, language. Kept by the stage, bound by the .kv files."""

from __future__ import annotations

from dataclasses import dataclass, field
from gettext import NullTranslations
from pathlib import Path

from kivy.event import EventDispatcher
from kivy.properties import BooleanProperty, ListProperty, ObjectProperty, StringProperty

from kiosk.local import Clock, Setup
from kiosk.views import Language
from screens import almanac, texts


@dataclass(frozen=True, slots=True)
class Nowhere:
    """What a part's .kv reads in the moment before it is told where it stands."""

    tr: texts.Texts = field(default_factory=lambda: texts.Texts(Language.EN, NullTranslations()))
    language: Language = Language.EN
    languages: tuple[Language, ...] = ()
    portrait: bool = True
    cabinet: bool = False
    hall: str = ""
    unit: str = ""
    time: str = ""
    date_short: str = ""


NOWHERE = Nowhere()


class Ambient(EventDispatcher):
    """`tr` changes with the language: whatever a .kv says with it is then said anew."""

    tr = ObjectProperty()
    language = ObjectProperty(None, allownone=True)  # None: the words are to be said anew
    languages = ListProperty([])
    portrait = BooleanProperty(True)
    cabinet = BooleanProperty(False)  # this screen stands in a cabinet of pickup lockers
    hall = StringProperty("")
    hall_second = StringProperty("")  # in the other language, for the welcome
    unit = StringProperty("")
    time = StringProperty("")
    date = StringProperty("")
    date_short = StringProperty("")
    weekday = StringProperty("")

    def __init__(self, folder: Path, setup: Setup, *, portrait: bool) -> None:
        super().__init__()
        self._folder = folder
        self._known: dict[Language, texts.Texts] = {}
        self._clock: Clock | None = None
        self.portrait = portrait
        self.set_up(setup, setup.languages[0] if setup.languages else Language.ZH_CN)

    def set_up(self, setup: Setup, language: Language) -> None:
        self._setup, self.cabinet = setup, setup.cabinet
        self.languages = list(setup.languages)
        self.language = None
        self.speak(language)

    def speak(self, language: Language) -> None:
        """Say everything in this language from now on."""
        if language is self.language:
            return
        if language not in self._known:
            self._known[language] = texts.load(self._folder, language)
        english = language is Language.EN
        names = (self._setup.hall_en, self._setup.hall) if english else (self._setup.hall, self._setup.hall_en)
        self.hall, self.hall_second = names
        self.language = language
        self.tr = self._known[language]
        unit = self._setup.unit_en if english else self._setup.unit
        self.unit = " ".join(part for part in (self.tr("Pickup lockers"), unit) if part) if self.cabinet else unit
        if self._clock is not None:
            self.tell_time(self._clock)

    def tell_time(self, clock: Clock) -> None:
        self._clock = clock
        self.time = clock.time
        self.date = almanac.full_date(clock, self.tr)
        self.date_short = "" if self.language is Language.EN else almanac.short_date(clock, self.tr)
        self.weekday = almanac.weekday(clock, self.tr)

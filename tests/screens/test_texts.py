"""The texts: every sentence of the screens is translated, compiled and has its glyphs."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from babel.messages.pofile import read_po

from kiosk.local import Clock
from kiosk.views import Language
from screens import almanac, texts
from screens.faces import everyday
from tools.texts import TEXTS, compiled

ROOT = Path(__file__).resolve().parents[2]
STRING = r'("(?:[^"\\]|\\.)*")'
SAID = re.compile(rf"\btr\(\s*{STRING}")
SAID_OF = re.compile(rf"\btr\.of\(\s*{STRING},\s*{STRING}")
SAID_PLURAL = re.compile(rf"\btr\.plural\(\s*{STRING},\s*{STRING}")
PO = TEXTS / "zh_CN" / "LC_MESSAGES" / "hallkiosk.po"


def sources() -> str:
    files = sorted((ROOT / "screens").rglob("*.py")) + sorted((ROOT / "screens").rglob("*.kv"))
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def said() -> set[tuple[str | None, str]]:
    """(context, sentence) of everything the screens say."""
    source, value = sources(), ast.literal_eval
    found: set[tuple[str | None, str]] = {(None, value(sentence)) for sentence in SAID.findall(source)}
    found |= {(value(context), value(sentence)) for context, sentence in SAID_OF.findall(source)}
    found |= {(None, value(one)) for one, _ in SAID_PLURAL.findall(source)}
    found |= {(None, name) for name in (*almanac.MONTHS, *almanac.WEEKDAYS, *almanac.WEEKDAYS_SHORT)}
    return found


def catalogue() -> dict[tuple[str | None, str], tuple[str, ...]]:
    with PO.open("rb") as source:
        messages = [message for message in read_po(source) if message.id]
    found = {}
    for message in messages:
        many = isinstance(message.id, tuple | list)
        found[message.context, message.id[0] if many else message.id] = (
            tuple(message.string) if many else (message.string,)
        )
    return found


def test_every_sentence_is_translated_and_none_is_left_over() -> None:
    assert said() == set(catalogue())


def test_no_translation_is_empty_or_still_english() -> None:
    for (_, sentence), translations in catalogue().items():
        for translation in translations:
            assert translation
            assert not re.search(r"[A-Za-z]{2,}", re.sub(r"\{\w+\}", "", translation)), sentence


def test_placeholders_survive_translation() -> None:
    for (_, sentence), translations in catalogue().items():
        for translation in translations:
            assert set(re.findall(r"\{\w+\}", translation)) == set(re.findall(r"\{\w+\}", sentence)), sentence


def test_every_text_stands_in_the_everyday_fonts() -> None:
    for (_, sentence), translations in catalogue().items():
        for text in (sentence, *translations):
            assert all(everyday(character) or character == "\n" for character in text), text


def test_the_compiled_texts_are_those_of_the_sources() -> None:
    assert PO.with_suffix(".mo").read_bytes() == compiled(PO), "run: python tools/texts.py"


def test_numbers_choose_their_form() -> None:
    english, chinese = texts.load(TEXTS, Language.EN), texts.load(TEXTS, Language.ZH_CN)
    assert english.plural("{n} person", "{n} people", 1) == "{n} person"
    assert english.plural("{n} person", "{n} people", 5) == "{n} people"
    assert chinese.plural("{n} person", "{n} people", 1) == "{n} 人"
    assert chinese.of("counters", "{n}") == "{n} 个"


def test_dates_are_said_as_people_say_them() -> None:
    clock = Clock(date="2026-03-08", weekday=7, time="09:05")
    english, chinese = texts.load(TEXTS, Language.EN), texts.load(TEXTS, Language.ZH_CN)
    assert almanac.full_date(clock, chinese) == "2026年3月8日"
    assert almanac.short_date(clock, chinese) == "3月8日 周日"
    assert almanac.full_date(clock, english) == "8 March 2026"
    assert almanac.weekday(clock, english) == "Sunday"

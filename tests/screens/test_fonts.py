"""Every text and icon has its glyph in the shipped fonts, and the glyphs are the Simplified Chinese ones."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTCollection, TTFont

from screens import theme
from screens.faces import everyday, font_file, icon_file
from screens.theme import Face
from tests.screens.cases import CLOCK, names_shown

ROOT = Path(__file__).resolve().parents[2]
FONTS = ROOT / "config" / "fonts"
NOTO = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
FACES_THAT_DIFFER = "骨直返"


def characters(font: str) -> set[str]:
    with TTFont(FONTS / font, lazy=True) as opened:
        return {chr(point) for point in opened.getBestCmap()}


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_the_subset_has_what_the_face_believes_it_has(weight: str) -> None:
    has = characters(f"NotoSansSC-Subset-{weight}.otf")
    believed = {chr(point) for point in range(0x20, 0x30000) if everyday(chr(point))}
    assert believed - has == set()


def test_rare_characters_are_shown_from_the_whole_face() -> None:
    name = "㛃䶮𠅤"
    assert font_file(FONTS, Face.BOLD, name).path.endswith("NotoSansSC-Full.otf")
    assert font_file(FONTS, Face.BOLD, name).embolden
    assert set(name) <= characters("NotoSansSC-Full.otf")


def test_figures_stand_in_the_figures_font_unless_it_lacks_one() -> None:
    assert set("A0123456789–-:") <= characters("InterDisplay-SemiBold.otf")
    assert font_file(FONTS, Face.FIGURES, "A023").path.endswith("InterDisplay-SemiBold.otf")
    assert font_file(FONTS, Face.FIGURES, "甲023").path.endswith("NotoSansSC-Subset-Bold.otf")


@pytest.mark.parametrize("file", ["Phosphor-Regular.ttf", "Phosphor-Bold.ttf"])
def test_every_icon_has_its_glyph(file: str) -> None:
    assert set(theme.load(ROOT / "config" / "theme.toml").icon.values()) <= characters(file)


def test_large_icons_are_thin_and_small_ones_bold() -> None:
    assert icon_file(FONTS, 60).path.endswith("Phosphor-Regular.ttf")
    assert icon_file(FONTS, 59).path.endswith("Phosphor-Bold.ttf")


def catalogue_texts() -> Iterator[str]:
    """Every string in the shipped catalogue."""
    path = ROOT / "config" / "catalogue.toml"
    waiting: list[object] = [tomllib.loads(path.read_text(encoding="utf-8"))] if path.exists() else []
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def test_every_name_has_its_glyphs() -> None:
    whole = characters("NotoSansSC-Full.otf")
    shown = [*catalogue_texts(), *names_shown(), CLOCK.date]
    assert {character for text in shown for character in text if character != "\n"} - whole == set()


def outline(font: TTFont, character: str) -> list[object]:
    pen = RecordingPen()
    font.getGlyphSet()[font.getBestCmap()[ord(character)]].draw(pen)
    return list(pen.value)


@pytest.mark.skipif(not NOTO.exists(), reason="compares with Debian's fonts-noto-cjk")
def test_the_glyphs_are_simplified_chinese_not_japanese() -> None:
    with TTCollection(NOTO, lazy=True) as collection, TTFont(FONTS / "NotoSansSC-Full.otf", lazy=True) as whole:
        faces = {font["name"].getDebugName(1): font for font in collection.fonts}
        for character in FACES_THAT_DIFFER:
            assert outline(whole, character) == outline(faces["Noto Sans CJK SC"], character)
            assert outline(whole, character) != outline(faces["Noto Sans CJK JP"], character)

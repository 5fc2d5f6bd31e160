"""Names, lines and icons for the classes of the green channel. Pure; neutral: nobody is described, only offered."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.person import Green
from screens.texts import Texts


@dataclass(frozen=True, slots=True)
class GreenWords:
    icon: str
    name: str
    note: str = ""


def green_words(tr: Texts, green: Green) -> GreenWords:
    return {
        Green.ELDERLY: GreenWords("eyeglasses", tr("Older people")),
        Green.DISABLED: GreenWords("wheelchair", tr("People with disabilities")),
        Green.PREGNANT: GreenWords("baby", tr("Pregnant women")),
        Green.SOLDIER: GreenWords("medal-military", tr("Soldiers and veterans"), tr("and their families")),
    }[green]

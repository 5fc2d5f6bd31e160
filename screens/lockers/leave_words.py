"""What is said about the ID card and the window's receipt when papers are left: they say whose the papers are and of
which case, and nobody has to show one. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.lockers.views import LeaveView, Slot
from screens.texts import Texts


@dataclass(frozen=True, slots=True)
class ReaderWords:
    """As the banner takes it; no `sentence`: this cabinet has no such reader, or it is not its turn."""

    kind: str = "info"
    sentence: str = ""
    sign: str = ""
    working: bool = False


def card_words(tr: Texts, view: LeaveView) -> ReaderWords:
    if not _reads(view) or view.card is None:
        return ReaderWords()
    if view.known:
        return ReaderWords("ok", tr("Your card was read. The counter will know whose papers these are."))
    offered = tr("If you like, hold your ID card to the reader:\nthen the papers carry your name")
    away = tr("The card reader is not working now. Your receipt is enough.")
    return _slot_words(tr, view.card, ReaderWords("info", offered, "identification-card"), away)


def case_words(tr: Texts, view: LeaveView) -> ReaderWords:
    if not _reads(view) or view.code is None:
        return ReaderWords()
    if view.not_a_case:
        return ReaderWords("warn", tr("That is no case number. It also works without one."))
    if view.case:
        return ReaderWords("ok", tr("Case {number} was read").format(number=view.case))
    offered = tr("From a window? If you like, hold the code\non its receipt to the scanner")
    away = tr("The scanner is not working now. It also works without it.")
    return _slot_words(tr, view.code, ReaderWords("info", offered, "qr-code"), away)


def _reads(view: LeaveView) -> bool:
    return bool(view.department) and not view.full


def _slot_words(tr: Texts, slot: Slot, offered: ReaderWords, away: str) -> ReaderWords:
    return {
        Slot.READY: offered,
        Slot.WORKING: ReaderWords("info", tr("Reading, please keep it there"), working=True),
        Slot.AGAIN: ReaderWords("warn", tr("That did not work. Please hold it there again."), "arrows-clockwise"),
        Slot.AWAY: ReaderWords("info", away),
    }[slot]

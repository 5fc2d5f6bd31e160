"""What the citizen is told about the paper before a number is taken. Pure."""

from __future__ import annotations

from kiosk.views import Paper
from screens.texts import Texts


def paper_words(tr: Texts, paper: Paper) -> str:
    """One sentence for the banner; empty when there is nothing to say."""
    if paper is Paper.OUT:
        return tr("The ticket paper has run out. Your number will be shown on the screen.")
    if paper is Paper.LOW:
        return tr("The ticket paper is running low. You can still take a number.")
    return ""

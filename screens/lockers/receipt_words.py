"""How the paper receipt stands, as a way on: its words, a line below them, and whether it can be pressed. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.lockers.views import ReceiptState
from screens.texts import Texts


@dataclass(frozen=True, slots=True)
class ReceiptWords:
    """`name` empty: no receipt is offered, nothing is drawn."""

    name: str
    note: str = ""
    icon: str = "receipt"
    busy: bool = False
    off: bool = False


def receipt_words(tr: Texts, state: ReceiptState) -> ReceiptWords:
    return {
        ReceiptState.NOT_OFFERED: ReceiptWords(""),
        ReceiptState.OFFERED: ReceiptWords(tr("Print a receipt"), tr("If you want one on paper")),
        ReceiptState.WORKING: ReceiptWords(tr("Printing the receipt"), tr("One moment, please"), busy=True),
        ReceiptState.DONE: ReceiptWords(
            tr("The receipt is printed"), tr("Please take it from the slot"), "check-circle", off=True
        ),
        ReceiptState.NOTHING_PRINTED: ReceiptWords(
            tr("Print the receipt once more"), tr("Nothing came out of the printer"), "arrows-clockwise"
        ),
        ReceiptState.FAILED: ReceiptWords(
            tr("No receipt could be printed"), tr("Everything else is done all the same"), "warning", off=True
        ),
        ReceiptState.UNKNOWN: ReceiptWords(
            tr("Please look at the slot"), tr("We cannot tell whether the receipt came out"), "question", off=True
        ),
    }[state]

"""Whether a cabinet's first screen waits for anyone: nobody has begun, so there is nothing to end. Pure."""

from __future__ import annotations

from kiosk.lockers.views import Asks, Entry, KeypadView, Slot
from kiosk.views import View

OF_THE_CABINET = (None, Entry.PAUSED, Entry.STOPPED)  # these stay whoever comes
BUSY = (Slot.WORKING, Slot.AGAIN)


def ready_for_anyone(view: View) -> bool:
    return (
        isinstance(view, KeypadView)
        and view.asks is Asks.PICKUP
        and not (view.typed or view.checking)
        and view.entry in OF_THE_CABINET
        and view.card not in BUSY
        and view.code not in BUSY
    )

"""What the keys of a clerk's box mean at this counter now. Pure; the names are those of docs/devices/ff68.md.

Digits are collected and name the ticket of the "next" or "call_back" after them; "cancel" forgets them.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.window.state import Deed, Do, Dropped, State
from kiosk.wire import Stage

DIGITS_LIMIT = 5  # of a number
OF_KEYS = {"again": Deed.RECALL, "ok": Deed.FINISH, "hold": Deed.HOLD, "give_up": Deed.NO_SHOW}


def press(state: State, key: str) -> tuple[State, Do | Dropped | None]:
    """The state with the digits typed so far, and what is to be done. Every key but a digit ends the digits."""
    if key.isdecimal() and len(key) == 1:
        return replace(state, digits=(state.digits + key)[-DIGITS_LIMIT:]), None
    digits, state = state.digits, replace(state, digits="")
    if key == "cancel":
        return state, None
    deed = _deed(state, key, digits)
    if deed is None:
        return state, Dropped(f"key {key}", "it means nothing at this counter")
    if state.doing:
        return state, Dropped(f"key {key}", "the deed before it has no answer yet")
    if state.told is None or state.away:
        return state, Dropped(f"key {key}", "the centre is away, what this counter does is not known")
    whom = digits if deed in (Deed.CALL, Deed.TAKE_UP) else ""
    return replace(state, doing=True), Do(deed, state.told.turn, whom)


def _deed(state: State, key: str, digits: str) -> Deed | None:
    match key:
        case "next":
            return Deed.CALL if digits else Deed.NEXT
        case "call_back":
            return Deed.TAKE_UP if digits else None
        case "pause":
            return Deed.RESUME if state.told is not None and state.told.stage is Stage.PAUSED else Deed.PAUSE
        case _:
            return OF_KEYS.get(key)
